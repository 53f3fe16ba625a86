import { type Diagnostic, type Row, Scim, ScimError } from "scimlens/slim";
import { applyFix } from "../diagnostics/fixes.ts";
import { type Definitions, NO_DEFINITIONS } from "./documents.ts";

type Option = keyof Definitions;

/** A document of the text: which option of the toolkit takes it, and where it stands. */
interface Placed {
  readonly option: Option;
  readonly text: string;
  readonly start: number;
  /** Pointer to it in the text. */
  readonly pointer: string;
}

/** What a text defines. */
export interface Reading {
  readonly findings: readonly Diagnostic[];
  /** What can be loaded; undefined where something is broken. */
  readonly sound: Definitions | undefined;
  /** The URIs of loaded schemas that no resource type has. */
  readonly unused: readonly string[];
}

const KINDS = {
  schemas: "schema",
  resourceTypes: "resourceType",
} as const;

/** Reads Schema and ResourceType documents: one, an array, or a ListResponse. The toolkit judges them by loading them. */
export function readDefinitions(scim: Scim, text: string): Reading {
  if (text.trim() === "") return { findings: [], sound: NO_DEFINITIONS, unused: [] };
  const defects = scim.validate(text).diagnostics.filter(({ code }) => code.startsWith("json/"));
  if (defects.some(isError)) return broken(defects);
  const { placed, findings } = documentsOf(scim, text);
  if (findings.length > 0) return broken([...defects, ...findings]);
  const option = (name: Option) => placed.filter(one => one.option === name);
  const sound = {
    schemas: option("schemas").map(one => one.text),
    resourceTypes: option("resourceTypes").map(one => one.text),
  };
  let made: Scim;
  try {
    made = new Scim({ schemas: [...sound.schemas], resourceTypes: [...sound.resourceTypes] });
  } catch (error) {
    return broken([...defects, ...refusal(error, option)]);
  }
  try {
    const warnings = placed.flatMap(one =>
      made
        .validate(one.text, { kind: KINDS[one.option], operation: "read" })
        .diagnostics.map(finding => moved(finding, one)),
    );
    return { findings: warnings, sound, unused: unusedOf(made, sound) };
  } finally {
    made.free();
  }
}

/** The text with everything mended that is safe. */
export function fixedText(text: string, findings: readonly Diagnostic[]): string {
  const edits = findings
    .flatMap(({ fixes }) => fixes?.find(({ safety }) => safety === "safe")?.edits ?? [])
    .sort((one, other) => one.range.start - other.range.start);
  // Of two that overlap the first is made; the other one is found again afterwards.
  const apart = edits.filter(
    ({ range }, index) => index === 0 || (edits[index - 1]?.range.end ?? 0) <= range.start,
  );
  return applyFix(text, { title: "", safety: "safe", edits: apart });
}

function broken(findings: readonly Diagnostic[]): Reading {
  return { findings, sound: undefined, unused: [] };
}

const isError = ({ severity }: Diagnostic) => severity === "error";

function documentsOf(scim: Scim, text: string): { placed: Placed[]; findings: Diagnostic[] } {
  const stream = scim.rows();
  const rows = [...stream.push(text), ...stream.finish().left];
  const starts = lineStarts(text);
  const placed: Placed[] = [];
  const findings: Diagnostic[] = [];
  let end = 0;
  for (const row of rows) {
    const start =
      row.column === undefined
        ? Math.max(text.indexOf(row.text, end), 0)
        : (starts[row.line - 1] ?? 0) + row.column - 1;
    end = start + row.text.length;
    const at = { text: row.text, start, pointer: pointerTo(text, row) };
    const option = row.diagnostics.some(isError) ? undefined : optionOf(scim, row.text);
    if (option !== undefined) {
      placed.push({ ...at, option });
      continue;
    }
    const found = row.diagnostics.length > 0 ? row.diagnostics : [noDefinition(row)];
    findings.push(...found.map(finding => moved(finding, at)));
  }
  return { placed, findings };
}

function optionOf(scim: Scim, text: string): Option | undefined {
  const { kind } = scim.validate(text);
  if (kind === "schema") return "schemas";
  return kind === "resourceType" ? "resourceTypes" : undefined;
}

function noDefinition({ text }: Row): Diagnostic {
  return {
    code: "definition/kind",
    severity: "error",
    message: "This is no Schema and no ResourceType document.",
    help: "Its `schemas` has to name `urn:ietf:params:scim:schemas:core:2.0:Schema` or `…:ResourceType`.",
    pointer: "",
    range: { start: 0, end: text.length },
    reference: "RFC 7643 §6, §7",
  };
}

function refusal(error: unknown, option: (name: Option) => readonly Placed[]): Diagnostic[] {
  if (!(error instanceof ScimError)) throw error;
  const found = (error.documents ?? []).flatMap(document => {
    const placed = option(document.option)[document.index];
    return document.diagnostics.map(finding => (placed ? moved(finding, placed) : finding));
  });
  if (found.length > 0) return found;
  return [{ code: "definition/refused", severity: "error", message: error.detail, pointer: "" }];
}

/** A finding in a document as one in the whole text. */
function moved(finding: Diagnostic, { start, pointer }: Pick<Placed, "start" | "pointer">) {
  const shift = (range: { start: number; end: number }) => ({
    start: range.start + start,
    end: range.end + start,
  });
  return {
    ...finding,
    pointer: pointer + finding.pointer,
    ...(finding.range && { range: shift(finding.range) }),
    ...(finding.fixes && {
      fixes: finding.fixes.map(fix => ({
        ...fix,
        edits: fix.edits.map(edit => ({ ...edit, range: shift(edit.range) })),
      })),
    }),
  };
}

function pointerTo(text: string, { row, text: own }: Row): string {
  if (text.trim().length === own.length) return "";
  return text.trimStart().startsWith("[") ? `/${row}` : `/Resources/${row}`;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Schemas that were loaded and that no resource type has: no resource can use them. */
function unusedOf(scim: Scim, { schemas }: Definitions): string[] {
  const used = new Set(
    scim.resourceTypes.flatMap(({ schema, schemaExtensions }) =>
      [schema, ...schemaExtensions.map(one => one.schema)].map(uri => uri.toLowerCase()),
    ),
  );
  return schemas
    .map(text => String((JSON.parse(text) as { id?: unknown }).id))
    .filter(uri => !used.has(uri.toLowerCase()));
}
