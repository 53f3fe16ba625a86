import { json, jsonLanguage } from "@codemirror/lang-json";
import { forEachDiagnostic, linter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { documentCompletion, filterCompletion } from "./codemirror-completion.ts";
import { characteristics } from "./codemirror-hover.ts";
import { filterLanguage } from "./codemirror-language.ts";
import { type DocumentOptions, Findings, filterLinter, marksOf } from "./codemirror-lint.ts";
import { typeOver } from "./codemirror-styles.ts";
import type { Completer } from "./document-offers.ts";
import type { Scim } from "./index.ts";

export { documentCompletion, filterCompletion, filterOffers } from "./codemirror-completion.ts";
export { type AttributeAt, attributeAt, characteristics } from "./codemirror-hover.ts";
export { filterLanguage } from "./codemirror-language.ts";
export {
  applyFix,
  type DocumentOptions,
  documentLinter,
  filterLinter,
  markOf,
} from "./codemirror-lint.ts";
export { adoptEditorStyles, typeOver } from "./codemirror-styles.ts";
export type { Completer, DocumentContext } from "./document-offers.ts";

/** How an editor checks. */
export interface CheckOptions {
  /** How long typing pauses before the text is checked, in milliseconds. Default 100. */
  delay?: number;
}

/**
 * SCIM documents in an editor: JSON, underlined findings with their fixes as actions, completion of names and values,
 * and the characteristics of an attribute on hover or F1. Ctrl-. applies the first fix at the cursor; F8 goes to the next
 * finding. `options` are those of `Scim.validate`, or a function that gives them.
 *
 * Completion is that of the language: it shows where the editor has `autocompletion()`, which `basicSetup` brings.
 */
export function scimDocument(
  scim: Completer & Pick<Scim, "validate">,
  options: DocumentOptions = {},
  check: CheckOptions = {},
): Extension {
  const findings = new Findings(scim, options);
  const complete = documentCompletion(scim, state => {
    const { resourceType, kind } = findings.of(state);
    return { resourceType, patch: kind === "patch" };
  });
  return [
    json(),
    jsonLanguage.data.of({ autocomplete: complete }),
    linter(view => marksOf(view, findings.of(view.state).diagnostics), told(check)),
    characteristics(scim, state => findings.of(state).resourceType),
    common,
  ];
}

/**
 * The filter language in an editor: its tokens for a highlighter, underlined findings, completion. With a resource type
 * attributes and operators are checked against its schemas.
 */
export function scimFilter(
  scim: Pick<Scim, "checkFilter" | "completeFilter" | "tokenizeFilter">,
  options: { resourceType?: string | (() => string | undefined) } & CheckOptions = {},
): Extension {
  const { resourceType } = options;
  const type = typeof resourceType === "function" ? resourceType : () => resourceType;
  const language = filterLanguage(scim);
  return [
    language,
    language.data.of({ autocomplete: filterCompletion(scim, type) }),
    linter(filterLinter(scim, type), told(options)),
    common,
  ];
}

const told = ({ delay = 100 }: CheckOptions) => ({ delay });

/** Applies the first fix of what is underlined at the cursor. Whether there was one. */
export function fixAtCursor(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  let apply: (() => void) | undefined;
  forEachDiagnostic(view.state, ({ actions }, from, to) => {
    const [first] = actions ?? [];
    if (first && apply === undefined && from <= head && head <= to)
      apply = () => first.apply(view, from, to);
  });
  apply?.();
  return apply !== undefined;
}

const common: Extension = [
  keymap.of([{ key: "Mod-.", run: fixAtCursor }, ...lintKeymap]),
  typeOver,
  // The lines that CodeMirror draws are pictures in data: addresses, which a strict policy refuses.
  EditorView.theme({
    ".cm-lintRange": { backgroundImage: "none", textUnderlineOffset: "2px" },
    ".cm-lintRange-error": { textDecoration: "underline wavy #c4001a" },
    ".cm-lintRange-warning": { textDecoration: "underline wavy #b35c00" },
    ".cm-lintRange-info": { textDecoration: "underline dotted #5a5f66" },
  }),
  EditorView.baseTheme({
    ".cm-scim-tip": { maxWidth: "44em" },
    ".cm-scim-attribute": { padding: "4px 8px" },
    ".cm-scim-help, .cm-scim-meta": { opacity: "0.8" },
    ".cm-scim-meta": { fontSize: "0.875em" },
    ".cm-scim-tip dl": {
      display: "grid",
      gridTemplateColumns: "auto minmax(0, 1fr)",
      gap: "0 8px",
      margin: "4px 0",
    },
    ".cm-scim-tip dd": { margin: "0", fontFamily: "monospace" },
  }),
];
