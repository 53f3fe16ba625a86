import type { RenderOptions } from "./report.ts";
import { kept, nameOf, requireText, type Source, toSource } from "./text.ts";
import type {
  DiffOptions,
  DocumentKind,
  FilterOptions,
  JsonSchemaOptions,
  JsonSchemaTarget,
  Limits,
  LintOptions,
  MongoOptions,
  Operation,
  PatchOptions,
  ProfileName,
  ProfileOptions,
  QueryRequest,
  Selection,
  Severity,
  SqlOptions,
  ValidateOptions,
} from "./types.ts";

// Options are copied before the core sees them, so that it never runs a getter of the caller's.

/** How to validate, as the core reads it. */
export interface Validation {
  readonly kind: DocumentKind | undefined;
  readonly resourceType: string | undefined;
  readonly operation: Operation | undefined;
  readonly unknown: Severity | "ignore" | undefined;
  /** The resource as it is stored; it goes through the second slot of memory. */
  readonly current: Source | undefined;
}

/** Reads how to validate; the same as `before`, where that says the same, so that nothing is made for each call. */
export function validation(options: ValidateOptions | undefined, before?: Validation): Validation {
  const from = members(options, "Options are");
  const kind = text("kind", from.kind);
  const resourceType = text("resourceType", from.resourceType);
  const operation = text("operation", from.operation);
  const unknown = text("unknown", from.unknown);
  const { current } = from;
  if (current !== undefined && current !== null) {
    const stored = kept(toSource(current, "The option `current`"));
    return { kind, resourceType, operation, unknown, current: stored };
  }
  const same =
    before !== undefined &&
    before.kind === kind &&
    before.resourceType === resourceType &&
    before.operation === operation &&
    before.unknown === unknown &&
    before.current === undefined;
  return same ? before : { kind, resourceType, operation, unknown, current: undefined };
}

/** Which JSON Schema to write, as the core reads it. */
export function jsonSchema(options: JsonSchemaOptions | undefined): {
  operation: Operation | undefined;
  target: JsonSchemaTarget | undefined;
} {
  const from = members(options, "Options are");
  return { operation: text("operation", from.operation), target: text("target", from.target) };
}

/** The resource type that is named, if any. */
export function resourceType(
  options: FilterOptions | PatchOptions | undefined,
): string | undefined {
  return text("resourceType", members(options, "Options are").resourceType);
}

/** How to apply a PATCH. */
export interface Application {
  readonly resourceType: string | undefined;
  readonly trace: boolean;
}

export function application(options: PatchOptions | undefined): Application {
  const from = members(options, "Options are");
  const { trace } = from;
  if (trace !== undefined && trace !== null && typeof trace !== "boolean")
    throw new TypeError("The option `trace` is true or false.");
  return { resourceType: text("resourceType", from.resourceType), trace: trace === true };
}

/** How to lint, as the core reads it. */
export function lintOptions(options: LintOptions | undefined): {
  client: string | undefined;
  target: string | undefined;
} {
  const from = members(options, "Options are");
  return { client: text("client", from.client), target: text("target", from.target) };
}

/** How to make a PATCH from a difference, as the core reads it. */
export function difference(options: DiffOptions | undefined): {
  resourceType: string | undefined;
  style: string | undefined;
} {
  const from = members(options, "Options are");
  return {
    resourceType: text("resourceType", from.resourceType),
    style: text("style", from.style),
  };
}

/** What of a resource is returned, as the core reads it. */
export function selection(given: Selection | undefined): {
  attributes: string[];
  excludedAttributes: string[];
} {
  const from = members(given, "A selection is");
  return {
    attributes: names("attributes", from.attributes),
    excludedAttributes: names("excludedAttributes", from.excludedAttributes),
  };
}

function names(name: string, given: string[] | undefined): string[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given))
    throw new TypeError(`\`${name}\` is an array of strings, not ${nameOf(given)}.`);
  return given.map(one => requireText(one, `Each of \`${name}\``));
}

/** A query, as the core reads it; its filter goes through a slot of memory. */
export function query(
  given: QueryRequest | undefined,
): Omit<QueryRequest, keyof Selection> & Required<Selection> {
  const from = members(given, "A query is");
  return {
    ...selection(from),
    filter: text("filter", from.filter),
    sortBy: text("sortBy", from.sortBy),
    sortOrder: text("sortOrder", from.sortOrder),
    startIndex: number("startIndex", from.startIndex),
    count: number("count", from.count),
    cursor: text("cursor", from.cursor),
  };
}

/** What an option says; whether it is a whole number the core checks. */
function number(name: string, value: number | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number")
    throw new TypeError(`The option \`${name}\` is a number, not ${nameOf(value)}.`);
  return value;
}

/** What attributes are called elsewhere: a name in SCIM notation, then the other, and so on. */
export function renamed(name: string, given: Record<string, string> | undefined): string[] {
  const pairs = Object.entries(members(given, `The option \`${name}\` is`));
  return pairs.flatMap(([attribute, there]) => [
    attribute,
    requireText(there, `What \`${attribute}\` is called`),
  ]);
}

/** How to translate a filter, as the core reads it. */
export function translation(options: Partial<SqlOptions> | MongoOptions | undefined): {
  dialect: string | undefined;
  column: string | undefined;
  strings: string | undefined;
} {
  const from: Partial<SqlOptions> = members(options, "Options are");
  return {
    dialect: text("dialect", from.dialect),
    column: text("column", from.column),
    strings: text("strings", from.strings),
  };
}

export function limits(given: Partial<Limits> | undefined): Partial<Limits> {
  const from = members(given, "The option `limits` is");
  const names = [
    "documentBytes",
    "depth",
    "filterLength",
    "filterDepth",
    "filterClauses",
    "operations",
    "visits",
  ] as const;
  return Object.fromEntries(names.map(name => [name, from[name]]));
}

/** The profile: a name, or one to begin from and the quirks to turn on and off. */
export function profile(given: ProfileName | ProfileOptions | undefined): string | ProfileOptions {
  if (given === undefined || given === null) return "rfc";
  if (typeof given === "string") return given;
  const from = members(given, "The option `profile` is a name or");
  return {
    base: text("base", from.base) ?? "rfc",
    quirks: { ...members(from.quirks, "The option `quirks` is") } as Record<string, boolean>,
  };
}

/** An object of options; null counts as none. `what` begins the sentence about anything else. */
export function members<T extends object>(options: T | null | undefined, what: string): Partial<T> {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object")
    throw new TypeError(`${what} an object, not ${nameOf(options)}.`);
  return options;
}

/** What an option says; which texts it can have the core knows. */
function text<T extends string>(name: string, value: T | null | undefined): T | undefined {
  if (value === undefined || value === null) return undefined;
  requireText(value, `The option \`${name}\``);
  return value;
}

/** Where a document is kept, by the options of a rendering. */
export function uriOf(options: RenderOptions | undefined): string | undefined {
  const { uri } = members(options, "Options are");
  return uri === undefined || uri === null ? undefined : requireText(uri, "The option `uri`");
}
