import { StyleModule } from "style-mod";

/**
 * CodeMirror writes its rules into a style element, which the page's policy refuses. In a shadow root it adopts a style
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
