import type { AttributeInfo, Scim } from "scimlens/slim";

// Tables of resources, as RFC 4180 has them. A column is an attribute with a single value, in SCIM notation (RFC 7644
// §3.10); lists are JSON in their cell.

/** Resources, one a line, as a table; the columns stand in the order in which their attributes are met. */
export function writeCsv(lines: readonly string[]): string {
  const columns = new Map<string, number>();
  const table = lines.map(line => {
    const cells: string[] = [];
    for (const [name, value] of cellsOf(JSON.parse(line) as Record<string, unknown>)) {
      const column = columns.get(name) ?? columns.size;
      columns.set(name, column);
      cells[column] = value;
    }
    return cells;
  });
  const write = (cells: readonly (string | undefined)[]) =>
    Array.from({ length: columns.size }, (_, index) => quoted(cells[index] ?? "")).join(",");
  return [write([...columns.keys()]), ...table.map(write), ""].join("\r\n");
}

function* cellsOf(object: object, prefix = ""): Generator<[string, string]> {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix + name;
    if (Array.isArray(value)) yield [path, JSON.stringify(value)];
    else if (typeof value === "object" && value !== null)
      yield* cellsOf(value, /^urn:/i.test(name) ? `${path}:` : `${path}.`);
    else yield [path, String(value)];
  }
}

/** What a spreadsheet would take for a formula is told to be text. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(cell: string): string {
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The resources of a table, each as JSON text. Empty cells are attributes without a value; a cell whose attribute is a
 * boolean or a number is read as one. Without a column `schemas` a resource is of the type whose attributes the table
 * has: a group where there are members, else a user.
 */
export function readCsv(scim: Scim, text: string): string[] {
  const [head = [], ...rows] = cells(text);
  const columns = head.map(name => columnOf(scim, name.trim()));
  const group = head.some(name => /^members\b/i.test(name.trim()));
  return rows.map(row => {
    const resource: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) {
      const cell = row[index] ?? "";
      if (cell !== "" && column.path.length > 0)
        put(resource, column.path, cellValue(cell, column.info));
    }
    resource["schemas"] ??= schemasOf(scim, resource, group ? "Group" : "User");
    return JSON.stringify(resource);
  });
}

interface Column {
  readonly path: readonly string[];
  readonly info: AttributeInfo | undefined;
}

function columnOf(scim: Scim, name: string): Column {
  const schema = scim.schemas.find(({ id }) =>
    name.toLowerCase().startsWith(`${id.toLowerCase()}:`),
  );
  const info = scim.resourceTypes
    .map(type => scim.describe(name, { resourceType: type.name }))
    .find(found => found !== undefined);
  if (schema === undefined) return { path: name.split("."), info };
  return { path: [schema.id, ...name.slice(schema.id.length + 1).split(".")], info };
}

function put(resource: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    resource[first] = value;
    return;
  }
  const inner = resource[first];
  const object = typeof inner === "object" && inner !== null ? inner : {};
  resource[first] = object;
  put(object as Record<string, unknown>, rest, value);
}

function cellValue(cell: string, info: AttributeInfo | undefined): unknown {
  const text = /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  if (info?.type === "boolean" && /^(?:true|false)$/i.test(text)) return /^true$/i.test(text);
  const isNumber = info?.type === "integer" || info?.type === "decimal";
  if (isNumber && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return info?.multiValued ? [{ value: text }] : text;
}

function schemasOf(scim: Scim, resource: object, resourceType: string): string[] {
  const type = scim.resourceTypes.find(({ name }) => name === resourceType);
  const extensions = (type?.schemaExtensions ?? []).map(({ schema }) => schema);
  return [...(type ? [type.schema] : []), ...extensions.filter(uri => uri in resource)];
}

/** Rows of cells; empty lines are none. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (found === null) break;
    const [, inQuotes, plain, end] = found;
    row.push(inQuotes?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    if (row.some(cell => cell !== "")) rows.push(row);
    row = [];
  }
  if (row.some(cell => cell !== "")) rows.push(row);
  return rows;
}
