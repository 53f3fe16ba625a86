import type { Diagnostic, Scim } from "./index.ts";

/** Where a value stands in a document: names of attributes and URIs of extensions, and places in lists, from 0. */
export type Path = (string | number)[];

/** The parts of an RFC 6901 pointer. No name of SCIM is a number, so that what is one is a place in a list. */
export function pathOfPointer(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map(part =>
      /^(?:0|[1-9]\d*)$/.test(part)
        ? Number(part)
        : part.replaceAll("~1", "/").replaceAll("~0", "~"),
    );
}

/** The names in SCIM notation (RFC 7644 §3.10); those of a schema that is no extension stand without its URI. */
export function namesOf(attribute: string, extensions: readonly string[]): string[] {
  const lower = attribute.toLowerCase();
  const same = extensions.find(uri => uri.toLowerCase() === lower);
  if (same !== undefined) return [same];
  const extension = extensions.find(uri => lower.startsWith(`${uri.toLowerCase()}:`));
  if (extension !== undefined)
    return [extension, ...attribute.slice(extension.length + 1).split(".")];
  return attribute.slice(/^urn:/i.test(attribute) ? attribute.lastIndexOf(":") + 1 : 0).split(".");
}

/**
 * Where a finding belongs. What is missing has the pointer of the object that lacks it; it belongs to where it would
 * stand, which the attribute of the finding says.
 */
export function pathOf(
  { pointer, attribute }: Pick<Diagnostic, "pointer" | "attribute">,
  extensions: readonly string[],
): Path {
  const path = pathOfPointer(pointer);
  if (attribute === undefined) return path;
  const names = namesOf(attribute, extensions);
  const above = path.filter(part => typeof part === "string");
  const agree = above.every((name, at) => name.toLowerCase() === names[at]?.toLowerCase());
  return agree ? [...path, ...names.slice(above.length)] : path;
}

/** The extensions of a resource type, by URI. */
export function extensionsOf(scim: Pick<Scim, "resourceTypes">, resourceType: string): string[] {
  return typeOf(scim, resourceType).schemaExtensions.map(({ schema }) => schema);
}

/** @throws TypeError where there is no such resource type. */
export function typeOf(scim: Pick<Scim, "resourceTypes">, resourceType: string) {
  const types = scim.resourceTypes;
  const found = types.find(({ name }) => name === resourceType);
  if (found !== undefined) return found;
  const known = types.map(({ name }) => name).join(", ");
  throw new TypeError(`There is no resource type "${resourceType}"; there are ${known}.`);
}
