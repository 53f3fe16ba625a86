import type { CompletionSource } from "@codemirror/autocomplete";
import { Compartment, type Extension } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";

/**
 * Offers while one types, and for Ctrl+Space. What shows them is fetched when an editor first gets the focus: the page
 * is there before it.
 */
export function completing(...sources: CompletionSource[]): Extension {
  const place = new Compartment();
  return [
    place.of([]),
    ViewPlugin.define(view => {
      let gone = false;
      const load = async () => {
        view.contentDOM.removeEventListener("focus", load);
        const { offers } = await import("./offers.ts");
        // Never in the middle of another change.
        if (!gone) view.dispatch({ effects: place.reconfigure(offers(sources)) });
      };
      if (view.hasFocus) void load();
      else view.contentDOM.addEventListener("focus", load);
      return {
        destroy() {
          gone = true;
          view.contentDOM.removeEventListener("focus", load);
        },
      };
    }),
  ];
}
