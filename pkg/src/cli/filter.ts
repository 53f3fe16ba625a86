import {
  type Diagnostic,
  type ExplainNode,
  type Filter,
  type LdapOptions,
  type MongoOptions,
  type Row,
  type Scim,
  ScimError,
  type SqlOptions,
  type StoredStrings,
} from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, usage } from "./exit.ts";
import { writeFindings } from "./findings.ts";
import { chunksOf, nameOf, uriOf } from "./input.ts";
import { visible } from "./lines.ts";
import { refusal } from "./refusal.ts";
import { rowsOf } from "./rows.ts";
import { SarifLog } from "./sarif.ts";
import type { Paint, Terminal } from "./terminal.ts";
import { resourceType, resourceTypeOption, toolkit, toolkitOptions } from "./toolkit.ts";

const FORMS = ["describe", "ast", "sql", "mongo", "ldap"] as const;

export const filter: Command = {
  name: "filter",
  summary: "Check a filter, say what it means, translate it, and apply it to resources.",
  usage: ["[OPTIONS] FILTER", "[OPTIONS] FILTER FILE…"],
  description: [
    "Without a FILE the filter itself is checked, and described or translated where that is asked for.",
    "With files (- is standard input) the resources that match are printed, a line each. A file has resources as NDJSON, as an array, as a ListResponse, or one by itself; it is read chunk by chunk.",
  ],
  options: {
    ...resourceTypeOption,
    format: {
      value: "FORMAT",
      choices: ["text", "json", "sarif"],
      help: "text for people (the default), json for programs; sarif (2.1.0): what is wrong with the filter, or with resources that can't be read, and not those that match.",
    },
    describe: { help: "Say in plain words what the filter means." },
    ast: { help: "Print the tree, as JSON." },
    sql: {
      value: "DIALECT",
      choices: ["postgres", "sqlite"],
      help: "Print the condition of a WHERE clause for postgres or sqlite, and its parameters. Needs --resource-type, as --mongo and --ldap do.",
    },
    mongo: { help: "Print the query for find of MongoDB." },
    ldap: { help: "Print the filter of LDAP (RFC 4515)." },
    column: {
      value: "NAME",
      help: "With --sql: the column that has the resource; `resource` by default.",
    },
    name: {
      value: "ATTRIBUTE=NAME",
      many: true,
      help: "What an attribute is called in the store: a column (--sql), a field for the URI of an extension (--mongo), an attribute (--ldap). May be repeated.",
    },
    strings: {
      value: "SORT",
      choices: ["any", "nfc", "ascii"],
      help: "With --sql and --mongo: what is known of the stored strings. The more, the more can be translated: any (the default), nfc or ascii.",
    },
    explain: { help: "With files: say of each resource which clauses hold and what they saw." },
    count: { help: "With files: print how many match, and nothing else." },
    ...toolkitOptions,
  },
  examples: [
    [
      `scimlens filter 'userName sw "mi" and active eq true' --resource-type User`,
      "check a filter",
    ],
    [`scimlens filter 'emails[type eq "work"]' --describe`, "say what it means"],
    [`scimlens filter 'active eq true' --sql postgres --resource-type User`, "translate it"],
    [`scimlens filter 'not (active eq true)' users.ndjson`, "find resources"],
    [`curl -s $URL/Users | scimlens filter 'emails.type eq "home"' --count -`, "count them"],
    [`scimlens filter 'userName eq "mira"' --explain user.json`, "why does this one not match?"],
  ],
  exits: { 1: "the filter has an error, can't be translated, or a resource can't be read" },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const [text, ...paths] = given.positionals;
  if (text === undefined)
    throw usage("Name a filter, in quotes. `scimlens filter --help` has examples.");
  const forms = FORMS.filter(form => given.has(form));
  checkForms(given, forms, paths);
  const scim = await toolkit(given, terminal);
  const type = resourceType(given, scim);
  const findings = scim.checkFilter(text, type);
  const wrong = findings.some(({ severity }) => severity === "error");
  const asked = paths.length > 0 || forms.length > 0;
  if (!asked || wrong) {
    await tellOf(text, findings, { asked, type, wrong }, scim, given, terminal);
    return wrong ? Exit.findings : Exit.fine;
  }
  const parsed = scim.parseFilter(text, type);
  terminal.tell(writeFindings(findings, { name: "filter", text }, terminal.paintError).trimEnd());
  if (paths.length > 0) return apply(parsed, paths, scim, given, terminal);
  const [form = "describe"] = forms;
  try {
    const shown = print(parsed, form, given);
    await terminal.line(shown);
    return Exit.fine;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const asJson = given.get("format") === "json";
    await refusal(error, { name: "filter", text }, asJson, terminal);
    return Exit.findings;
  }
}

