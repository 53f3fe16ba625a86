import type { AttributeInfo, Json, Operation, ResourceTypeDocument, Scim } from "scimlens/slim";
import type { SchemaPart } from "./tree.ts";

type Fields = { [name: string]: Json };

/** The resource, and the people that it refers to. */
const ID = "7c1e0000-0000-4000-8000-000000000000";
const OTHER = "7c1e0007-0000-4000-8000-000000000007";
const BASE = "https://example.com/v2";

/** What attributes of RFC 7643 hold whose names say more than their types do. */
const SAMPLES: Record<string, string> = {
  externalid: "E10000",
  username: "mira.oduya@example.com",
  displayname: "Mira Oduya",
  nickname: "Mira",
  title: "Engineer",
  usertype: "Employee",
  preferredlanguage: "en-GB",
  locale: "en-GB",
  timezone: "Europe/Stockholm",
  password: "t1meMa$heen",
  "name.formatted": "Ms Mira Oduya",
  "name.familyname": "Oduya",
  "name.givenname": "Mira",
  "name.middlename": "Adaeze",
  "name.honorificprefix": "Ms",
  "name.honorificsuffix": "PhD",
  "emails.value": "mira.oduya@example.com",
  "emails.display": "Work",
  "phonenumbers.value": "tel:+46-8-555-0100",
  "ims.value": "mira.oduya",
  "addresses.formatted": "Strandvägen 7\n114 56 Stockholm",
  "addresses.streetaddress": "Strandvägen 7",
  "addresses.locality": "Stockholm",
  "addresses.region": "Stockholm",
  "addresses.postalcode": "114 56",
  "addresses.country": "SE",
  "entitlements.value": "reports",
  "roles.value": "editor",
  "groups.display": "Hydrology",
  "members.display": "Noor Haddad",
  "manager.value": OTHER,
  "manager.displayname": "Noor Haddad",
  "members.value": OTHER,
  "groups.value": OTHER,
  employeenumber: "10000",
  costcenter: "4100",
  organization: "Brightwater",
  division: "Water",
  department: "Hydrology",
};

/** How often what can't be made up is looked for. */
const ROUNDS = 8;

/**
 * A resource with a value for every attribute, as an operation sends it. What is optional and can't be made up, such as
 * a certificate, is left out: what is made is shown to the validator.
 */
export function exampleOf(
  scim: Scim,
  type: ResourceTypeDocument,
  parts: readonly SchemaPart[],
  operation: Operation,
): object {
  const example = made(type, parts, operation);
  for (let round = 0; round < ROUNDS; round++) {
    const { diagnostics } = scim.validate(JSON.stringify(example), {
      resourceType: type.name,
      operation,
    });
    const places = diagnostics.filter(({ pointer }) => pointer !== "").map(one => one.pointer);
    if (places.length === 0) break;
    const gone = places.map(pointer => leaveOut(example, pointer, parts));
    if (!gone.includes(true)) break;
  }
  return example;
}

function made(
  type: ResourceTypeDocument,
  parts: readonly SchemaPart[],
  operation: Operation,
): Fields {
  const uses = (info: AttributeInfo) =>
    operation === "read"
      ? info.mutability !== "writeOnly" && info.returned !== "never"
      : info.mutability !== "readOnly";
  const common: Fields = {};
  const own: Fields = {};
  const extensions: Fields = {};
  for (const part of parts) {
    const fields = fieldsOf(part.attributes, uses, "", type);
    if (part.role === "common") Object.assign(common, fields);
    else if (part.role === "core") Object.assign(own, fields);
    else if (Object.keys(fields).length > 0) extensions[part.uri] = fields;
  }
  const { meta, schemas: _, ...first } = common;
  return {
    schemas: [type.schema, ...Object.keys(extensions)],
    ...first,
    ...own,
    ...extensions,
    ...(meta !== undefined && { meta }),
  };
}

function fieldsOf(
  attributes: readonly AttributeInfo[],
  uses: (info: AttributeInfo) => boolean,
  prefix: string,
  type: ResourceTypeDocument,
): Fields {
  const fields: Fields = {};
  for (const info of attributes.filter(uses)) {
    const path = prefix + info.name.toLowerCase();
    const value =
      info.type === "complex"
        ? fieldsOf(info.subAttributes ?? [], uses, `${path}.`, type)
        : simple(info, path, type);
    if (info.type === "complex" && Object.keys(value as Fields).length === 0) continue;
    fields[info.name] = info.multiValued ? [value] : value;
  }
  return fields;
}

function simple(info: AttributeInfo, path: string, type: ResourceTypeDocument): Json {
  const [canonical] = info.canonicalValues ?? [];
  switch (info.type) {
    case "boolean":
      return true;
    case "integer":
      return canonical === undefined ? 42 : Number(canonical);
    case "decimal":
      return canonical === undefined ? 1.5 : Number(canonical);
    case "dateTime":
      return "2026-01-05T08:00:00Z";
    case "binary":
      return "c2NpbWxlbnM=";
    case "reference":
      return referenceOf(info, path, type);
    default:
      return canonical ?? stringOf(info, path, type);
  }
}

function stringOf(info: AttributeInfo, path: string, type: ResourceTypeDocument): string {
  switch (path) {
    case "id":
      return ID;
    case "meta.resourcetype":
      return type.name;
    case "meta.version":
      return 'W/"1"';
    default:
      return SAMPLES[path] ?? `Example ${info.name}`;
  }
}

function referenceOf(info: AttributeInfo, path: string, type: ResourceTypeDocument): string {
  if (path === "meta.location") return `${BASE}${type.endpoint}/${ID}`;
  const [target = "external"] = info.referenceTypes ?? [];
  if (target === "external" || target === "uri") return `https://example.com/${info.name}`;
  return `${BASE}/${target}s/${OTHER}`;
}

/** Leaves out what a pointer names, or the innermost optional thing that it stands in; whether there was one. */
function leaveOut(example: Fields, pointer: string, parts: readonly SchemaPart[]): boolean {
  const names = pointer
    .split("/")
    .slice(1)
    .map(name => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  for (let length = names.length; length > 0; length--) {
    const path = names.slice(0, length);
    const last = path.at(-1) ?? "";
    if (/^\d+$/.test(last) || last === "schemas" || isRequired(path, parts)) continue;
    const holder = path
      .slice(0, -1)
      .reduce<Json | undefined>((at, name) => (at as Fields | undefined)?.[name], example);
    if (typeof holder !== "object" || holder === null || !(last in holder)) continue;
    delete (holder as Fields)[last];
    const isExtension = length === 1 && Array.isArray(example["schemas"]);
    if (isExtension)
      example["schemas"] = (example["schemas"] as Json[]).filter(uri => uri !== last);
    return true;
  }
  return false;
}

function isRequired(path: readonly string[], parts: readonly SchemaPart[]): boolean {
  const names = path.filter(name => !/^\d+$/.test(name));
  const extension = parts.find(({ uri, role }) => role === "extension" && uri === names[0]);
  if (extension && names.length === 1) return extension.required;
  let attributes = extension
    ? extension.attributes
    : parts.filter(({ role }) => role !== "extension").flatMap(part => part.attributes);
  let required = false;
  for (const name of extension ? names.slice(1) : names) {
    const info: AttributeInfo | undefined = attributes.find(one => one.name === name);
    if (info === undefined) return false;
    required = info.required;
    attributes = info.subAttributes ?? [];
  }
  return required;
}
