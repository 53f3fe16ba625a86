import type { Diagnostic, Row, Scim, ValidateOptions, ValidationStream } from "scimlens/slim";
import { CsvReader, type CsvRow, Table } from "../directory/csv.ts";
import { readAddress } from "../requests/address.ts";
import { answerOptions, bodyOptions, checkAddress } from "../requests/check.ts";
import { type Entry, type Recorded, readEntry } from "../requests/har.ts";
import { headerOf } from "../requests/request.ts";
import { ArchiveEntries } from "./entries.ts";
import type { FoundRow } from "./kept.ts";
import type { CheckOptions } from "./protocol.ts";
import type { Recognised } from "./recognise.ts";

/** Takes rows that something was found about. */
export type Sink = (found: FoundRow) => void;

/** The check of one file, which comes in pieces. */
export interface Checking {
  /** How many rows there were so far. */
  readonly rows: number;
  /** What was read how. */
  readonly notes: readonly string[];
  push(piece: Uint8Array): void;
  finish(): void;
  free(): void;
}

/** Checks a file that is what it was recognised as. */
export function checkingOf(
  scim: Scim,
  { form, encoding, separator }: Recognised,
  options: CheckOptions,
  sink: Sink,
): Checking {
  const decode = decoder(encoding);
  if (form === "csv") return new TableChecking(scim, decode, separator, options, sink);
  if (form === "har") return new ArchiveChecking(scim, decode, sink);
  return new JsonChecking(scim, encoding === "utf-8" ? undefined : decode, options, sink);
}

/** Text of pieces of bytes; without a piece, what is left. */
type Decode = (piece?: Uint8Array) => string;

function decoder(encoding: string): Decode {
  const made = new TextDecoder(encoding);
  return piece => (piece ? made.decode(piece, { stream: true }) : made.decode());
}

function told({ resourceType, operation }: CheckOptions): ValidateOptions {
  return { operation, ...(resourceType !== "" && { resourceType }) };
}

/** NDJSON, a JSON array, or a ListResponse. */
class JsonChecking implements Checking {
  readonly notes: readonly string[] = [];
  readonly #stream: ValidationStream;
  readonly #decode: Decode | undefined;
  readonly #sink: Sink;

  constructor(scim: Scim, decode: Decode | undefined, options: CheckOptions, sink: Sink) {
    this.#stream = scim.stream(told(options));
    this.#decode = decode;
    this.#sink = sink;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  push(piece: Uint8Array): void {
    this.#take(this.#stream.push(this.#decode ? this.#decode(piece) : piece));
  }

  finish(): void {
    if (this.#decode) this.#take(this.#stream.push(this.#decode()));
    this.#take(this.#stream.finish().findings);
  }

  free(): void {
    this.#stream.free();
  }

  #take(rows: readonly Row[]): void {
    for (const row of rows) this.#sink({ ...row, literal: true });
  }
}

/** A table: each row is made a resource, as when it is imported into the directory. */
class TableChecking implements Checking {
  rows = 0;
  readonly notes: string[] = [];
  readonly #scim: Scim;
  readonly #decode: Decode;
  readonly #reader: CsvReader;
  readonly #separator: string;
  readonly #options: CheckOptions;
  readonly #sink: Sink;
  readonly #stream: ValidationStream;
  #head: readonly string[] | undefined;
  #table: Table | undefined;
  /** The rows whose resources went into the stream, by their number there. */
  readonly #sent = new Map<number, { readonly row: number; readonly line: number }>();
  #next = 0;

  constructor(scim: Scim, decode: Decode, separator: string, options: CheckOptions, sink: Sink) {
    this.#scim = scim;
    this.#decode = decode;
    this.#reader = new CsvReader(separator);
    this.#separator = separator;
    this.#options = options;
    this.#sink = sink;
    this.#stream = scim.stream(told(options));
  }

  push(piece: Uint8Array): void {
    this.#take(this.#reader.push(this.#decode(piece)));
  }

  finish(): void {
    this.#take([...this.#reader.push(this.#decode()), ...this.#reader.finish()]);
    this.#tell(this.#stream.finish().findings);
  }

  free(): void {
    this.#stream.free();
  }