function checkForms(given: Arguments, forms: readonly string[], paths: readonly string[]): void {
  if (forms.length > 1)
    throw usage(`--${forms[0]} and --${forms[1]} are two answers; ask for one.`);
  const [form] = forms;
  if (form !== undefined && paths.length > 0)
    throw usage(`--${form} is about the filter alone; leave out ${paths.join(" ")}.`);
  for (const option of ["explain", "count"])
    if (given.has(option) && paths.length === 0)
      throw usage(`--${option} needs resources: name a file, or - for standard input.`);
  if (given.has("explain") && given.has("count"))
    throw usage("--explain and --count are two answers; ask for one.");
  if (given.get("format") === "sarif" && form !== undefined)
    throw usage("--format sarif is for findings: of a filter that is checked, or of files.");
  for (const option of ["explain", "count"])
    if (given.get("format") === "sarif" && given.has(option))
      throw usage(`--format sarif has findings alone; --${option} is another answer.`);
  if (given.has("column") && form !== "sql") throw usage("--column goes with --sql.");
  if (given.has("strings") && form !== "sql" && form !== "mongo")
    throw usage("--strings goes with --sql and --mongo.");
  if (given.has("name") && form !== "sql" && form !== "mongo" && form !== "ldap")
    throw usage("--name goes with --sql, --mongo and --ldap.");
}

interface About {
  /** Whether something else than a check was asked for. */
  asked: boolean;
  type: { resourceType?: string };
  wrong: boolean;
}

/** Says what a check has found; with the filter's facts where nothing is wrong. */
async function tellOf(
  text: string,
  findings: readonly Diagnostic[],
  { asked, type, wrong }: About,
  scim: Scim,
  given: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (terminal.quiet) return;
  const subject = { name: "filter", text };
  const parsed = wrong ? undefined : scim.parseFilter(text, type);
  const [description, attributes] = [parsed?.describe(), parsed?.attributes];
  switch (given.get("format")) {
    case "json": {
      const canonical = parsed?.toString();
      const facts = { valid: !wrong, canonical, description, attributes, diagnostics: findings };
      return terminal.line(JSON.stringify(facts, null, 2));
    }
    case "sarif": {
      const log = new SarifLog(scim);
      log.file(undefined, text);
      return terminal.write(log.begin() + log.results(findings, subject, undefined) + log.end());
    }
  }
  // What was asked for isn't there, so standard output stays empty.
  if (asked) return terminal.say(writeFindings(findings, subject, terminal.paintError).trimEnd());
  await terminal.write(writeFindings(findings, subject, terminal.paint));
  if (parsed === undefined) return terminal.line(`filter: ${terminal.paint("red", "not valid")}`);
  await terminal.line(`filter: ${terminal.paint("green", "valid")}: ${parsed}`);
  await terminal.line(`  ${description}`);
  await terminal.line(`  reads ${attributes?.join(", ")}`);
}

function print(parsed: Filter, form: (typeof FORMS)[number], given: Arguments): string {
  const pretty = (value: unknown) => JSON.stringify(value, null, 2);
  const asJson = given.get("format") === "json";
  const strings = given.get("strings") as StoredStrings | undefined;
  const known = strings === undefined ? {} : { strings };
  switch (form) {
    case "describe":
      return asJson ? pretty({ description: parsed.describe() }) : parsed.describe();
    case "ast":
      return pretty(parsed.ast);
    case "mongo": {
      const options: MongoOptions = { fields: names(given), ...known };
      return pretty(parsed.toMongo(options));
    }
    case "ldap": {
      const options: LdapOptions = { attributes: names(given) };
      const ldap = parsed.toLdap(options);
      return asJson ? pretty({ filter: ldap }) : ldap;
    }
    case "sql": {
      const dialect = given.get("sql") as SqlOptions["dialect"];
      const column = given.get("column");
      const condition = parsed.toSql({
        ...{ dialect, columns: names(given), ...known },
        ...(column !== undefined && { column }),
      });
      if (asJson) return pretty(condition);
      const mark = dialect === "postgres" ? "$" : "?";
      const params = condition.params.map(
        (value, index) => `-- ${mark}${index + 1} = ${visible(JSON.stringify(value))}`,
      );
      return [condition.text, ...params].join("\n");
    }
  }
}

function names(given: Arguments): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of given.all("name")) {
    // The URI of an extension has no equals sign, what a store calls something may.
    const at = text.indexOf("=");
    if (at < 1 || at === text.length - 1)
      throw usage(`--name is written ATTRIBUTE=NAME, not ${text}.`);
    found[text.slice(0, at)] = text.slice(at + 1);
  }
  return found;
}

/** Prints the resources that match. */
async function apply(
  parsed: Filter,
  paths: readonly string[],
  scim: Scim,
  given: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const asJson = given.get("format") === "json";
  if (given.get("format") === "sarif") return tellOfFiles(parsed, paths, scim, terminal);
  const printer = given.has("count")
    ? new Counter(terminal, asJson)
    : given.has("explain")
      ? new Explainer(terminal, asJson)
      : new Matches(terminal, asJson);
  let code: ExitCode = Exit.fine;
  for (const path of paths) {
    for await (const row of rowsOf(scim, chunksOf(path))) {
      if (row.diagnostics.length > 0) {
        tellOfRow(row, row.diagnostics, path, terminal);
        code = Exit.findings;
        if (row.text === "") continue;
      }
      try {
        await printer.take(row, parsed, path);
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
        tellOfRow(row, scim.validate(row.text).diagnostics.filter(isSyntax), path, terminal);
        code = Exit.findings;
      }
    }
  }
  await printer.end();
  return code;
}

