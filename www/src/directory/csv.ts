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

export function quoted(cell: string): string {
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The resources of a table, each as JSON text. Empty cells are attributes without a value; a cell whose attribute is a
 * boolean or a number is read as one. Without a column `schemas` a resource is of the type whose attributes the table
 * has: a group where there are members, else a user.
 */
export function readCsv(scim: Scim, text: string): string[] {
  const reader = new CsvReader();
  const [head, ...rows] = [...reader.push(text), ...reader.finish()];
  const table = new Table(scim, head?.cells ?? []);
  return rows.map(({ cells }) => table.resource(cells));
}

/** The head of a table: what its columns are. */
export class Table {
  /** The resource type of rows that don't say theirs. */
  readonly resourceType: string;
  /** Columns that are no attribute of any resource type. */
  readonly unknown: readonly string[];
  readonly #scim: Scim;
  readonly #columns: readonly Column[];

  constructor(scim: Scim, head: readonly string[], told: { resourceType?: string } = {}) {
    const names = head.map(name => name.trim());
    const columns = names.map(name => columnOf(scim, name));
    this.#scim = scim;
    this.#columns = columns;
    this.unknown = names.filter((name, index) => name !== "" && !columns[index]?.info);
    const group = names.some(name => /^members\b/i.test(name));
    this.resourceType = told.resourceType ?? (group ? "Group" : "User");
  }

  /** A row as a resource, in JSON on one line; with what is no attribute or without. */
  resource(cells: readonly string[], knownOnly = false): string {
    const resource: Record<string, unknown> = {};
    for (const [index, column] of this.#columns.entries()) {
      const cell = cells[index] ?? "";
      if (cell !== "" && column.path.length > 0 && (column.info || !knownOnly))
        put(resource, column.path, cellValue(cell, column.info));
    }
    resource["schemas"] ??= schemasOf(this.#scim, resource, this.resourceType);
    return JSON.stringify(resource);
  }
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

/** A row of a table, and the line that it begins in, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** A cell whose quotes aren't closed: the row was taken to end with its line. */
  readonly open?: true;
}

/** Longer than this, in UTF-16 code units, a row can only be one whose quotes aren't closed. */
const LONGEST = 1 << 22;

/** Takes a table apart into its rows, from pieces that are cut anywhere. Empty lines are no rows. */
export class CsvReader {
  readonly #separator: string;
  readonly #cell: RegExp;
  #held = "";
  #line = 1;
  /** How far the row at hand has been looked at, and whether that is inside quotes. */
  #at = 0;
  #quoted = false;

  constructor(separator = ",") {
    this.#separator = separator;
    this.#cell = new RegExp(
      `(?:"([^"]*(?:""[^"]*)*)"|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`,
      "gy",
    );
  }

  push(piece: string): CsvRow[] {
    this.#held += piece;
    return this.#take(false);
  }

  finish(): CsvRow[] {
    return this.#take(true);
  }

  #take(last: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    let start = 0;
    for (;;) {
      let end = this.#endOfRow(last);
      const open = end < 0 && this.#quoted && (last || this.#held.length - start > LONGEST);
      if (open) {
        const lineEnd = this.#held.indexOf("\n", start);
        end = lineEnd < 0 ? this.#held.length : lineEnd + 1;
      }
      if (end < 0 || start === end) break;
      const text = this.#held.slice(start, end);
      const cells = this.#cells(text);
      if (cells.some(cell => cell !== ""))
        rows.push({ line: this.#line, cells, ...(open && { open }) });
      this.#line += text.split("\n").length - 1;
      this.#at = start = end;
      this.#quoted = false;
    }
    this.#held = this.#held.slice(start);
    this.#at -= start;
    return rows;
  }

  /** Where the row at hand ends, behind its line end; negative where that is still to come. */
  #endOfRow(last: boolean): number {
    const marks = /["\n]/g;
    marks.lastIndex = this.#at;
    for (let found = marks.exec(this.#held); found !== null; found = marks.exec(this.#held)) {
      this.#at = marks.lastIndex;
      if (found[0] === "\n") {
        if (!this.#quoted) return this.#at;
      } else if (this.#quoted || this.#beginsCell(found.index)) {
        this.#quoted = !this.#quoted;
      }
    }
    this.#at = this.#held.length;
    return last && !this.#quoted ? this.#at : -1;
  }

  /** A quote opens a cell at its beginning, and goes on with one that it has just closed. */
  #beginsCell(at: number): boolean {
    const before = this.#held[at - 1];
    return before === undefined || before === '"' || before === "\n" || before === this.#separator;
  }

  #cells(text: string): string[] {
    const cells: string[] = [];
    this.#cell.lastIndex = 0;
    while (this.#cell.lastIndex < text.length) {
      const found = this.#cell.exec(text);
      if (found === null) break;
      const [, inQuotes, plain, end] = found;
      cells.push(inQuotes?.replaceAll('""', '"') ?? plain ?? "");
      if (end !== this.#separator) break;
    }
    return cells;
  }
}
