import type { DocumentKind, Operation, Row, Scim, Severity, ValidateOptions } from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, usage } from "./exit.ts";
import { type Counts, count, none } from "./findings.ts";
import { chunksOf, inputs, nameOf, readText, replaceFile, STDIN } from "./input.ts";
import { formatOption, type Reporter, reporter, Silent } from "./report.ts";
import { fixedRows } from "./rows.ts";
import { type Shaped, shaped } from "./shape.ts";
import { Terminal } from "./terminal.ts";
import { resourceType, resourceTypeOption, toolkit, toolkitOptions } from "./toolkit.ts";

const KINDS: readonly DocumentKind[] = [
  ...(["resource", "patch", "bulk", "bulkResponse", "list", "search", "error"] as const),
  ...(["schema", "resourceType", "serviceProviderConfig"] as const),
];

export const validate: Command = {
  name: "validate",
  summary: "Check resources, messages and schemas, with the place of each slip and its fix.",
  usage: ["[OPTIONS] [FILE…]"],
  description: [
    "Each FILE is a JSON document, or a stream of rows: NDJSON (a document a line) or an array. - is standard input, which is also read where no file is named. Rows are read chunk by chunk, so that a file may be larger than memory.",
    "What kind of document it is, and of which resource type, is found out from its `schemas`.",
  ],
  options: {
    format: formatOption,
    kind: {
      value: "KIND",
      choices: KINDS,
      help: `What the documents are, where it isn't to be found out: ${KINDS.join(", ")}.`,
    },
    ...resourceTypeOption,
    operation: {
      value: "OPERATION",
      choices: ["create", "replace", "read"],
      help: "Who sends them: a client that creates (the default) or replaces a resource, or a service provider that answers (read).",
    },
    current: {
      value: "FILE",
      help: "For --operation replace: the resource as it is stored, so that immutable and readOnly attributes can be judged.",
    },
    unknown: {
      value: "SEVERITY",
      choices: ["error", "warning", "info", "ignore"],
      help: "How bad an unknown attribute is: error, warning (the default), info or ignore.",
    },
    "fail-on": {
      value: "SEVERITY",
      choices: ["error", "warning", "info"],
      help: "The least severity that makes the exit code 1: error (the default), warning or info.",
    },
    input: {
      value: "SHAPE",
      choices: ["auto", "document", "rows"],
      help: "How to read the files: one document each, or rows each. By default (auto) it is found out from the first bytes and from the endings .ndjson and .jsonl.",
    },
    fix: {
      help: "Apply the fixes that keep the meaning, and print the mended text; what is left is told on standard error. All else stays as it was, to the letter.",
    },
    write: { help: "With --fix: write the mended text back to the file." },
    ...toolkitOptions,
  },
  examples: [
    ["scimlens validate user.json", "check a resource"],
    ["scimlens validate --format sarif users/*.json > scim.sarif", "for code scanning"],
    ["scimlens validate --operation read --resource-type User export.ndjson", "check an export"],
    ["scimlens validate --fix --write users/*.json", "mend what has one meaning only"],
    [
      "curl -s $URL/Users | scimlens validate --kind list -",
      "check what a service provider answers",
    ],
    [
      "scimlens validate --schema device.json --schema device-type.json devices.json",
      "with your own schema",
    ],
  ],
  exits: { 1: "a document has an error (see --fail-on)" },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const paths = inputs(given.positionals, "validate");
  checkFix(given, paths);
  const scim = await toolkit(given, terminal);
  const options = await validateOptions(given, scim);
  const format = given.get("format") ?? "text";
  const report = terminal.quiet
    ? new Silent()
    : reporter(format, scim, given.has("fix") && !given.has("write") ? aside(terminal) : terminal);
  const total = none();
  await report.begin();
  for (const path of paths)
    await new Input(path, given, scim, options, report, terminal, total).check();
  await report.end();
  return isBad(total, given.get("fail-on") ?? "error") ? Exit.findings : Exit.fine;
}

function checkFix(given: Arguments, paths: readonly string[]): void {
  if (given.has("write") && !given.has("fix")) throw usage("--write goes with --fix.");
  if (!given.has("fix")) return;
  if (given.has("write") && paths.includes(STDIN))
    throw usage("--write needs a file; what comes from standard input is printed without it.");
  if (!given.has("write") && paths.length > 1)
    throw usage("--fix prints one mended text; to mend several files in place, add --write.");
}

/** Where the mended text is the answer, the report goes to standard error. */
function aside(terminal: Terminal): Terminal {
  return new Terminal(process.stderr, process.stderr, terminal.when, terminal.quiet);
}

