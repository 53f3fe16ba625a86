import type { Diagnostic, Scim } from "scimlens";
import type { Option } from "./arguments.ts";
import { count, inWords, none, type Subject, several, writeFindings } from "./findings.ts";
import { SarifLog } from "./sarif.ts";
import type { Terminal } from "./terminal.ts";

/** A document that was checked. */
export interface Checked {
  subject: Subject;
  /** Its path, where there is one. */
  uri: string | undefined;
  kind: string;
  resourceType?: string | undefined;
  diagnostics: readonly Diagnostic[];
  /** As Markdown. */
  markdown: () => string;
}

/** What came of a stream of rows. */
export interface RowsChecked {
  rows: number;
  invalid: number;
}

/** A row that something was found about. */
export interface CheckedRow {
  row: number;
  line: number;
  column?: number | undefined;
  id?: string | undefined;
  text: string;
  diagnostics: readonly Diagnostic[];
  markdown: () => string;
}

/** Writes what is found in many inputs, as it is found. */
export interface Reporter {
  begin(): Promise<void>;
  document(checked: Checked): Promise<void>;
  /** A stream begins; its rows follow. */
  rows(name: string, uri: string | undefined): Promise<void>;
  row(row: CheckedRow): Promise<void>;
  endRows(summary: RowsChecked): Promise<void>;
  end(): Promise<void>;
}

export const formatOption: Option = {
  value: "FORMAT",
  choices: ["text", "json", "sarif", "markdown"],
  help: "text for people (the default), json for programs, sarif (2.1.0) for code scanning, markdown for issues and comments.",
};

export function reporter(format: string, scim: Scim, terminal: Terminal): Reporter {
  switch (format) {
    case "json":
      return new JsonReporter(terminal);
    case "sarif":
      return new SarifReporter(scim, terminal);
    case "markdown":
      return new MarkdownReporter(terminal);
    default:
      return new TextReporter(terminal);
  }
}

class TextReporter implements Reporter {
  readonly #terminal: Terminal;
  readonly #total = none();
  #name = "";
  #inputs = 0;
  #bad = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async begin(): Promise<void> {}

