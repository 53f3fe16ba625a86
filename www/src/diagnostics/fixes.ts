import type { Diagnostic, Fix } from "scimlens/slim";

/** The text with a fix applied. */
export function applyFix(text: string, fix: Fix): string {
  const edits = [...fix.edits].sort((one, other) => other.range.start - one.range.start);
  return edits.reduce(
    (fixed, { range, text }) => fixed.slice(0, range.start) + text + fixed.slice(range.end),
    text,
  );
}

/** Whether something can be mended without asking. */
export function anySafe(findings: readonly Diagnostic[]): boolean {
  return findings.some(finding => finding.fixes?.some(fix => fix.safety === "safe"));
}
