import type { AttributeInfo } from "scimlens/slim";

const CORE = "urn:ietf:params:scim:schemas:core:2.0:";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What all resources have, whatever their type: it stands in no schema. */
export const COMMON = "";

/** The section of RFC 7643 that defines a schema; undefined for one that it doesn't know. */
export function sectionOfSchema(uri: string): string | undefined {
  switch (uri.toLowerCase()) {
    case COMMON:
      return "RFC 7643 §3.1";
    case `${CORE}user`.toLowerCase():
      return "RFC 7643 §4.1";
    case `${CORE}group`.toLowerCase():
      return "RFC 7643 §4.2";
    case ENTERPRISE.toLowerCase():
      return "RFC 7643 §4.3";
    default:
      return undefined;
  }
}

/** The section of RFC 7643 that defines an attribute: those of users are told by how many values they have. */
export function sectionOf(uri: string, { multiValued }: AttributeInfo): string | undefined {
  const section = sectionOfSchema(uri);
  if (section !== "RFC 7643 §4.1") return section;
  return multiValued ? "RFC 7643 §4.1.2" : "RFC 7643 §4.1.1";
}
