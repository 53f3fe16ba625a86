import type { Diagnostic, Fix, Range } from "scimlens/slim";
import type { FoundRow } from "./kept.ts";

/** A place in a file, in lines and columns (UTF-16 code units) from 1, as SARIF has them. */
export interface Region {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** A fix as changes of the file. */
export interface Change {
  readonly title: string;
  readonly safety: Fix["safety"];
  readonly replacements: readonly { readonly region: Region; readonly text: string }[];
}

/** The places of a row in the file that it is of. */
export class Regions {
  readonly #found: FoundRow;
  /** Where its lines begin; made when it is first asked for. */
  #starts: number[] | undefined;

  constructor(found: FoundRow) {
    this.#found = found;
  }

  of(range: Range | undefined): Region {
    const { line, column, literal } = this.#found;
    if (!literal || range === undefined) return { startLine: line };
    const [startLine, startColumn] = this.#locate(range.start);
    const [endLine, endColumn] = this.#locate(range.end);
    return column === undefined
      ? { startLine, endLine }
      : { startLine, startColumn, endLine, endColumn };
  }

  /** The fixes of a finding; none where there are no columns to say them in. */
  changes({ fixes = [] }: Diagnostic): Change[] {
    const { column, literal } = this.#found;
    if (!literal || column === undefined) return [];
    return fixes
      .filter(({ edits }) => edits.length > 0)
      .map(({ title, safety, edits }) => ({
        title,
        safety,
        replacements: edits.map(({ range, text }) => ({ region: this.of(range), text })),
      }));
  }

  #locate(offset: number): [line: number, column: number] {
    const { line, column = 1, text } = this.#found;
    this.#starts ??= lineStarts(text);
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const inset = low === 0 ? column - 1 : 0;
    return [line + low, offset - (this.#starts[low] ?? 0) + inset + 1];
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