  async document({ subject, kind, resourceType, diagnostics }: Checked): Promise<void> {
    const counts = count(diagnostics);
    count(diagnostics, this.#total);
    await this.#terminal.write(writeFindings(diagnostics, subject, this.#terminal.paint));
    const what = kind === "resource" ? (resourceType ?? "a resource") : kind;
    await this.#verdict(subject.name, counts.error === 0, `${inWords(counts)} (${what})`);
  }

  async rows(name: string): Promise<void> {
    this.#name = name;
  }

  async row({ row, id, text, line, column, diagnostics }: CheckedRow): Promise<void> {
    count(diagnostics, this.#total);
    const note = `row ${row}${id === undefined ? "" : `, id ${JSON.stringify(id)}`}`;
    const subject = { name: this.#name, text, line, column, note };
    await this.#terminal.write(writeFindings(diagnostics, subject, this.#terminal.paint));
  }

  async endRows({ rows, invalid }: RowsChecked): Promise<void> {
    await this.#verdict(this.#name, invalid === 0, `${several(rows, "row")}, ${invalid} not valid`);
  }

  async end(): Promise<void> {
    if (this.#inputs < 2) return;
    const sentence = `${this.#inputs} inputs, ${this.#bad} not valid: ${inWords(this.#total)}.`;
    await this.#terminal.line(this.#terminal.paint("bold", sentence));
  }

  #verdict(name: string, valid: boolean, what: string): Promise<void> {
    this.#inputs++;
    if (!valid) this.#bad++;
    const { paint } = this.#terminal;
    const verdict = valid ? paint("green", "valid") : paint("red", "not valid");
    return this.#terminal.line(`${name}: ${verdict}: ${what}`);
  }
}

/** One JSON document that grows: `{"files": […], "valid", "counts"}`. */
class JsonReporter implements Reporter {
  readonly #terminal: Terminal;
  readonly #total = none();
  #separator = "\n";
  #rowSeparator = "";
  #valid = true;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin(): Promise<void> {
    return this.#terminal.write('{"files":[');
  }

  async document({ subject, kind, resourceType, diagnostics }: Checked): Promise<void> {
    count(diagnostics, this.#total);
    const counts = count(diagnostics);
    const valid = counts.error === 0;
    this.#valid &&= valid;
    const { name } = subject;
    const facts = { file: name, kind, resourceType, valid, counts, diagnostics };
    await this.#next(JSON.stringify(facts));
  }

  async rows(name: string): Promise<void> {
    this.#rowSeparator = "\n";
    await this.#next(`{"file":${JSON.stringify(name)},"findings":[`);
  }

  async row({ row, line, column, id, diagnostics }: CheckedRow): Promise<void> {
    count(diagnostics, this.#total);
    const facts = JSON.stringify({ row, line, column, id, diagnostics });
    await this.#terminal.write(this.#rowSeparator + facts);
    this.#rowSeparator = ",\n";
  }

  async endRows({ rows, invalid }: RowsChecked): Promise<void> {
    this.#valid &&= invalid === 0;
    const valid = invalid === 0;
    await this.#terminal.write(`],"rows":${rows},"invalid":${invalid},"valid":${valid}}`);
  }

  async end(): Promise<void> {
    const counts = JSON.stringify(this.#total);
    await this.#terminal.line(`\n],"valid":${this.#valid},"counts":${counts}}`);
  }

  async #next(text: string): Promise<void> {
    await this.#terminal.write(this.#separator + text);
    this.#separator = ",\n";
  }
}

class SarifReporter implements Reporter {
  readonly #terminal: Terminal;
  readonly #log: SarifLog;
  #name = "";
  #uri: string | undefined;

  constructor(scim: Scim, terminal: Terminal) {
    this.#terminal = terminal;
    this.#log = new SarifLog(scim);
  }

  begin(): Promise<void> {
    return this.#terminal.write(this.#log.begin());
  }

  async document({ subject, uri, diagnostics }: Checked): Promise<void> {
    this.#log.file(uri, uri === undefined ? subject.text : undefined);
    await this.#terminal.write(this.#log.results(diagnostics, subject, uri));
  }

  async rows(name: string, uri: string | undefined): Promise<void> {
    this.#name = name;
    this.#uri = uri;
    this.#log.file(uri);
  }

  async row({ diagnostics, text, line, column }: CheckedRow): Promise<void> {
    const subject = { name: this.#name, text, line, column };
    await this.#terminal.write(this.#log.results(diagnostics, subject, this.#uri));
  }

  async endRows(): Promise<void> {}

  end(): Promise<void> {
    return this.#terminal.write(this.#log.end());
  }
}

class MarkdownReporter implements Reporter {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async begin(): Promise<void> {}

  async document({ subject, markdown }: Checked): Promise<void> {
    await this.#terminal.write(`## ${code(subject.name)}\n\n${markdown()}\n`);
  }

  async rows(name: string): Promise<void> {
    const note = "Lines and columns are those of the row.";
    await this.#terminal.write(`## ${code(name)}\n\n${note}\n\n`);
  }

  async row({ row, line, id, diagnostics, text, markdown }: CheckedRow): Promise<void> {
    const who = id === undefined ? "" : `, id ${code(id)}`;
    let out = `### Row ${row}, which begins in line ${line}${who}\n\n`;
    if (text === "")
      for (const { severity, code: name, message, help } of diagnostics)
        out += `**${severity}** ${code(name)}  \n${message}${help === undefined ? "" : ` ${help}`}\n`;
    else out += markdown();
    await this.#terminal.write(`${out}\n`);
  }

  async endRows({ rows, invalid }: RowsChecked): Promise<void> {
    await this.#terminal.write(`**${several(rows, "row")}, ${invalid} not valid.**\n\n`);
  }

  async end(): Promise<void> {}
}

/** Code of Markdown, whatever backticks it holds. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
  const fence = "`".repeat(longest + 1);
  const line = text.replace(/\s/g, " ");
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Writes nothing: for --quiet. */
export class Silent implements Reporter {
  async begin(): Promise<void> {}
  async document(): Promise<void> {}
  async rows(): Promise<void> {}
  async row(): Promise<void> {}
  async endRows(): Promise<void> {}
  async end(): Promise<void> {}
}
