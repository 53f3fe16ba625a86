/** Where the lines of a text begin. Lines end with LF, CR LF or CR, as the core has them. */
export class Lines {
  readonly text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g))
      this.#starts.push(index + end.length);
  }

  /** The line that an offset in UTF-16 is in, from 1. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.start(middle + 1) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(low, 1);
  }

  /** Where a line begins. */
  start(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** Where a line ends, before its line ending. */
  end(line: number): number {
    const next = this.#starts[line];
    if (next === undefined) return this.text.length;
    return this.text.slice(next - 2, next) === "\r\n" ? next - 2 : next - 1;
  }

  /** The column of an offset, from 1, in characters as people count them. */
  columnAt(offset: number): number {
    const start = this.start(this.lineAt(offset));
    let column = 1;
    for (const _ of this.text.slice(start, offset)) column++;
    return column;
  }
}

/**
 * A text on one line that neither a terminal nor a reader can be fooled with: controls become their pictures, and marks
 * that turn the direction of writing become U+FFFD.
 */
export function visible(text: string): string {
  let shown = "";
  for (const character of text) shown += visibleCharacter(character);
  return shown;
}

/** Controls without a picture, line separators, and marks that turn the direction of writing or aren't seen at all. */
const DECEPTIVE = /[\u0080-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

export function visibleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 9 || code === 10) return " ";
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return DECEPTIVE.test(character) ? "\ufffd" : character;
}

const NO_COLUMN = /[\p{Mn}\p{Me}\p{Cf}]/u;
const TWO_COLUMNS =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}\u3000-\u30ff\uff01-\uff60\uffe0-\uffe6]/u;

/** How many columns a character takes in a terminal. */
export function columns(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}
