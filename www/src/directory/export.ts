import { writeCsv } from "./csv.ts";
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
      return new Blob([writeCsv(rows(lines))], { type: "text/csv" });
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
