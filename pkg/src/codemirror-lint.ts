import { forceLinting, type Diagnostic as Mark } from "@codemirror/lint";
import type { EditorState, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic, Fix, Scim, ValidateOptions } from "./index.ts";

/** A finding as CodeMirror marks it: underlined, with a tooltip that has its fixes as buttons. None without a range. */
export function markOf(finding: Diagnostic, length: number, onFix: (fix: Fix) => void): Mark[] {
  if (!finding.range) return [];
  const from = Math.min(finding.range.start, length);
  const to = Math.min(Math.max(finding.range.end, from), length);
  return [
    {
      from,
      to,
      severity: finding.severity,
      message: finding.message,
      source: finding.code,
      renderMessage: () => tooltip(finding),
      actions: (finding.fixes ?? []).map(fix => ({ name: fix.title, apply: () => onFix(fix) })),
    },
  ];
}

/** What a document is validated as; or a function that says it each time. */
export type DocumentOptions = ValidateOptions | (() => ValidateOptions);

/** What was found in a document, kept as long as the document is. */
export class Findings {
  readonly #scim: Pick<Scim, "validate">;
  readonly #options: DocumentOptions;
  #last: { doc: Text; told: string; report: ReturnType<Scim["validate"]> } | undefined;

  constructor(scim: Pick<Scim, "validate">, options: DocumentOptions) {
    this.#scim = scim;
    this.#options = options;
  }

  /** The report on the document as it is. */
  of({ doc }: EditorState): ReturnType<Scim["validate"]> {
    const options = typeof this.#options === "function" ? this.#options() : this.#options;
    const { current, ...rest } = options;
    const told = JSON.stringify(rest);
    const last = this.#last;
    if (current === undefined && last?.doc === doc && last.told === told) return last.report;
    const report = this.#scim.validate(doc.toString(), options);
    this.#last = { doc, told, report };
    return report;
  }
}

/** A lint source for a document: what the toolkit finds, with its fixes as actions. */
export function documentLinter(
  scim: Pick<Scim, "validate">,
  options: DocumentOptions = {},
): (view: EditorView) => Mark[] {
  const findings = new Findings(scim, options);
  return view => marksOf(view, findings.of(view.state).diagnostics);
}

/** A lint source for a filter (RFC 7644 §3.4.2.2). Of an empty one nothing is said. */
export function filterLinter(
  scim: Pick<Scim, "checkFilter">,
  resourceType: () => string | undefined = () => undefined,
): (view: EditorView) => Mark[] {
  return view => {
    const text = view.state.doc.toString();
    if (text.trim() === "") return [];
    const type = resourceType();
    return marksOf(view, scim.checkFilter(text, type === undefined ? {} : { resourceType: type }));
  };
}

/** The marks of findings in the document of a view. */
export function marksOf(view: EditorView, findings: readonly Diagnostic[]): Mark[] {
  const { doc } = view.state;
  return findings.flatMap(finding =>
    markOf(finding, doc.length, fix => {
      // What a fix says is of the document that it was found in.
      if (view.state.doc === doc) applyFix(view, fix);
      else forceLinting(view);
    }),
  );
}

/** Applies a fix to the document that it was found in, as one step of the history. */
export function applyFix(view: EditorView, fix: Fix): void {
  const changes = fix.edits.map(({ range, text }) => ({
    from: range.start,
    to: range.end,
    insert: text,
  }));
  view.dispatch({ changes, userEvent: "input.fix", scrollIntoView: true });
  view.focus();
}

function tooltip(finding: Diagnostic): HTMLElement {
  const box = element("div", "cm-scim-tip");
  box.append(prose("cm-scim-message", finding.message));
  if (finding.help) box.append(prose("cm-scim-help", finding.help));
  const meta = element("div", "cm-scim-meta");
  const { scimType, reference, rule } = finding;
  meta.textContent = [scimType, reference, rule].filter(part => part !== undefined).join(" · ");
  box.append(meta);
  return box;
}

/** A sentence with code between backticks. */
function prose(className: string, text: string): HTMLElement {
  const sentence = element("div", className);
  sentence.append(
    ...text.split("`").map((part, index) => {
      if (index % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    }),
  );
  return sentence;
}

export function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