  #take(rows: readonly CsvRow[]): void {
    let resources = "";
    for (const row of rows) {
      if (this.#table === undefined) {
        this.#begin(row);
        continue;
      }
      const number = this.rows++;
      const defects = this.#defects(row);
      if (defects.length > 0)
        this.#sink({
          row: number,
          line: row.line,
          text: row.cells.join(this.#separator),
          literal: false,
          diagnostics: defects,
        });
      if (row.open) continue;
      resources += `${this.#table.resource(row.cells, true)}\n`;
      this.#sent.set(this.#next++, { row: number, line: row.line });
    }
    this.#tell(this.#stream.push(resources));
    this.#sent.clear();
  }

  #begin({ cells, line }: CsvRow): void {
    const { resourceType } = this.#options;
    const table = new Table(this.#scim, cells, resourceType === "" ? {} : { resourceType });
    this.#table = table;
    this.#head = cells;
    const names: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs" };
    const known = cells.length - table.unknown.length;
    this.notes.push(
      `Each row was read as a ${table.resourceType}, unless its column \`schemas\` says otherwise; ${known} of ${cells.length} columns, parted by ${names[this.#separator]}, are attributes.`,
    );
    if (table.unknown.length > 0)
      this.#sink({
        row: 0,
        line,
        part: "head",
        text: cells.join(this.#separator),
        literal: false,
        diagnostics: table.unknown.map(name =>
          defect(
            "csv/column",
            "warning",
            `The column \`${name}\` is no attribute that is known; it was passed over.`,
          ),
        ),
      });
  }

  #defects({ cells, open }: CsvRow): Diagnostic[] {
    const width = this.#head?.length ?? 0;
    const defects: Diagnostic[] = [];
    if (open)
      defects.push(
        defect(
          "csv/quote",
          "error",
          "A cell begins with a quote that is never closed; the row was passed over.",
        ),
      );
    else if (cells.slice(width).some(cell => cell !== ""))
      defects.push(
        defect(
          "csv/cells",
          "error",
          `The row has ${cells.length} cells, and the head has ${width}; what is beyond was passed over.`,
        ),
      );
    if (cells.some(cell => cell.includes("\ufffd")))
      defects.push(
        defect(
          "csv/encoding",
          "warning",
          "The row has bytes that are no UTF-8; each was read as `\ufffd`. Save the table as UTF-8.",
        ),
      );
    return defects;
  }

  #tell(rows: readonly Row[]): void {
    for (const { id, text, diagnostics, row } of rows) {
      const place = this.#sent.get(row) ?? { row: this.rows - 1, line: 1 };
      this.#sink({ ...place, ...(id !== undefined && { id }), text, literal: false, diagnostics });
    }
  }
}

/** An archive: each request that is SCIM, and what it was answered. */
class ArchiveChecking implements Checking {
  rows = 0;
  #scimRequests = 0;
  readonly #scim: Scim;
  readonly #decode: Decode;
  readonly #entries: ArchiveEntries;
  readonly #sink: Sink;

  constructor(scim: Scim, decode: Decode, sink: Sink) {
    this.#scim = scim;
    this.#decode = decode;
    this.#entries = new ArchiveEntries(scim);
    this.#sink = sink;
  }

  get notes(): string[] {
    const passed = this.rows - this.#scimRequests;
    const first = `${several(this.#scimRequests, "request is", "requests are")} SCIM; each was checked as what it is, with what it was answered.`;
    return passed === 0 ? [first] : [first, `${several(passed, "other", "others")} passed over.`];
  }

  push(piece: Uint8Array): void {
    this.#take(this.#entries.push(this.#decode(piece)));
  }

  finish(): void {
    this.#take(this.#entries.push(this.#decode()));
    this.#take(this.#entries.finish());
    if (!this.#entries.found)
      this.#sink({
        row: 0,
        line: 1,
        text: "",
        literal: false,
        diagnostics: [defect("har/entries", "error", "The archive has no list `log.entries`.")],
      });
  }

  free(): void {
    this.#entries.free();
  }

  #take(rows: readonly Row[]): void {
    for (const row of rows) {
      this.rows = Math.max(this.rows, row.row + 1);
      const recorded = row.diagnostics.length === 0 ? read(row.text) : undefined;
      if (row.diagnostics.length > 0) this.#sink({ ...row, literal: true });
      else if (recorded && this.#isScim(recorded)) this.#check(row, recorded);
    }
  }

  #isScim({ request: { method, url, headers, body }, answer }: Recorded): boolean {
    // A preflight says nothing of SCIM.
    if (method === "OPTIONS") return false;
    const types = [
      headerOf(headers, "content-type"),
      headerOf(headers, "accept"),
      answer.mediaType,
    ];
    if (types.some(type => type?.includes("application/scim+json"))) return true;
    if (/urn:ietf:params:scim:/i.test(body) || /urn:ietf:params:scim:/i.test(answer.body))
      return true;
    const { endpoint, resourceType } = readAddress(url, this.#scim.resourceTypes);
    const known = resourceType !== undefined || endpoint === "/ServiceProviderConfig";
    return known && /^(?:|.*json)$/.test(answer.mediaType);
  }

  #check(row: Row, { request, status, answer }: Recorded): void {
    this.#scimRequests++;
    const scim = this.#scim;
    const { method, url, body } = request;
    const address = readAddress(url, scim.resourceTypes);
    const tell = (part: string, text: string, diagnostics: readonly Diagnostic[]) => {
      const { row: number, line } = row;
      if (diagnostics.length > 0)
        this.#sink({ row: number, line, part, text, literal: false, diagnostics });
    };
    const name = `${method} ${address.endpoint}`;
    tell(`${name}, address`, url, checkAddress(scim, method, address));
    const options = bodyOptions(method, address, undefined);
    if (options && body !== "")
      tell(`${name}, body`, body, scim.validate(body, options).diagnostics);
    if (answer.body === "") return;
    const part = `${name}, answer ${status ?? ""}`.trimEnd();
    if (answer.mediaType !== "" && !answer.mediaType.endsWith("json"))
      tell(part, answer.body, [
        defect(
          "har/media-type",
          "error",
          `The answer is \`${answer.mediaType}\`, not \`application/scim+json\` (RFC 7644 §3.1).`,
        ),
      ]);
    else {
      const read = answerOptions(method, address, status ?? 200);
      tell(part, answer.body, scim.validate(answer.body, read).diagnostics);
    }
  }
}

function read(text: string): Recorded | undefined {
  try {
    return readEntry(JSON.parse(text) as Entry);
  } catch {
    return undefined;
  }
}

function several(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function defect(code: string, severity: Diagnostic["severity"], message: string): Diagnostic {
  return { code, severity, message, pointer: "" };
}
