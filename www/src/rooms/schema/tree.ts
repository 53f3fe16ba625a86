import type { AttributeInfo, ResourceTypeDocument, Scim } from "scimlens/slim";
import { COMMON, sectionOf, sectionOfSchema } from "./origin.ts";

/** The attributes that every resource has (RFC 7643 §3.1), as the toolkit knows them. */
const COMMON_NAMES = ["schemas", "id", "externalId", "meta"];

/** A schema, and how the resource type has it. */
export interface SchemaPart {
  /** Its URI; that of the common attributes is empty. */
  readonly uri: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly role: "common" | "core" | "extension";
  readonly required: boolean;
  /** Whether the reader has written it. */
  readonly own: boolean;
  readonly section: string | undefined;
  readonly attributes: readonly AttributeInfo[];
}

/** The schemas of a resource type: what is common to all, its core schema, its extensions. */
export function partsOf(
  scim: Scim,
  type: ResourceTypeDocument,
  own: ReadonlySet<string>,
): SchemaPart[] {
  const known = new Map(scim.schemas.map(schema => [schema.id.toLowerCase(), schema]));
  const part = (uri: string, role: "core" | "extension", required: boolean): SchemaPart => {
    const schema = known.get(uri.toLowerCase());
    return {
      uri,
      title: schema?.name || uri,
      description: schema?.description,
      role,
      required,
      own: own.has(uri.toLowerCase()),
      section: sectionOfSchema(uri),
      attributes: schema?.attributes ?? [],
    };
  };
  return [
    {
      uri: COMMON,
      title: "Common attributes",
      description: "What every resource has, whatever its type. It stands in no schema",
      role: "common",
      required: true,
      own: false,
      section: sectionOfSchema(COMMON),
      attributes: COMMON_NAMES.flatMap(
        name => scim.describe(name, { resourceType: type.name }) ?? [],
      ),
    },
    part(type.schema, "core", true),
    ...type.schemaExtensions.map(({ schema, required }) => part(schema, "extension", required)),
  ];
}

/** A row of the tree. */
export interface Row {
  /** Names it among all rows. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  readonly parent: string | undefined;
  readonly children: number;
  readonly part: SchemaPart;
  /** Not where it is the schema itself. */
  readonly attribute: AttributeInfo | undefined;
  /** The attribute in SCIM notation (RFC 7644 §3.10); of a schema its URI. */
  readonly notation: string;
  readonly section: string | undefined;
}

/** All rows, in the order of the schemas. */
export function rowsOf(parts: readonly SchemaPart[]): Row[] {
  return parts.flatMap(part => {
    const root: Row = {
      key: part.uri || "common",
      level: 1,
      parent: undefined,
      children: part.attributes.length,
      part,
      attribute: undefined,
      notation: part.uri,
      section: part.section,
    };
    const prefix = part.role === "extension" ? `${part.uri}:` : "";
    return [root, ...attributeRows(part, part.attributes, root, prefix)];
  });
}

function attributeRows(
  part: SchemaPart,
  attributes: readonly AttributeInfo[],
  above: Row,
  prefix: string,
): Row[] {
  return attributes.flatMap(attribute => {
    const notation = prefix + attribute.name;
    const row: Row = {
      key: `${above.key} ${attribute.name}`,
      level: above.level + 1,
      parent: above.key,
      children: attribute.subAttributes?.length ?? 0,
      part,
      attribute,
      notation,
      // A sub-attribute is defined where its attribute is.
      section: above.attribute ? above.section : sectionOf(part.uri, attribute),
    };
    return [row, ...attributeRows(part, attribute.subAttributes ?? [], row, `${notation}.`)];
  });
}

/** The rows that a search leaves, with the rows that they stand under; undefined where nothing is searched for. */
export function found(rows: readonly Row[], search: string): Set<string> | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const byKey = new Map(rows.map(row => [row.key, row]));
  const kept = new Set<string>();
  for (const row of rows) {
    const text = textOf(row);
    if (!words.every(word => text.includes(word))) continue;
    for (let at: Row | undefined = row; at; at = byKey.get(at.parent ?? "")) kept.add(at.key);
  }
  return kept;
}

function textOf({ attribute, notation, part }: Row): string {
  const words = attribute
    ? [
        notation,
        attribute.description,
        attribute.type,
        attribute.mutability,
        attribute.multiValued ? "multi-valued" : "",
        attribute.required ? "required" : "",
        ...(attribute.canonicalValues ?? []),
      ]
    : [part.title, part.uri, part.description];
  return words.join(" ").toLowerCase();
}
