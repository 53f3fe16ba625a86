import type { Diagnostic, Fix, Range, Scim, ScimError, Severity } from "scimlens";
import type { Subject } from "./findings.ts";
import { Lines } from "./lines.ts";

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/**
 * A SARIF 2.1.0 log of one run over many files, written as the findings come: results first, the files behind them.
 * Tool, rules and the results are as those of `Report.render`.
 */
export class SarifLog {
  readonly #head: string;
  readonly #rules: ReadonlyMap<string, number>;
  readonly #artifacts: object[] = [];
  #separator = "";

  constructor(scim: Scim) {
    const log = JSON.parse(scim.validate("{}").render("sarif")) as Log;
    const [{ artifacts: _, results: __, ...run }] = log.runs;
    const { $schema, version } = log;
    const head = JSON.stringify({ $schema, version, runs: [run] });
    this.#head = `${head.slice(0, -"}]}".length)},"results":[`;
    this.#rules = new Map(run.tool.driver.rules.map(({ id }, index) => [id, index]));
  }

  /** What the log begins with. */
  begin(): string {
    return this.#head;
  }

  /** Says that a file is read; `contents` where there is no file that one could look into. */
  file(uri: string | undefined, contents?: string): void {
    this.#artifacts.push({
      ...(uri !== undefined && { location: { uri: encoded(uri) } }),
      ...(contents !== undefined && { contents: { text: contents } }),
      ...(contents === undefined && { mimeType: "application/scim+json", encoding: "UTF-8" }),
      roles: ["analysisTarget"],
    });
  }

  /** The results for findings in the file that was told of last. */
  results(findings: readonly Diagnostic[], subject: Subject, uri: string | undefined): string {
    const index = this.#artifacts.length - 1;
    const artifactLocation = { ...(uri !== undefined && { uri: encoded(uri) }), index };
    const places = new Places(subject);
    let out = "";
    for (const finding of findings) {
      out += this.#separator + JSON.stringify(this.#result(finding, places, artifactLocation));
      this.#separator = ",\n";
    }
    return out;
  }

  /** The result for a request that was refused, about the file that was told of last. */
  refusal(error: ScimError, subject: Subject, uri: string | undefined): string {
    const { scimType, status, detail, range, reference, rule } = error;
    const about = { severity: "error", message: detail, pointer: "", fixes: [] } as const;
    const finding = {
      ...{ ...about, code: `refused/${scimType ?? status}` },
      ...{ range, reference, rule, scimType },
    };
    return this.results([finding as unknown as Diagnostic], subject, uri);
  }

  /** What the log ends with. */
  end(): string {
    return `],"artifacts":${JSON.stringify(this.#artifacts)}}]}\n`;
  }

  #result(finding: Diagnostic, places: Places, artifactLocation: object): object {
    const { code, severity, message, help, pointer, range, attribute } = finding;
    const { reference, rule, scimType } = finding;
    const fixes = (finding.fixes ?? []).filter(({ edits }) => edits.length > 0);
    const region = range === undefined ? places.begin() : places.region(range);
    // A fix needs columns.
    const mendable = fixes.length > 0 && places.exact;
    return {
      ruleId: code,
      ruleIndex: this.#rules.get(code),
      level: LEVELS[severity],
      message: { text: help === undefined ? message : `${message} ${help}` },
      locations: [
        {
          physicalLocation: { artifactLocation, ...(region !== undefined && { region }) },
          logicalLocations: [{ fullyQualifiedName: pointer }],
        },
      ],
      ...(mendable && { fixes: fixes.map(fix => change(fix, places, artifactLocation)) }),
      properties: { pointer, attribute, reference, rule, scimType },
    };
  }
}

interface Log {
  $schema: string;
  version: string;
  runs: [{ tool: { driver: { rules: { id: string }[] } }; artifacts: unknown; results: unknown }];
}

interface Region {
  startLine: number;
  startColumn?: number;
  endLine?: number;
  endColumn?: number;
}

function change({ title, safety, edits }: Fix, places: Places, artifactLocation: object): object {
  const replacements = edits.map(({ range, text }) => ({
    deletedRegion: places.region(range),
    ...(text !== "" && { insertedContent: { text } }),
  }));
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation, replacements }],
    properties: { safety },
  };
}

/** Places of a text, in lines and columns of UTF-16 of the file that it is a part of. */
class Places {
  readonly #lines: Lines;
  readonly #subject: Subject;
  /** Whether columns are known. */
  readonly exact: boolean;

  constructor(subject: Subject) {
    this.#lines = new Lines(subject.text);
    this.#subject = subject;
    this.exact = subject.line === undefined || subject.column !== undefined;
  }

  /** Where the text begins, if it is a part of a file. */
  begin(): Region | undefined {
    const { line } = this.#subject;
    return line === undefined ? undefined : { startLine: line };
  }

  region(range: Range): Region {
    const [startLine, startColumn] = this.#locate(range.start);
    const [endLine, endColumn] = this.#locate(Math.max(range.end, range.start));
    return this.exact ? { startLine, startColumn, endLine, endColumn } : { startLine, endLine };
  }

  #locate(offset: number): [line: number, column: number] {
    const line = this.#lines.lineAt(offset);
    const start = this.#lines.start(line);
    // A byte order mark isn't counted.
    const mark = start === 0 && offset > 0 && this.#lines.text.startsWith("\ufeff") ? 1 : 0;
    const inset = line === 1 ? (this.#subject.column ?? 1) - 1 : 0;
    return [line + (this.#subject.line ?? 1) - 1, offset - start - mark + inset + 1];
  }
}

/** A path or URI as a URI reference: what can't stand in one is percent-encoded. */
function encoded(uri: string): string {
  const path = uri.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
  return path.replace(/[^\w\-.~%:/?#@!$&'()*+,;=]+/g, part =>
    [...Buffer.from(part)]
      .map(byte => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}
