import type { CompletionSource } from "@codemirror/autocomplete";
import { Compartment, type Extension } from "@codemirror/state";
import {
  type EditorView,
  keymap,
  type PluginValue,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/** Fetches the list of offers, and shows it at once if it was asked for meanwhile. */
class Fetching implements PluginValue {
  asked = false;
  private gone = false;
  private readonly load = () => void this.fetch();

  private readonly view: EditorView;
  private readonly place: Compartment;
  private readonly sources: readonly CompletionSource[];

  constructor(view: EditorView, place: Compartment, sources: readonly CompletionSource[]) {
    this.view = view;
    this.place = place;
    this.sources = sources;
    if (view.hasFocus) this.load();
    else view.contentDOM.addEventListener("focus", this.load, { once: true });
  }

  update(update: ViewUpdate) {
    const typed = update.transactions.some(one => one.docChanged && one.isUserEvent("input"));
    if (typed) this.asked = true;
    else if (update.selectionSet) this.asked = false;
  }

  destroy() {
    this.gone = true;
    this.view.contentDOM.removeEventListener("focus", this.load);
  }

  private async fetch() {
    const { offers, startCompletion } = await import("./offers.ts");
    if (this.gone) return;
    const { asked, view } = this;
    view.dispatch({ effects: this.place.reconfigure(offers(this.sources)) });
    if (asked && view.hasFocus) startCompletion(view);
  }
}

/**
 * Offers while one types, and for Ctrl+Space. What shows them is fetched when an editor first gets the focus: the page
 * is there before it. What was typed, or asked for, before it came is answered when it comes.
 */
export function completing(...sources: CompletionSource[]): Extension {
  const place = new Compartment();
  const fetching = ViewPlugin.define(view => new Fetching(view, place, sources));
  const ask = (view: EditorView) => {
    const plugin = view.plugin(fetching);
    if (plugin) plugin.asked = true;
    return plugin !== null;
  };
  return [place.of([fetching, keymap.of([{ key: "Ctrl-Space", run: ask }])])];
}
