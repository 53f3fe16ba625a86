import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { StyleModule } from "style-mod";

/**
 * Lets editors stand in a page whose policy allows no styles but those of files; to be called before the first is made.
 * CodeMirror writes its rules into a style element, which such a policy refuses. In a shadow root it adopts a style
 * sheet instead, which the policy allows. This lends the document the style set of something that looks like a shadow
 * root: no `head`, and the same list of adopted sheets.
 */
export function adoptEditorStyles(): void {
  const root = {
    ownerDocument: document,
    get adoptedStyleSheets() {
      return document.adoptedStyleSheets;
    },
    set adoptedStyleSheets(sheets: CSSStyleSheet[]) {
      document.adoptedStyleSheets = sheets;
    },
  };
  StyleModule.mount(root as unknown as ShadowRoot, []);
  for (const key of Object.getOwnPropertySymbols(root))
    Object.assign(document, { [key]: Reflect.get(root, key) });
}

/**
 * Typing over a selection. Left to itself, Chromium keeps the style of what is replaced in a style attribute, which such
 * a policy refuses.
 */
export const typeOver: Extension = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== "insertText" || event.isComposing || event.data === null) return false;
    if (state.selection.ranges.every(range => range.empty)) return false;
    event.preventDefault();
    view.dispatch(state.replaceSelection(event.data), {
      userEvent: "input.type",
      scrollIntoView: true,
    });
    return true;
  },
});
