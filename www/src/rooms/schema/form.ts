import type { AttributeInfo, Diagnostic, Json } from "scimlens/slim";
import type { SchemaPart } from "./tree.ts";

/** What stands in the fields of a form: texts, ticks, groups of fields and lists of them; extensions by their URIs. */
export type Entry = string | boolean | Entries | Entry[];
export interface Entries {
  [name: string]: Entry;
}

/** The way to a field: names of attributes, and places in lists. */
export type Path = readonly (string | number)[];

/** The attributes that a client fills in: the service provider sets the rest. */
export function fillable(attributes: readonly AttributeInfo[]): AttributeInfo[] {
  return attributes.filter(
    ({ name, mutability }) => mutability !== "readOnly" && name !== "schemas",
  );
}

/** The pointer (RFC 6901) to a field. */
export function pointerOf(path: Path): string {
  return path.map(step => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The entries with another one at a place; undefined takes it out. */
export function withEntry(entries: Entries, path: Path, entry: Entry | undefined): Entries {
  return changed(entries, path, entry) as Entries;
}

function changed(at: Entry | undefined, path: Path, entry: Entry | undefined): Entry | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return entry;
  if (typeof step === "number") {
    const list = Array.isArray(at) ? [...at] : [];
    const next = changed(list[step], rest, entry);
    if (next === undefined) list.splice(step, 1);
    else list[step] = next;
    return list;
  }
  const { [step]: before, ...others } = isGroup(at) ? at : {};
  const next = changed(before, rest, entry);
  return next === undefined ? others : { ...others, [step]: next };
}

export function isGroup(entry: Entry | undefined): entry is Entries {
  return typeof entry === "object" && !Array.isArray(entry);
}

/** A resource as the fields of a form have it. */
export function entriesOf(resource: object): Entries {
  const { schemas: _, ...fields } = resource as { [name: string]: Json };
  return entryOf(fields) as Entries;
}

function entryOf(value: Json): Entry {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(entryOf);
  if (typeof value !== "object" || value === null) return String(value ?? "");
  const group: Entries = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) group[name] = entryOf(member);
  return group;
}

/** The resource that a form holds, and the field that each of its values came from. */
export interface Written {
  readonly resource: object;
  /** Pointers into the form by pointers into the resource. */
  readonly places: ReadonlyMap<string, string>;
}

/** Writes the resource. What is empty is left out. */
export function written(parts: readonly SchemaPart[], entries: Entries): Written {
  const places = new Map([["", ""]]);
  const resource: { [name: string]: Json } = {};
  const schemas: string[] = [];
  for (const part of parts) {
    const attributes = fillable(part.attributes);
    if (part.role !== "extension") {
      Object.assign(resource, group(attributes, entries, "", "", places));
      if (part.role === "core") schemas.push(part.uri);
      continue;
    }
    const place = pointerOf([part.uri]);
    const own = entries[part.uri];
    const fields = group(attributes, isGroup(own) ? own : {}, place, place, places);
    if (Object.keys(fields).length === 0) continue;
    places.set(place, place);
    resource[part.uri] = fields;
    schemas.push(part.uri);
  }
  return { resource: { schemas, ...resource }, places };
}

type Places = Map<string, string>;

function group(
  attributes: readonly AttributeInfo[],
  entries: Entries,
  target: string,
  place: string,
  places: Places,
): { [name: string]: Json } {
  const fields: { [name: string]: Json } = {};
  for (const info of attributes) {
    const step = pointerOf([info.name]);
    const value = valuesOf(info, entries[info.name], target + step, place + step, places);
    if (value !== undefined) fields[info.name] = value;
  }
  return fields;
}

function valuesOf(
  info: AttributeInfo,
  entry: Entry | undefined,
  target: string,
  place: string,
  places: Places,
): Json | undefined {
  if (!info.multiValued) return one(info, entry, target, place, places);
  const values: Json[] = [];
  for (const [index, item] of (Array.isArray(entry) ? entry : []).entries()) {
    const value = one(info, item, `${target}/${values.length}`, `${place}/${index}`, places);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) return undefined;
  places.set(target, place);
  return values;
}

function one(
  info: AttributeInfo,
  entry: Entry | undefined,
  target: string,
  place: string,
  places: Places,
): Json | undefined {
  let value: Json | undefined;
  if (info.type === "complex") {
    const fields = group(
      fillable(info.subAttributes ?? []),
      isGroup(entry) ? entry : {},
      target,
      place,
      places,
    );
    if (Object.keys(fields).length > 0) value = fields;
  } else if (typeof entry === "boolean") {
    value = entry;
  } else if (typeof entry === "string" && entry !== "") {
    const isNumber = info.type === "integer" || info.type === "decimal";
    // What is no number is kept as it is: the validator says so.
    value = isNumber && Number.isFinite(Number(entry)) ? Number(entry) : entry;
  }
  if (value !== undefined) places.set(target, place);
  return value;
}

/** The findings by the pointer of the field that they speak of; what no field stands for is at "". */
export function byField(
  parts: readonly SchemaPart[],
  entries: Entries,
  places: ReadonlyMap<string, string>,
  findings: readonly Diagnostic[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const fields = fieldPointers(parts, entries);
  const sorted = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    let field = fieldOf(finding, places, parts);
    while (field !== "" && !fields.has(field)) field = field.slice(0, field.lastIndexOf("/"));
    sorted.set(field, [...(sorted.get(field) ?? []), finding]);
  }
  return sorted;
}

function fieldOf(
  { code, pointer, attribute = "" }: Diagnostic,
  places: ReadonlyMap<string, string>,
  parts: readonly SchemaPart[],
): string {
  // What is missing is found where it should be.
  if (code === "schema/missing-extension") return pointerOf([attribute]);
  let at = pointer;
  while (at !== "" && !places.has(at)) at = at.slice(0, at.lastIndexOf("/"));
  const place = places.get(at) ?? "";
  if (code !== "schema/required") return place;
  const extension = parts.find(
    ({ role, uri }) => role === "extension" && place === pointerOf([uri]),
  );
  const name = extension ? attribute.slice(extension.uri.length + 1) : attribute;
  return place + pointerOf([name.split(".").at(-1) ?? ""]);
}

/** Pointers to all fields that are shown, and to the groups that they stand in. */
function fieldPointers(parts: readonly SchemaPart[], entries: Entries): Set<string> {
  const all = new Set<string>();
  const add = (attributes: readonly AttributeInfo[], entry: Entry | undefined, prefix: string) => {
    for (const info of fillable(attributes)) {
      const place = prefix + pointerOf([info.name]);
      const own = isGroup(entry) ? entry[info.name] : undefined;
      all.add(place);
      const items = info.multiValued ? (Array.isArray(own) ? own : []) : [own];
      for (const [index, item] of items.entries()) {
        const at = info.multiValued ? `${place}/${index}` : place;
        all.add(at);
        add(info.subAttributes ?? [], item, at);
      }
    }
  };
  for (const part of parts) {
    const place = part.role === "extension" ? pointerOf([part.uri]) : "";
    all.add(place);
    add(part.attributes, part.role === "extension" ? entries[part.uri] : entries, place);
  }
  return all;
}
