import {
  autocompletion,
  type CompletionSource,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

/** The list of offers and its keys. */
export function offers(sources: readonly CompletionSource[]): Extension {
  return [
    autocompletion({ override: sources, icons: false, defaultKeymap: false }),
    // Before what Enter, the arrows and Escape do otherwise.
    Prec.highest(keymap.of(completionKeymap)),
  ];
}

export { startCompletion };
