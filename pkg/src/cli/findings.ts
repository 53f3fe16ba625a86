import type { Diagnostic, Severity } from "scimlens";
import { excerpt } from "./excerpt.ts";
import { Lines, visible } from "./lines.ts";
import type { Paint, Style } from "./terminal.ts";

/** How many findings there are of each severity. */
export interface Counts {
  error: number;
  warning: number;
  info: number;
}

/** A text that findings are about, and where it is kept. */
export interface Subject {
  /** What it is called: a path as it was given, or what it is. */
  name: string;
  text: string;
  /** Where it begins in the file: the line from 1, and its column where that is known. */
  line?: number;
  column?: number | undefined;
  /** What is said about it besides: "row 7". */
  note?: string;
}

const STYLES: Record<Severity, Style> = { error: "red", warning: "yellow", info: "cyan" };

/** Findings as people read them in a terminal: sentence, place, the line with the place marked, help. */
export function writeFindings(
  findings: readonly Diagnostic[],
  subject: Subject,
  paint: Paint,
): string {
  const lines = new Lines(subject.text);
  return findings.map(finding => writeFinding(finding, subject, lines, paint)).join("");
}

function writeFinding(finding: Diagnostic, subject: Subject, lines: Lines, paint: Paint): string {
  const { severity, code, message, help, pointer, range, fixes, reference, rule } = finding;
  const style = STYLES[severity];
  let out = `${paint(style, `${severity}[${code}]`)}: ${paint("bold", visible(message))}\n`;
  const shift = (subject.line ?? 1) - 1;
  const note = subject.note === undefined ? "" : ` (${subject.note})`;
  const place = [subject.name];
  // Of a row that is too long, the text isn't there.
  const shown = subject.text === "" && subject.line !== undefined ? undefined : range;
  if (shown !== undefined) place.push(placeOf(shown.start, subject, lines));
  else if (subject.line !== undefined) place.push(String(subject.line));
  out += `  at ${paint("cyan", place.join(":"))}${note}${pointer === "" ? "" : ` ${visible(pointer)}`}\n`;
  if (shown !== undefined) out += excerpt(lines, shown, shift, paint, style);
  if (help !== undefined) out += `  help: ${visible(help)}\n`;
  for (const { safety, title } of fixes ?? []) out += `  fix (${safety}): ${visible(title)}\n`;
  if (reference !== undefined) {
    const see = `  see ${reference}${rule === undefined ? "" : ` (${rule})`}`;
    out += `${paint("dim", see)}\n`;
  }
  return `${out}\n`;
}

/** Line and column, or the line alone where nobody knows the column. */
function placeOf(offset: number, subject: Subject, lines: Lines): string {
  const line = lines.lineAt(offset);
  const column = lines.columnAt(offset);
  const first = subject.line ?? 1;
  if (line > 1 || subject.line === undefined) return `${line + first - 1}:${column}`;
  if (subject.column === undefined) return String(first);
  return `${first}:${column + subject.column - 1}`;
}

/** How many findings there are of each severity. */
export function count(findings: readonly Diagnostic[], into: Counts = none()): Counts {
  for (const { severity } of findings) into[severity]++;
  return into;
}

export const none = (): Counts => ({ error: 0, warning: 0, info: 0 });

/** The numbers as words: "1 error, 2 warnings", or "no findings". */
export function inWords({ error, warning, info }: Counts): string {
  const parts = [
    several(error, "error"),
    several(warning, "warning"),
    several(info, "note"),
  ].filter((_, index) => [error, warning, info][index] !== 0);
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** A number and its noun. */
export function several(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
