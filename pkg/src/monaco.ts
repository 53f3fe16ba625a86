import type * as monacoEditor from "monaco-editor";
import { characteristicsOf } from "./characteristics.ts";
import {
  attributeOf,
  type Completer,
  type DocumentContext,
  namesAt,
  pathOffers,
  valuesAt,
} from "./document-offers.ts";
import type { Completion, Diagnostic, Fix, Scim, Severity, ValidateOptions } from "./index.ts";
import { stringAt } from "./json-place.ts";
import type { TokenKind } from "./tokens.ts";

/** What is used of `monaco-editor`, however it was loaded. */
export type Monaco = Pick<
  typeof monacoEditor,
  "editor" | "languages" | "MarkerSeverity" | "MarkerTag"
>;

type Model = monacoEditor.editor.ITextModel;
type Range = monacoEditor.IRange;

/** What ends. */
export interface Disposable {
  dispose(): void;
}

/** How a model is checked. */
export interface CheckOptions {
  /** How long typing pauses before the text is checked, in milliseconds. Default 100. */
  delay?: number;
}

/** The owner of the markers. */
const OWNER = "scimlens";

/** The id of the language of filters. */
export const FILTER_LANGUAGE = "scim-filter";

/**
 * SCIM documents in Monaco: markers, quick fixes, completion of names and values, and the characteristics of an
 * attribute on hover, for one model. `options` are those of `Scim.validate`, or a function that gives them. Ends with
 * the model, or when it is disposed of.
 */
export function scimDocument(
  monaco: Monaco,
  model: Model,
  scim: Completer & Pick<Scim, "validate">,
  options: ValidateOptions | (() => ValidateOptions) = {},
  check: CheckOptions = {},
): Disposable {
  const said = () => (typeof options === "function" ? options() : options);
  const report = () => scim.validate(model.getValue(), said());
  const known = (): DocumentContext => {
    const { resourceType, kind } = report();
    return { resourceType, patch: kind === "patch" };
  };
  return attach(monaco, model, check, {
    find: () => report().diagnostics,
    triggers: ['"', "[", "."],
    complete: place => documentOffers(scim, model.getValue(), place, known()),
    describe: place => {
      const at = stringAt(model.getValue(), place);
      if (at?.of !== "name") return undefined;
      const { resourceType, patch } = known();
      const names = [...at.path, model.getValue().slice(at.from, at.to)];
      const attribute = attributeOf(patch ? names.slice(2) : names);
      const info = scim.describe(attribute, resourceType === undefined ? {} : { resourceType });
      return info && { from: at.from - 1, to: at.to + 1, attribute, info };
    },
  });
}

/**
 * Filters (RFC 7644 §3.4.2.2) in Monaco: a language with the tokens that the toolkit tells, markers, quick fixes and
 * completion, for one model.
 */
export function scimFilter(
  monaco: Monaco,
  model: Model,
  scim: Pick<Scim, "checkFilter" | "completeFilter" | "tokenizeFilter">,
  options: { resourceType?: string | (() => string | undefined) } & CheckOptions = {},
): Disposable {
  const told = () => {
    const type =
      typeof options.resourceType === "function" ? options.resourceType() : options.resourceType;
    return type === undefined ? {} : { resourceType: type };
  };
  defineFilterLanguage(monaco, scim);
  monaco.editor.setModelLanguage(model, FILTER_LANGUAGE);
  return attach(monaco, model, options, {
    find: () => {
      const text = model.getValue();
      return text.trim() === "" ? [] : scim.checkFilter(text, told());
    },
    triggers: [" ", ".", "[", ":", "("],
    complete: place =>
      scim
        .completeFilter(model.getValue(), place, told())
        .map(one => offerOf(one, one.from, one.to)),
    describe: () => undefined,
  });
}

interface Offer {
  label: string;
  kind: Completion["kind"];
  insert: string;
  detail?: string | undefined;
  from: number;
  to: number;
}