/** What can't be read in the files, as a log. */
async function tellOfFiles(
  parsed: Filter,
  paths: readonly string[],
  scim: Scim,
  terminal: Terminal,
): Promise<ExitCode> {
  const log = new SarifLog(scim);
  const write = async (text: string) => terminal.quiet || terminal.write(text);
  let code: ExitCode = Exit.fine;
  await write(log.begin());
  for (const path of paths) {
    log.file(uriOf(path));
    for await (const row of rowsOf(scim, chunksOf(path))) {
      const findings = [...row.diagnostics];
      try {
        if (row.text !== "") parsed.matches(row.text);
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
        findings.push(...scim.validate(row.text).diagnostics.filter(isSyntax));
      }
      if (findings.length === 0) continue;
      code = Exit.findings;
      const { text, line, column } = row;
      const subject = { name: nameOf(path), text, line, column };
      await write(log.results(findings, subject, uriOf(path)));
    }
  }
  await write(log.end());
  return code;
}

const isSyntax = ({ code }: Diagnostic) => code.startsWith("json/");

function tellOfRow(row: Row, findings: readonly Diagnostic[], path: string, terminal: Terminal) {
  const { text, line, column } = row;
  const subject = { name: nameOf(path), text, line, column, note: `row ${row.row}` };
  terminal.say(writeFindings(findings, subject, terminal.paintError).trimEnd());
}

interface Printer {
  take(row: Row, filter: Filter, path: string): Promise<void>;
  end(): Promise<void>;
}

/** The resources themselves: a line each, or an array. */
class Matches implements Printer {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;
  #separator = "[\n";

  constructor(terminal: Terminal, asJson: boolean) {
    this.#terminal = terminal;
    this.#asJson = asJson;
  }

  async take({ text }: Row, filter: Filter): Promise<void> {
    if (!filter.matches(text)) return;
    const line = onOneLine(text);
    if (!this.#asJson) return this.#terminal.line(line);
    await this.#terminal.write(this.#separator + line);
    this.#separator = ",\n";
  }

  async end(): Promise<void> {
    if (this.#asJson) await this.#terminal.line(this.#separator === "[\n" ? "[]" : "\n]");
  }
}

class Counter implements Printer {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;
  #matches = 0;
  #rows = 0;

  constructor(terminal: Terminal, asJson: boolean) {
    this.#terminal = terminal;
    this.#asJson = asJson;
  }

  async take({ text }: Row, filter: Filter): Promise<void> {
    this.#rows++;
    if (filter.matches(text)) this.#matches++;
  }

  end(): Promise<void> {
    const [matches, rows] = [this.#matches, this.#rows];
    return this.#terminal.line(this.#asJson ? JSON.stringify({ matches, rows }) : `${matches}`);
  }
}

/** Which clauses hold for each resource: a tree each, or a line of JSON. */
class Explainer implements Printer {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;

  constructor(terminal: Terminal, asJson: boolean) {
    this.#terminal = terminal;
    this.#asJson = asJson;
  }

  async take({ text, row, line, id }: Row, filter: Filter, path: string): Promise<void> {
    const explained = filter.explain(text);
    const { result } = explained;
    const file = nameOf(path);
    if (this.#asJson) {
      const facts = { file, row, line, id, matches: result, explained };
      return this.#terminal.line(JSON.stringify(facts));
    }
    const { paint } = this.#terminal;
    const who = id === undefined ? "" : ` id ${JSON.stringify(id)}`;
    const verdict = result ? paint("green", "matches") : paint("red", "does not match");
    await this.#terminal.line(`${file}:${line}${who}: ${verdict}`);
    await this.#terminal.write(tree(explained, 1, paint));
  }

  async end(): Promise<void> {}
}

function tree(node: ExplainNode, depth: number, paint: Paint): string {
  const mark = node.result ? paint("green", "+") : paint("red", "-");
  const hasChildren = node.children !== undefined && node.children.length > 0;
  const saw = node.actual === undefined ? "nothing" : short(JSON.stringify(node.actual));
  const seen = hasChildren && node.actual === undefined ? "" : paint("dim", `  saw ${saw}`);
  const line = `${"  ".repeat(depth)}${mark} ${visible(node.text)}${seen}\n`;
  return line + (node.children ?? []).map(child => tree(child, depth + 1, paint)).join("");
}

function short(text: string): string {
  const shown = visible(text);
  return shown.length > 120 ? `${shown.slice(0, 119)}…` : shown;
}

/** A resource without the white space between its parts; all else stays, numbers to the last digit. */
function onOneLine(text: string): string {
  if (!/[\n\r]/.test(text)) return text;
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string: string | undefined) => string ?? "");
}
