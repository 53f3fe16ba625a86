import type { Diagnostic, Range } from "scimlens/slim";
import { placeOf, shortUrn } from "../diagnostics/meta.ts";
import type { CodeCount, FindingFilter, ListedFinding, WholeFinding } from "./protocol.ts";
import { type Change, type Region, Regions } from "./regions.ts";

/** Findings that are kept; of the others only how many there are of each code. */
export const MOST = 50_000;

/** Of each code at least so many are kept, so that none is a bare number. */
const EACH = 100;

/** Texts that are kept, in UTF-16 code units all in all. */
const TEXTS = 24 << 20;

/** Of a longer text, only what stands around a finding, in UTF-16 code units to each side. */
const LONG = 16_384;
const AROUND = 4_096;

/** A row with what was found about it. */
export interface FoundRow {
  readonly row: number;
  /** The line of the file that it begins in, from 1. */
  readonly line: number;
  /** The column that it begins in; undefined where it isn't known, or where its text isn't that of the file. */
  readonly column?: number | undefined;
  readonly id?: string | undefined;
  readonly part?: string | undefined;
  readonly text: string;
  /** Whether the text stands in the file as it is, so that its lines are lines of the file. */
  readonly literal: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A finding that is kept. */
export interface KeptFinding extends Omit<WholeFinding, "diagnostic"> {
  readonly diagnostic: Diagnostic;
  /** Where it is in the file. */
  readonly region: Region;
  readonly changes: readonly Change[];
}

interface Count {
  count: number;
  kept: number;
  readonly severity: Diagnostic["severity"];
}

/** The findings of a file: all of them counted, and as many kept as memory is set aside for. */
export class KeptFindings {
  readonly all: KeptFinding[] = [];
  readonly #counts = new Map<string, Map<string, Count>>();
  #texts = 0;
  #filter: FindingFilter = {};
  #listed: number[] = [];

  add(found: FoundRow): void {
    const regions = new Regions(found);
    let shared: string | undefined;
    for (const diagnostic of found.diagnostics) {
      const count = this.#countOf(diagnostic);
      count.count++;
      if (this.all.length >= MOST && count.kept >= EACH) continue;
      count.kept++;
      const { row, line, id, part } = found;
      const { range } = diagnostic;
      const own = excerpt(found.text, range);
      const cut = own.text !== found.text;
      // What is not cut is one text for all findings of the row.
      if (!cut) shared ??= this.#keep(own.text);
      const text = cut ? this.#keep(own.text) : shared;
      const { fixes: _, range: __, ...rest } = diagnostic;
      this.#list({
        row,
        line,
        ...(id !== undefined && { id }),
        ...(part !== undefined && { part }),
        text,
        cut,
        diagnostic: { ...rest, ...(range && { range: moved(range, -own.from) }) },
        region: regions.of(range),
        changes: regions.changes(diagnostic),
      });
    }
  }

  get codes(): CodeCount[] {
    const codes = [...this.#counts].flatMap(([code, severities]) =>
      [...severities.values()].map(count => ({ code, ...count })),
    );
    return codes.sort((one, other) => other.count - one.count);
  }

  list(filter: FindingFilter, from: number, count: number): ListedFinding[] {
    if (filter.code !== this.#filter.code || filter.severity !== this.#filter.severity) {
      this.#filter = filter;
      this.#listed = [];
      for (const [at, finding] of this.all.entries())
        if (this.#passes(finding)) this.#listed.push(at);
    }
    return this.#listed.slice(from, from + count).flatMap(at => {
      const finding = this.all[at];
      return finding ? [listed(finding, at)] : [];
    });
  }

  #list(finding: KeptFinding): void {
    if (this.#passes(finding)) this.#listed.push(this.all.length);
    this.all.push(finding);
  }

  #passes({ diagnostic }: KeptFinding): boolean {
    const { code, severity } = this.#filter;
    return (
      (code === undefined || code === diagnostic.code) &&
      (severity === undefined || severity === diagnostic.severity)
    );
  }

  #countOf({ code, severity }: Diagnostic): Count {
    const severities = this.#counts.get(code) ?? new Map<string, Count>();
    this.#counts.set(code, severities);
    const count = severities.get(severity) ?? { count: 0, kept: 0, severity };
    severities.set(severity, count);
    return count;
  }

  #keep(text: string): string | undefined {
    if (this.#texts + text.length > TEXTS) return undefined;
    this.#texts += text.length;
    return text;
  }
}

export function placeIn({ part, diagnostic: { pointer, attribute } }: KeptFinding): string {
  const place = placeOf(pointer) || shortUrn(attribute ?? "");
  return [part, place].filter(Boolean).join(": ");
}

function listed(finding: KeptFinding, at: number): ListedFinding {
  const { row, diagnostic } = finding;
  const { code, severity, message } = diagnostic;
  return { at, row, place: placeIn(finding), code, severity, message };
}

function excerpt(text: string, range: Range | undefined): { text: string; from: number } {
  if (text.length <= LONG) return { text, from: 0 };
  const { start, end } = range ?? { start: 0, end: 0 };
  const from = Math.max(0, start - AROUND);
  const to = Math.min(text.length, Math.min(end, start + AROUND) + AROUND);
  // A copy: a slice would keep the whole text in memory.
  return { text: JSON.parse(JSON.stringify(text.slice(from, to))), from };
}

function moved({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by };
}
