import { Scim } from "scimlens/slim";
import { countsOf, metaOf, placeOf } from "../diagnostics/meta.ts";
import { quoted } from "../directory/csv.ts";
import { type KeptFinding, type KeptFindings, placeIn } from "./kept.ts";
import type { CheckState, CodeCount, ExportFormat } from "./protocol.ts";
import type { Change } from "./regions.ts";

/** The findings of a file as a file. */
export function exported(
  kept: KeptFindings,
  name: string,
  state: CheckState,
  format: ExportFormat,
): Blob {
  switch (format) {
    case "sarif":
      return new Blob(sarif(kept, name, state), { type: "application/sarif+json" });
    case "csv":
      return new Blob(csv(kept), { type: "text/csv" });
    case "md":
      return new Blob(markdown(kept, name, state), { type: "text/markdown" });
  }
}

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;

interface Log {
  $schema: string;
  version: string;
  runs: [{ tool: { driver: { rules: { id: string }[] } } }];
}

/** A SARIF 2.1.0 log; tool and rules are those that `Report.render` names. */
function sarif(kept: KeptFindings, name: string, { state, codes }: CheckState): string[] {
  const log = JSON.parse(new Scim().validate("{}").render("sarif")) as Log;
  const [{ tool }] = log.runs;
  const { rules } = tool.driver;
  const known = new Map(rules.map(({ id }, index) => [id, index]));
  for (const { code } of codes) {
    // What is found about an address, an archive or a table isn't in the catalogue of documents.
    if (known.has(code)) continue;
    known.set(code, rules.length);
    rules.push({ id: code });
  }
  const artifactLocation = { uri: encodeURIComponent(name), index: 0 };
  const result = (finding: KeptFinding): object => {
    const { diagnostic, region, changes, row, id, part } = finding;
    const { code, severity, message, help, pointer, attribute, reference, rule, scimType } =
      diagnostic;
    return {
      ruleId: code,
      ruleIndex: known.get(code),
      level: LEVELS[severity],
      message: { text: help === undefined ? message : `${message} ${help}` },
      locations: [
        {
          physicalLocation: { artifactLocation, region },
          logicalLocations: [{ fullyQualifiedName: pointer }],
        },
      ],
      ...(changes.length > 0 && { fixes: changes.map(change => fix(change, artifactLocation)) }),
      properties: { row: row + 1, id, part, pointer, attribute, reference, rule, scimType },
    };
  };
  const rest = {
    artifacts: [{ location: { uri: artifactLocation.uri }, roles: ["analysisTarget"] }],
    columnKind: "utf16CodeUnits",
    invocations: [{ executionSuccessful: state === "done" }],
    properties: { findings: total(codes), exported: kept.all.length },
  };
  const head = JSON.stringify({ $schema: log.$schema, version: log.version, runs: [{ tool }] });
  return [
    `${head.slice(0, -"}]}".length)},"results":[`,
    ...kept.all.map((one, index) => `${index === 0 ? "" : ",\n"}${JSON.stringify(result(one))}`),
    `],${JSON.stringify(rest).slice(1)}]}\n`,
  ];
}

function fix({ title, safety, replacements }: Change, artifactLocation: object): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation,
        replacements: replacements.map(({ region, text }) => ({
          deletedRegion: region,
          ...(text !== "" && { insertedContent: { text } }),
        })),
      },
    ],
    properties: { safety },
  };
}

const COLUMNS = [
  "row",
  "line",
  "id",
  "part",
  "place",
  "severity",
  "code",
  "message",
  "help",
  "scimType",
  "reference",
  "rule",
];

function csv({ all }: KeptFindings): string[] {
  const cells = ({ row, line, id, part, diagnostic }: KeptFinding) => {
    const { pointer, severity, code, message, help, scimType, reference, rule } = diagnostic;
    const place = placeOf(pointer);
    return [
      row + 1,
      line,
      id,
      part,
      place,
      severity,
      code,
      message,
      help,
      scimType,
      reference,
      rule,
    ];
  };
  const write = (row: readonly unknown[]) =>
    `${row.map(cell => quoted(String(cell ?? ""))).join(",")}\r\n`;
  return [write(COLUMNS), ...all.map(one => write(cells(one)))];
}

function markdown({ all }: KeptFindings, name: string, state: CheckState): string[] {
  const { codes, rows, invalid } = state;
  const found = total(codes);
  const out = [`# ${text(name)}\n\n`];
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity, count } of codes) counts[severity] += count;
  const words = countsOf(counts).join(", ") || "Nothing found";
  const of = rows === undefined ? "" : ` in ${rows.toLocaleString("en")} rows`;
  out.push(`${words}${of}; rows that are not valid: ${invalid.toLocaleString("en")}.\n`);
  if (state.state !== "done") out.push("\nThe check didn't come to the end of the file.\n");
  if (found === 0) return out;
  out.push("\n| Code | Severity | Findings |\n| --- | --- | ---: |\n");
  for (const { code, severity, count } of codes)
    out.push(`| \`${code}\` | ${severity} | ${count.toLocaleString("en")} |\n`);
  out.push("\n| Row | Line | Place | Severity | Code | What is wrong |\n");
  out.push("| ---: | ---: | --- | --- | --- | --- |\n");
  for (const one of all) {
    const { severity, code, message, help } = one.diagnostic;
    const sentence = [message, help, metaOf(one.diagnostic).join(", ")].filter(Boolean).join(" ");
    const place = text(placeIn(one));
    out.push(
      `| ${one.row + 1} | ${one.line} | ${place} | ${severity} | \`${code}\` | ${text(sentence)} |\n`,
    );
  }
  if (all.length < found)
    out.push(
      `\nListed are ${all.length.toLocaleString("en")} of ${found.toLocaleString("en")} findings.\n`,
    );
  return out;
}

function total(codes: readonly CodeCount[]): number {
  return codes.reduce((sum, { count }) => sum + count, 0);
}

/** Text in a cell of Markdown; code between backticks stays code. */
function text(sentence: string): string {
  return sentence
    .replace(/\s+/g, " ")
    .split("`")
    .map((part, index) => {
      const cell = part.replaceAll("|", "\\|");
      return index % 2 === 1 ? cell : cell.replace(/[*_[\]#~]/g, "\\$&").replaceAll("<", "&lt;");
    })
    .join("`");
}
