import type { Diagnostic, PatchResult, Report, ValidateOptions } from "scimlens";
import { applyPatch, type Filter, parseFilter, Scim, ScimError, validate } from "scimlens";
import * as core from "scimlens/core";
import { initSync } from "scimlens/slim";
import * as web from "scimlens/web";

const options: ValidateOptions = { resourceType: "User", unknown: "error" };
const report: Report = validate({ userName: "mira" }, options);
const findings: readonly Diagnostic[] = report.diagnostics;
const result: PatchResult<{ title: string }> = applyPatch("{}", new Uint8Array(0));
const filter: Filter = new Scim({ profile: "entra" }).parseFilter("title pr");
const ready: Promise<void> = web.init("https://example.com/scimlens.wasm");
initSync(new Uint8Array(8));
core.validate("{}").valid satisfies boolean;
try {
  parseFilter("(");
} catch (error) {
  if (error instanceof ScimError) error.toJSON().status satisfies string;
}
// @ts-expect-error: a number is no document
validate(7);

export { filter, findings, ready, result };
