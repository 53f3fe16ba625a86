import type { ExportFormat } from "./protocol.ts";

const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** Resources, one a line, in another format. Passwords are not in them. */
export function exported(lines: string, format: ExportFormat): Blob {
  switch (format) {
    case "ndjson":
      return new Blob([lines], { type: "application/x-ndjson" });
    case "json":
      return new Blob([asList(lines)], { type: "application/scim+json" });
    case "csv":
      return new Blob([asCsv(lines)], { type: "text/csv" });
  }
}

function rows(lines: string): string[] {
  return lines.split("\n").filter(line => line !== "");
}

function asList(lines: string): string {
  const resources = rows(lines);
  const head = `"schemas":["${LIST}"],"totalResults":${resources.length}`;
  return `{${head},"Resources":[\n${resources.join(",\n")}\n]}\n`;
}

/** A column for each attribute with a single value, in the order in which they are met; lists are JSON in their cell. */
function asCsv(lines: string): string {
  const columns = new Map<string, number>();
  const table = rows(lines).map(line => {
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
      yield* cellsOf(value, /^urn:/i.test(path) ? `${path}:` : `${path}.`);
    else yield [path, String(value)];
  }
}

/** As RFC 4180 has it; what a spreadsheet would take for a formula is told to be text. */
function quoted(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