/** What there is to know about the text of a model. */
interface Knowledge {
  find(): readonly Diagnostic[];
  triggers: string[];
  complete(place: number): Offer[];
  describe(place: number):
    | {
        from: number;
        to: number;
        attribute: string;
        info: Parameters<typeof characteristicsOf>[0];
      }
    | undefined;
}

const offerOf = ({ label, kind, insert, detail }: Completion, from: number, to: number): Offer => ({
  label,
  kind,
  insert,
  detail,
  from,
  to,
});

function documentOffers(
  scim: Completer,
  text: string,
  place: number,
  known: DocumentContext,
): Offer[] {
  const at = stringAt(text, place);
  if (at === undefined) return [];
  const { from, to } = at;
  if (at.of === "name")
    return (namesAt(scim, at.path, known) ?? [])
      .filter(({ label }) => !at.siblings.has(label))
      .map(({ label, detail }) => ({ label, kind: "attribute", insert: label, detail, from, to }));
  const values = valuesAt(scim, at.path, known);
  if (values === "path") {
    const found = pathOffers(scim, text.slice(from, place), known);
    const start = place - (found?.behind ?? 0);
    return (found?.offers ?? []).map(one => ({
      ...offerOf(one, start, place),
      insert: one.insert.replaceAll('"', '\\"'),
    }));
  }
  return (values ?? []).map(label => ({ label, kind: "value", insert: label, from, to }));
}

function attach(
  monaco: Monaco,
  model: Model,
  { delay = 100 }: CheckOptions,
  knowledge: Knowledge,
): Disposable {
  const { languages } = monaco;
  const language = model.getLanguageId();
  let found: { finding: Diagnostic; marker: monacoEditor.editor.IMarkerData }[] = [];
  let version = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const range = (from: number, to: number): Range => {
    const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)];
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
  };
  const run = () => {
    timer = undefined;
    if (model.isDisposed()) return;
    version = model.getVersionId();
    found = knowledge.find().flatMap(finding => {
      if (!finding.range) return [];
      const { start, end } = finding.range;
      return [{ finding, marker: markerOf(monaco, finding, range(start, end)) }];
    });
    monaco.editor.setModelMarkers(
      model,
      OWNER,
      found.map(({ marker }) => marker),
    );
  };
  const editOf = ({ edits }: Fix): monacoEditor.languages.WorkspaceEdit => ({
    edits: edits.map(({ range: { start, end }, text }) => ({
      resource: model.uri,
      versionId: version,
      textEdit: { range: range(start, end), text },
    })),
  });

  const parts: Disposable[] = [
    model.onDidChangeContent(() => {
      if (timer !== undefined) clearTimeout(timer);
      timer = setTimeout(run, delay);
    }),
    languages.registerCodeActionProvider(
      language,
      {
        provideCodeActions: (asked, within) => {
          // What a fix says is of the text that it was found in.
          const current = asked === model && version === model.getVersionId() ? found : [];
          const actions = current
            .filter(({ marker }) => touch(marker, within))
            .flatMap(({ finding, marker }) =>
              (finding.fixes ?? []).map(fix => ({
                title: plain(fix.title),
                kind: "quickfix",
                isPreferred: fix.safety === "safe",
                diagnostics: [marker],
                edit: editOf(fix),
              })),
            );
          return { actions, dispose: () => {} };
        },
      },
      { providedCodeActionKinds: ["quickfix"] },
    ),
    languages.registerCompletionItemProvider(language, {
      triggerCharacters: knowledge.triggers,
      provideCompletionItems: (asked, position) => {
        if (asked !== model) return { suggestions: [] };
        const suggestions = knowledge.complete(model.getOffsetAt(position)).map(one => ({
          label: one.label,
          kind: kindOf(monaco, one.kind),
          insertText: one.insert,
          filterText: one.insert,
          range: range(one.from, one.to),
          ...(one.detail !== undefined && { detail: one.detail }),
        }));
        return { suggestions };
      },
    }),
    languages.registerHoverProvider(language, {
      provideHover: (asked, position) => {
        const at = asked === model ? knowledge.describe(model.getOffsetAt(position)) : undefined;
        if (at === undefined) return null;
        const { description } = at.info;
        const facts = characteristicsOf(at.info).map(([name, value]) => `- ${name}: ${value}`);
        const lines = [`**\`${at.attribute}\`**`, ...(description ? [`${description}.`] : [])];
        return {
          range: range(at.from, at.to),
          contents: [{ value: lines.join("\n\n") }, { value: facts.join("\n") }],
        };
      },
    }),
  ];
  const dispose = () => {
    if (timer !== undefined) clearTimeout(timer);
    for (const part of parts.splice(0)) part.dispose();
    if (!model.isDisposed()) monaco.editor.setModelMarkers(model, OWNER, []);
  };
  parts.push(model.onWillDispose(dispose));
  run();
  return { dispose };
}

