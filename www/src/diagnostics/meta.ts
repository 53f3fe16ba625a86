import type { Diagnostic } from "scimlens/slim";

/** A pointer (RFC 6901) as one reads it: `emails[0].value`, `urn:…:enterprise:2.0:User:manager`. */
export function placeOf(pointer: string): string {
  let place = "";
  let joint = "";
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (/^\d+$/.test(name)) {
      place += `[${name}]`;
      joint = ".";
    } else {
      place += joint + shortUrn(name);
      // An extension's attributes stand behind a colon (RFC 7644 §3.10).
      joint = /^urn:/i.test(name) ? ":" : ".";
    }
  }
  return place;
}

/** Where in a text a finding is: by its pointer, by its attribute, or by line and column. */
export function placeIn(text: string, { pointer, attribute, range }: Diagnostic): string {
  const place = placeOf(pointer) || shortUrn(attribute ?? "");
  if (place !== "" || range === undefined) return place;
  const before = text.slice(0, range.start).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The URIs of RFC 7643 without what they all share. */
export function shortUrn(uri: string): string {
  return uri.replace(/^urn:ietf:params:scim:schemas:(core:|extension:)?/i, "urn:…:");
}

/** The second line of a finding: what a service provider answers, where the standard says so, and the rule. */
export function metaOf(finding: Diagnostic): string[] {
  return [finding.scimType, finding.reference, finding.rule].filter(part => part !== undefined);
}

/** "2 errors", "1 warning"; nothing for what there is none of. */
export function countsOf(counts: { error: number; warning: number; info: number }): string[] {
  const words = [
    [counts.error, "error", "errors"],
    [counts.warning, "warning", "warnings"],
    [counts.info, "note", "notes"],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`);
}

/** How many findings there are of each severity. */
export function count(findings: readonly Diagnostic[]): {
  error: number;
  warning: number;
  info: number;
} {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}