async function validateOptions(given: Arguments, scim: Scim): Promise<ValidateOptions> {
  const current = given.get("current");
  if (current !== undefined && given.get("operation") !== "replace")
    throw usage("--current goes with --operation replace.");
  const kind = given.get("kind") as DocumentKind | undefined;
  const operation = given.get("operation") as Operation | undefined;
  const unknown = given.get("unknown") as Severity | "ignore" | undefined;
  return {
    ...(kind !== undefined && { kind }),
    ...(operation !== undefined && { operation }),
    ...(unknown !== undefined && { unknown }),
    ...resourceType(given, scim),
    ...(current !== undefined && { current: await readText(current) }),
  };
}

function isBad({ error, warning, info }: Counts, least: string): boolean {
  if (error > 0) return true;
  if (least === "error") return false;
  return warning > 0 || (least === "info" && info > 0);
}

/** An input that is checked, and mended where that is asked for. */
class Input {
  readonly #path: string;
  readonly #name: string;
  readonly #uri: string | undefined;
  readonly #given: Arguments;
  readonly #scim: Scim;
  readonly #options: ValidateOptions;
  readonly #report: Reporter;
  readonly #terminal: Terminal;
  readonly #total: Counts;

  constructor(
    path: string,
    given: Arguments,
    scim: Scim,
    options: ValidateOptions,
    report: Reporter,
    terminal: Terminal,
    total: Counts,
  ) {
    this.#path = path;
    this.#name = nameOf(path);
    this.#uri = path === STDIN ? undefined : path;
    this.#given = given;
    this.#scim = scim;
    this.#options = options;
    this.#report = report;
    this.#terminal = terminal;
    this.#total = total;
  }

  async check(): Promise<void> {
    const found = await this.#shaped();
    if (found.shape === "document") return this.#document(found.bytes);
    if (this.#options.current !== undefined)
      throw usage(`${this.#name}: --current is one resource, and this input has many.`);
    if (!this.#given.has("fix")) return this.#rows(found.chunks);
    await this.#mended(found.chunks);
  }

  async #shaped(): Promise<Shaped> {
    const shape = this.#given.get("input") ?? "auto";
    const found = await shaped(
      chunksOf(this.#path),
      this.#path,
      shape,
      this.#scim.limits.documentBytes,
    );
    if (found.shape === "rows") await this.#report.rows(this.#name, this.#uri);
    return found;
  }

  async #document(bytes: Buffer): Promise<void> {
    let report = this.#scim.validate(bytes, this.#options);
    let text = textOf(bytes);
    if (this.#given.has("fix")) {
      const mended = report.fixed();
      const changed = mended !== text;
      if (changed || !this.#given.has("write")) await this.#emit(once(mended));
      report = this.#scim.validate(mended, this.#options);
      text = mended;
    }
    const { kind, resourceType, diagnostics } = report;
    count(diagnostics, this.#total);
    const subject = { name: this.#name, text };
    const markdown = () => report.render("markdown");
    await this.#report.document({
      ...{ subject, uri: this.#uri, kind, resourceType, diagnostics, markdown },
    });
  }

  async #rows(chunks: AsyncIterable<Buffer>): Promise<void> {
    const stream = this.#scim.stream(this.#options);
    for await (const chunk of chunks)
      for (const finding of stream.push(chunk)) await this.#row(finding);
    const { rows, invalid, findings } = stream.finish();
    for (const finding of findings) await this.#row(finding);
    await this.#report.endRows({ rows, invalid });
  }

  async #row(finding: Row): Promise<void> {
    count(finding.diagnostics, this.#total);
    const markdown = () => this.#scim.validate(finding.text, this.#options).render("markdown");
    await this.#report.row({ ...finding, markdown });
  }

  /** Mends a stream, and tells what is left to be found in it. */
  async #mended(chunks: AsyncIterable<Buffer>): Promise<void> {
    const left = { rows: 0, invalid: 0 };
    const watcher = {
      row: async (row: Row) => {
        if (count(row.diagnostics).error > 0) left.invalid++;
        if (row.diagnostics.length > 0) await this.#row(row);
      },
      end: (rows: number) => {
        left.rows = rows;
      },
    };
    await this.#emit(fixedRows(chunks, this.#scim, this.#options, watcher));
    await this.#report.endRows(left);
  }

  async #emit(parts: AsyncIterable<string | Uint8Array>): Promise<void> {
    if (this.#given.has("write")) return replaceFile(this.#path, parts);
    for await (const part of parts) await this.#terminal.write(part);
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** The text that the places of findings are counted in. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
