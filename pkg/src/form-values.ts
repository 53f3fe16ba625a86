import type { AttributeInfo, Diagnostic, Scim } from "./index.ts";
import { extensionsOf, type Path, pathOf, typeOf } from "./place.ts";

/** How the values of a form are named. */
export interface FormValuesOptions {
  /**
   * What the objects of extensions are called in a form, by URI. Where none is given, the URI with `_` for each dot:
   * libraries for forms take a name with dots apart.
   */
  extensions?: Record<string, string>;
}

/** The resource that a form says, and the way back from it. */
export interface FormResource {
  resource: { [name: string]: unknown };
  /** Where a finding about the resource belongs in the form. */
  place(finding: Pick<Diagnostic, "pointer" | "attribute">): Path;
}

/** What is asked of a toolkit about resource types. */
export type Types = Pick<Scim, "schemas" | "resourceTypes" | "describe">;

interface Kept {
  value: unknown;
  /** Of a list: where its values stood in the form. */
  rows?: number[];
  parts?: Map<string | number, Kept>;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const isObject = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The values of a form beside the resource that they stand for: the same tree, with names that a form can have. */
export class FormValues {
  /** The URIs of the extensions. */
  readonly extensions: readonly string[];
  readonly #schema: string;
  readonly #names = new Map<string, string>();
  readonly #uris = new Map<string, string>();
  readonly #attributes = new Map<string, readonly AttributeInfo[]>();

  constructor(scim: Types, resourceType: string, options: FormValuesOptions = {}) {
    const type = typeOf(scim, resourceType);
    this.#schema = type.schema;
    this.extensions = extensionsOf(scim, resourceType);
    for (const uri of this.extensions) {
      const name = options.extensions?.[uri] ?? uri.replaceAll(".", "_");
      if (this.#uris.has(name)) throw new TypeError(`Two extensions are called "${name}".`);
      this.#names.set(uri, name);
      this.#uris.set(name, uri);
    }
    for (const { id, attributes } of scim.schemas) this.#attributes.set(id, attributes);
    const common = ["id", "externalId", "meta"].flatMap(name => scim.describe(name) ?? []);
    this.#attributes.set("", [...(this.#attributes.get(this.#schema) ?? []), ...common]);
  }

  /** What a form calls an attribute, or an extension by its URI. */
  nameOf(part: string): string {
    return this.#names.get(part) ?? part;
  }

  /**
   * The resource that a form says. What is empty in it is left out, as unassigned (RFC 7643 §2.5): inputs without
   * text, `null`, rows and groups in which all is empty. Numbers and booleans that are text become what the schema
   * asks for, a `Date` a dateTime. `schemas` is written where the form has none.
   */
  toResource(values: object): FormResource {
    const kept = this.#object(values as { [name: string]: unknown }, "");
    const resource = { ...(kept.value as { [name: string]: unknown }) };
    const place = (finding: Pick<Diagnostic, "pointer" | "attribute">) => {
      const path = pathOf(finding, this.extensions);
      let at: Kept | undefined = kept;
      return path.map(part => {
        const own: string | number =
          typeof part === "number" ? (at?.rows?.[part] ?? part) : this.nameOf(part);
        at = at?.parts?.get(part);
        return own;
      });
    };
    if (resource["schemas"] === undefined)
      return {
        resource: {
          schemas: [this.#schema, ...this.extensions.filter(uri => uri in resource)],
          ...resource,
        },
        place,
      };
    return { resource, place };
  }

  /** What a form that shows a resource begins with: without `schemas`, which is written again. */
  toValues(resource: object): { [name: string]: unknown } {
    const values: { [name: string]: unknown } = {};
    for (const [name, value] of Object.entries(resource))
      if (name !== "schemas") values[this.nameOf(name)] = value;
    return values;
  }

  #object(values: { [name: string]: unknown }, schema: string): Kept {
    const parts = new Map<string, Kept>();
    for (const [own, value] of Object.entries(values)) {
      const uri = schema === "" ? this.#uris.get(own) : undefined;
      const name = uri ?? own;
      const kept =
        uri !== undefined && isObject(value)
          ? this.#object(value, uri)
          : keep(value, attribute(this.#attributes.get(schema), name));
      if (!isEmpty(kept)) parts.set(name, kept);
    }
    return objectOf(parts);
  }
}

function attribute(list: readonly AttributeInfo[] | undefined, name: string) {
  return list?.find(one => one.name.toLowerCase() === name.toLowerCase());
}

function keep(value: unknown, info: AttributeInfo | undefined): Kept {
  if (Array.isArray(value)) {
    const all = value.map(one => keep(one, info));
    const rows = [...all.keys()].filter(row => !isEmpty(all[row]));
    const kept = all.filter(one => !isEmpty(one));
    return { value: kept.map(one => one.value), rows, parts: new Map(kept.entries()) };
  }
  if (isObject(value)) {
    const parts = new Map<string, Kept>();
    for (const [name, inner] of Object.entries(value)) {
      const kept = keep(inner, attribute(info?.subAttributes, name));
      if (!isEmpty(kept)) parts.set(name, kept);
    }
    return objectOf(parts);
  }
  return { value: typed(value, info?.type) };
}

function objectOf(parts: Map<string, Kept>): Kept {
  // Without the prototype's setter: `__proto__` may be the name of a value.
  const entries = [...parts].map(([name, { value }]) => [name, value] as const);
  return { value: Object.fromEntries(entries), parts };
}

function isEmpty(kept: Kept | undefined): boolean {
  if (kept === undefined) return true;
  if (kept.parts) return kept.parts.size === 0;
  const { value } = kept;
  return value === undefined || value === null || value === "" || Number.isNaN(value);
}

function typed(value: unknown, type: AttributeInfo["type"] | undefined): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "decimal") && NUMBER.test(value.trim())) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}
