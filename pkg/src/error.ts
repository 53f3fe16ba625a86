import type { Diagnostic, Range, ScimType } from "./types.ts";

/** What was found in a document of the options of a {@link Scim}. */
export interface DocumentFindings {
  /** The option that has the document. */
  option: "schemas" | "resourceTypes";
  /** Its place in the option, from 0. */
  index: number;
  /** Warnings included; ranges are in the text of the document, of an object in what JSON.stringify makes of it. */
  diagnostics: Diagnostic[];
}

/** The facts of a refusal, as the core tells them. */
export interface Refusal {
  status: number;
  scimType?: ScimType;
  detail: string;
  range?: Range;
  operation?: number;
  reference?: string;
  rule?: string;
  expected?: string[];
  documents?: DocumentFindings[];
}

/** Thrown for a request that a service provider would refuse. */
export class ScimError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Keyword of RFC 7644 §3.12 Table 9. */
  declare readonly scimType?: ScimType;
  /** What is wrong and how to mend it. */
  readonly detail: string;
  /** Where in the filter, path or document; UTF-16. */
  declare readonly range?: Range;
  /** PATCH: index of the operation that failed. */
  declare readonly operation?: number;
  /** The section of the standard that the request breaks, such as "RFC 7644 §3.5.2.2". */
  declare readonly reference?: string;
  /** The rule of the catalogue that it breaks, such as "P-35". */
  declare readonly rule?: string;
  /** What the parser would have accepted at `range.start`. */
  declare readonly expected?: string[];
  /** Loading schemas and resource types: all that was found in each document that has something. */
  declare readonly documents?: DocumentFindings[];
  /** The same in one list, without saying of which document. */
  declare readonly diagnostics?: Diagnostic[];

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.status = refusal.status;
    this.detail = refusal.detail;
    if (refusal.scimType !== undefined) this.scimType = refusal.scimType;
    if (refusal.range !== undefined) this.range = refusal.range;
    if (refusal.operation !== undefined) this.operation = refusal.operation;
    if (refusal.reference !== undefined) this.reference = refusal.reference;
    if (refusal.rule !== undefined) this.rule = refusal.rule;
    if (refusal.expected !== undefined) this.expected = refusal.expected;
    if (refusal.documents !== undefined) {
      this.documents = refusal.documents;
      this.diagnostics = refusal.documents.flatMap(({ diagnostics }) => diagnostics);
    }
  }

  /** The SCIM Error message (RFC 7644 §3.12). */
  toJSON(): { schemas: string[]; status: string; scimType?: ScimType; detail: string } {
    return {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(this.status),
      ...(this.scimType !== undefined && { scimType: this.scimType }),
      detail: this.detail,
    };
  }
}

/** Thrown when the toolkit itself failed. The next call works with a fresh instance; please report it. */
export class ScimInternalError extends Error {}

/** Thrown where the WebAssembly module is missing: it was used before it was made ready, or could not be had. */
export class ScimInitError extends Error {}

/** What to tell of a module that the runtime refused to compile. */
export function notCompiled(cause: unknown): ScimInitError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = /embedder|csp|content security|unsafe-eval|blocked/i.test(reason)
    ? " A content security policy needs `script-src 'wasm-unsafe-eval'`; a runtime that compiles nothing from bytes, a module compiled ahead, for scimlens/slim."
    : "";
  return new ScimInitError(
    `The module of scimlens could not be compiled: ${reason.replace(/\.$/, "")}.${hint}`,
    { cause },
  );
}

// On the prototype, so that the first line of the stack has the name too, in minified code as well; and defined, not
// assigned, which would fail where Error is frozen.
for (const [name, { prototype }] of Object.entries({ ScimError, ScimInitError, ScimInternalError }))
  Object.defineProperty(prototype, "name", { value: name, writable: true, configurable: true });
