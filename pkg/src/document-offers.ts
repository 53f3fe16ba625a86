import type { AttributeInfo, Completion, Scim } from "./index.ts";

/** What is known of a document: what type of resource it has, and whether it is a PATCH request. */
export interface DocumentContext {
  readonly resourceType: string | undefined;
  readonly patch: boolean;
}

/** What is asked of a toolkit for completion. */
export type Completer = Pick<Scim, "completeFilter" | "describe" | "schemas">;

/** A name that can stand somewhere. */
export interface NameOffer {
  readonly label: string;
  readonly detail?: string;
}

const OPERATION = ["op", "path", "value"];

/** The names that can stand in an object, which other names lead to. */
export function namesAt(
  scim: Completer,
  path: readonly string[],
  known: DocumentContext,
): NameOffer[] | undefined {
  if (known.patch) {
    if (path.length === 0) return named(["schemas", "Operations"]);
    if (path.length === 1 && path[0] === "Operations") return named(OPERATION);
  }
  const inside = known.patch ? path.slice(2) : path;
  const options = typeOf(known);
  if (inside.length === 0) {
    return scim
      .completeFilter("", 0, options)
      .filter(one => one.kind === "attribute" || one.kind === "schema")
      .map(({ label, detail }) => offer(label, detail));
  }
  const [first = "", ...rest] = inside;
  if (/^urn:/i.test(first)) {
    const schema = scim.schemas.find(({ id }) => id.toLowerCase() === first.toLowerCase());
    return schema && attributes(descend(schema.attributes, rest));
  }
  const info = scim.describe(inside.join("."), options);
  return info && attributes(info.subAttributes);
}

/** The values that can stand where names lead to, in quotes; "path" for the path of an operation. */
export function valuesAt(
  scim: Completer,
  path: readonly string[],
  known: DocumentContext,
): readonly string[] | "path" | undefined {
  const last = path.at(-1);
  if (last === "schemas") {
    const messages = ["PatchOp", "BulkRequest", "SearchRequest"].map(
      name => `urn:ietf:params:scim:api:messages:2.0:${name}`,
    );
    return [...scim.schemas.map(schema => schema.id), ...messages];
  }
  if (known.patch && path.length === 2 && path[0] === "Operations") {
    if (last === "op") return ["add", "remove", "replace"];
    if (last === "path") return "path";
  }
  const name = attributeOf(known.patch ? path.slice(2) : path);
  return name === "" ? undefined : scim.describe(name, typeOf(known))?.canonicalValues;
}

/** What can stand at the end of the path of an operation; places are in what stands there without backslashes. */
export function pathOffers(scim: Completer, written: string, known: DocumentContext) {
  if (written.includes("\\") && !/\[/.test(written)) return undefined;
  const plain = written.replaceAll('\\"', '"');
  const offers: Completion[] = scim
    .completeFilter(plain, plain.length, typeOf(known))
    .filter(({ kind }) => /\[/.test(plain) || kind === "attribute" || kind === "schema");
  const [first] = offers;
  return first && { offers, behind: plain.length - first.from };
}

/** The names that lead to an attribute, in SCIM notation (RFC 7644 §3.10). */
export function attributeOf(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  return /^urn:/i.test(first) && rest.length > 0 ? `${first}:${rest.join(".")}` : names.join(".");
}

function typeOf({ resourceType }: DocumentContext): { resourceType?: string } {
  return resourceType === undefined ? {} : { resourceType };
}

function descend(
  list: readonly AttributeInfo[],
  path: readonly string[],
): readonly AttributeInfo[] | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return list;
  const found = list.find(({ name }) => name.toLowerCase() === first.toLowerCase());
  return descend(found?.subAttributes ?? [], rest);
}

function attributes(list: readonly AttributeInfo[] | undefined): NameOffer[] {
  return (list ?? []).map(({ name, type, multiValued }) =>
    offer(name, multiValued ? `${type}, multi-valued` : type),
  );
}

const offer = (label: string, detail: string | undefined): NameOffer => ({
  label,
  ...(detail !== undefined && { detail }),
});

const named = (list: readonly string[]) => list.map(label => offer(label, undefined));
