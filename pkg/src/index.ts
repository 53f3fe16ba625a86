/// <reference lib="esnext.disposable" preserve="true" />
import type { Filter } from "./filter.ts";
import type { Report } from "./report.ts";
import { Scim } from "./scim.ts";
import type {
  Diagnostic,
  DiffOptions,
  FilterOptions,
  Input,
  PatchOptions,
  PatchRequest,
  PatchResult,
  ValidateOptions,
} from "./types.ts";

export type { DocumentFindings } from "./error.ts";
export { ScimError, ScimInitError, ScimInternalError } from "./error.ts";
export { Filter } from "./filter.ts";
export type { LintReport } from "./lint.ts";
export type { RenderOptions, Report, ReportFormat } from "./report.ts";
export { Scim } from "./scim.ts";
export { ServiceProvider } from "./service.ts";
export { ResourceSet } from "./set.ts";
export type { FetchRequest, FetchResponse } from "./sources.ts";
export type { RowStream, ValidationStream } from "./stream.ts";
export { TokenKind } from "./tokens.ts";
export type * from "./types.ts";
export { version } from "./version.ts";

let shared: Scim | undefined;

/** The toolkit with the built-in schemas, made on first use. */
function builtin(): Scim {
  shared ??= new Scim();
  return shared;
}

/** {@link Scim.validate} with the built-in schemas. */
export function validate(input: Input, options?: ValidateOptions): Report {
  return builtin().validate(input, options);
}

/** {@link Scim.parseFilter} with the built-in schemas. */
export function parseFilter(text: string, options?: FilterOptions): Filter {
  return builtin().parseFilter(text, options);
}

/** {@link Scim.checkFilter} with the built-in schemas. */
export function checkFilter(text: string, options?: FilterOptions): Diagnostic[] {
  return builtin().checkFilter(text, options);
}

/** {@link Scim.applyPatch} with the built-in schemas. */
export function applyPatch(resource: Input, request: Input, options?: PatchOptions): PatchResult {
  return builtin().applyPatch(resource, request, options);
}

/** {@link Scim.diff} with the built-in schemas. */
export function diff(before: Input, after: Input, options?: DiffOptions): PatchRequest {
  return builtin().diff(before, after, options);
}
