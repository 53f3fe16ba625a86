import type { AttributeInfo } from "./index.ts";

/** The characteristics of an attribute (RFC 7643 §7), each with its name, as far as they say something. */
export function characteristicsOf(info: AttributeInfo): [string, string][] {
  const list: [string, string | undefined][] = [
    ["type", info.type],
    ["multiValued", String(info.multiValued)],
    ["required", String(info.required)],
    ["mutability", info.mutability],
    ["returned", info.returned],
    ["uniqueness", info.uniqueness],
    [
      "caseExact",
      info.type === "string" || info.type === "reference" ? String(info.caseExact) : undefined,
    ],
    ["canonicalValues", info.canonicalValues?.join(", ")],
    ["referenceTypes", info.referenceTypes?.join(", ")],
    ["subAttributes", info.subAttributes?.map(sub => sub.name).join(", ")],
  ];
  return list.filter((entry): entry is [string, string] => Boolean(entry[1]));
}
