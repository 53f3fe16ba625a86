import type { Range } from "scimlens";
import { columns, type Lines, visibleCharacter } from "./lines.ts";
import type { Paint, Style } from "./terminal.ts";

/** Most columns of a source line that are shown, and how many of them before the place. */
const SHOWN = 100;
const BEFORE = 50;

/** A line of a text with a place in it marked, as two lines; `shift` is added to the number of the line. */
export function excerpt(
  lines: Lines,
  range: Range,
  shift: number,
  paint: Paint,
  style: Style,
): string {
  const line = lines.lineAt(range.start);
  const [from, to] = [lines.start(line), lines.end(line)];
  const start = Math.min(Math.max(range.start, from), to);
  const end = Math.min(Math.max(range.end, start), to);
  const shown = new Shown();
  // A line of megabytes isn't taken apart for the sake of a hundred columns.
  const lead = [...lines.text.slice(Math.max(from, start - 4 * SHOWN), start)];
  const whole = to - from <= 4 * SHOWN && width([...lines.text.slice(from, to)]) <= SHOWN;
  const first = whole ? 0 : beginning(lead);
  if (first > 0 || start - from > 4 * SHOWN) shown.add("…", 1);
  for (const character of lead.slice(first))
    shown.add(character, columns(visibleCharacter(character)));
  const before = shown.columns;
  const complete = shown.take(lines.text.slice(start, Math.min(end, start + 4 * SHOWN)));
  const marked = Math.max(shown.columns - before, 1);
  if (!complete || !shown.take(lines.text.slice(end, Math.min(to, end + 4 * SHOWN))))
    shown.text += "…";
  const number = String(line + shift);
  const last = lines.lineAt(Math.max(range.end, range.start));
  const upTo = last > line ? ` up to line ${last + shift}` : "";
  const bar = paint("blue", "|");
  const caret = paint(style, "^".repeat(marked) + upTo);
  return `  ${paint("blue", number)} ${bar} ${shown.text}\n  ${" ".repeat(number.length)} ${bar} ${" ".repeat(before)}${caret}\n`;
}

class Shown {
  text = "";
  columns = 0;

  add(character: string, width: number): void {
    this.text += visibleCharacter(character);
    this.columns += width;
  }

  /** Takes characters while there is room; says whether all of them were taken. */
  take(text: string): boolean {
    for (const character of text) {
      if (this.columns >= SHOWN) return false;
      this.add(character, columns(visibleCharacter(character)));
    }
    return true;
  }
}

const width = (characters: readonly string[]) =>
  characters.reduce((sum, character) => sum + columns(visibleCharacter(character)), 0);

/** Where to begin so that what stands before the place takes no more than its room. */
function beginning(lead: readonly string[]): number {
  let room = BEFORE;
  for (let index = lead.length - 1; index >= 0; index--) {
    room -= columns(visibleCharacter(lead[index] ?? ""));
    if (room < 0) return index + 1;
  }
  return 0;
}
