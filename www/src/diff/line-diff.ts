/** One line of a comparison, with its number in each text that has it. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

/** Texts that differ in more lines than this are shown as one removed and one added whole. */
const MOST = 2000;

/** A comma after the last member comes and goes with what follows; it is no change of the line. */
const core = (line: string | undefined) => line?.replace(/,$/, "");

/** Compares two texts line by line with the fewest added and removed lines (Myers). */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const lines: DiffLine[] = [];
  let [x, y] = [0, 0];
  const same = () => lines.push({ kind: "same", text: now[y] ?? "", before: ++x, after: ++y });
  const removed = () => lines.push({ kind: "removed", text: old[x] ?? "", before: ++x });
  const added = () => lines.push({ kind: "added", text: now[y] ?? "", after: ++y });
  for (const { x: toX, y: toY, down } of shortestPath(old, now)) {
    while (x < toX && y < toY && core(old[x]) === core(now[y])) same();
    if (down) added();
    else removed();
  }
  while (x < old.length && y < now.length && core(old[x]) === core(now[y])) same();
  while (x < old.length) removed();
  while (y < now.length) added();
  return lines;
}

interface Step {
  readonly x: number;
  readonly y: number;
  readonly down: boolean;
}

/** The removals and additions in order, each with where it starts; none when there are too many. */
function shortestPath(old: string[], now: string[]): Step[] {
  const most = Math.min(old.length + now.length, MOST);
  const reach = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trail.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reach, diagonal, edits)
        ? at(reach, diagonal + 1)
        : at(reach, diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < old.length && y < now.length && core(old[x]) === core(now[y])) {
        x++;
        y++;
      }
      reach.set(diagonal, x);
      if (x >= old.length && y >= now.length) return walkBack(trail, old.length, now.length);
    }
  }
  return [];
}

const at = (reach: Map<number, number>, diagonal: number) => reach.get(diagonal) ?? -1;

function goesDown(reach: Map<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && at(reach, diagonal - 1) < at(reach, diagonal + 1);
}

function walkBack(trail: Map<number, number>[], toX: number, toY: number): Step[] {
  const steps: Step[] = [];
  let [x, y] = [toX, toY];
  for (let edits = trail.length - 1; edits > 0; edits--) {
    const reach = trail[edits] ?? new Map();
    const down = goesDown(reach, x - y, edits);
    const diagonal = down ? x - y + 1 : x - y - 1;
    x = at(reach, diagonal);
    y = x - diagonal;
    steps.push({ x, y, down });
  }
  return steps.reverse();
}