function markerOf(
  monaco: Monaco,
  { severity, message, help, code, reference }: Diagnostic,
  range: Range,
): monacoEditor.editor.IMarkerData {
  const said = [message, help, reference].filter(one => one !== undefined).map(plain);
  return {
    ...range,
    severity: rank(monaco, severity),
    message: said.join("\n"),
    code,
    source: OWNER,
  };
}

function rank({ MarkerSeverity }: Monaco, severity: Severity): monacoEditor.MarkerSeverity {
  if (severity === "error") return MarkerSeverity.Error;
  return severity === "warning" ? MarkerSeverity.Warning : MarkerSeverity.Info;
}

function kindOf(
  { languages: { CompletionItemKind } }: Monaco,
  kind: Completion["kind"],
): monacoEditor.languages.CompletionItemKind {
  if (kind === "attribute") return CompletionItemKind.Property;
  if (kind === "schema") return CompletionItemKind.Module;
  return kind === "value" ? CompletionItemKind.Value : CompletionItemKind.Keyword;
}

/** Whether two ranges have a place in common. */
function touch(one: Range, other: Range): boolean {
  const before = (line: number, column: number, endLine: number, endColumn: number) =>
    endLine < line || (endLine === line && endColumn < column);
  return !(
    before(one.startLineNumber, one.startColumn, other.endLineNumber, other.endColumn) ||
    before(other.startLineNumber, other.startColumn, one.endLineNumber, one.endColumn)
  );
}

function plain(message: string): string {
  return message.replaceAll("`", "");
}

/** The scopes of tokens by {@link TokenKind}, as the themes of Monaco know them. */
const SCOPES: Record<TokenKind, string> = {
  0: "variable",
  1: "variable",
  2: "namespace",
  3: "keyword",
  4: "keyword",
  5: "string",
  6: "number",
  7: "constant",
  8: "delimiter",
  9: "invalid",
};

/** Defines the language of filters, unless that is done. */
function defineFilterLanguage(monaco: Monaco, scim: Pick<Scim, "tokenizeFilter">): void {
  const { languages } = monaco;
  if (languages.getLanguages().some(({ id }) => id === FILTER_LANGUAGE)) return;
  languages.register({ id: FILTER_LANGUAGE });
  const state = { clone: () => state, equals: () => true };
  languages.setTokensProvider(FILTER_LANGUAGE, {
    getInitialState: () => state,
    tokenize: line => {
      const all = scim.tokenizeFilter(line);
      const tokens: { startIndex: number; scopes: string }[] = [];
      for (let at = 0; at < all.length; at += 3) {
        const [start = 0, end = 0, kind = 9] = all.subarray(at, at + 3);
        tokens.push({ startIndex: start, scopes: SCOPES[kind as TokenKind] });
        if (end < line.length) tokens.push({ startIndex: end, scopes: "" });
      }
      return { tokens, endState: state };
    },
  });
  languages.setLanguageConfiguration(FILTER_LANGUAGE, {
    brackets: [
      ["(", ")"],
      ["[", "]"],
    ],
    autoClosingPairs: [
      { open: "(", close: ")" },
      { open: "[", close: "]" },
      { open: '"', close: '"', notIn: ["string"] },
    ],
  });
}
