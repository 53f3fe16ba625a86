import { jsonLanguage as language } from "@codemirror/lang-json";
import type { Diagnostic, Filter, Range, Scim } from "scimlens/slim";

/** One resource of the list, as text. */
export interface Listed {
  readonly range: Range;
  readonly text: string;
  readonly name: string;
  readonly resourceType: string | undefined;
}

/** The resources of a JSON array, and what is wrong with it. */
export interface List {
  readonly resources: readonly Listed[];
  readonly findings: readonly Diagnostic[];
}

/** Takes a JSON array of resources apart without losing where each stands, and checks each as a service provider's. */
export function readList(scim: Scim, text: string): List {
  const broken = scim
    .validate(text)
    .diagnostics.filter(finding => finding.code.startsWith("json/"));
  const array = language.parser.parse(text).topNode.getChild("Array");
  // A list is an array: that it is no single resource is no defect.
  const findings = broken.filter(finding => !(array && finding.code === "json/root"));
  if (!array || findings.length > 0) return { resources: [], findings };
  const resources = array.getChildren("Object").map(({ from, to }) => {
    const own = text.slice(from, to);
    const report = scim.validate(own, { operation: "read" });
    findings.push(...report.diagnostics.map(finding => moved(finding, from)));
    return {
      range: { start: from, end: to },
      text: own,
      name: nameOf(own),
      resourceType: report.resourceType,
    };
  });
  return { resources, findings };
}

/** A finding in a part of a text, as one in the whole text. */
function moved(finding: Diagnostic, by: number): Diagnostic {
  const shift = ({ start, end }: Range) => ({ start: start + by, end: end + by });
  return {
    ...finding,
    ...(finding.range && { range: shift(finding.range) }),
    ...(finding.fixes && {
      fixes: finding.fixes.map(fix => ({
        ...fix,
        edits: fix.edits.map(edit => ({ ...edit, range: shift(edit.range) })),
      })),
    }),
  };
}

function nameOf(text: string): string {
  const resource = JSON.parse(text) as Record<string, unknown>;
  const name = resource["userName"] ?? resource["displayName"] ?? resource["id"];
  return typeof name === "string" && name !== "" ? name : "without a name";
}

/** Whether a resource matches: one of another type doesn't. */
export function matches(filter: Filter, resource: Listed, resourceType: string): boolean {
  return resource.resourceType === resourceType && filter.matches(resource.text);
}
