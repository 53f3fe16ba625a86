/**
 * The state of a service provider as its journal tells it: the rows of a snapshot, with the changes since put on top.
 * A change is a line: `+` and the row as it is kept, `-` and the id of a resource that is gone, as JSON, or `~` and what
 * has changed in a long row, in bytes.
 */
export class State {
  readonly #head: string;
  /** By id, in the order in which the resources were created. */
  readonly #rows = new Map<string, string | LongRow>();
  #changed = false;
  readonly #snapshot: string;

  constructor(snapshot: string) {
    this.#snapshot = snapshot;
    const [head = "", ...rows] = lines(snapshot);
    this.#head = head;
    for (const row of rows) this.#rows.set(idOf(row), row);
  }

  apply(changes: string): void {
    for (const line of lines(changes)) {
      this.#changed = true;
      const rest = line.slice(1);
      if (line.startsWith("+")) this.#rows.set(idOf(rest), rest);
      else if (line.startsWith("~")) this.#cut(JSON.parse(rest) as Cuts);
      else this.#rows.delete(JSON.parse(rest) as string);
    }
  }

  #cut(cuts: Cuts): void {
    const known = this.#rows.get(cuts.id) ?? "";
    const row = typeof known === "string" ? new LongRow(known) : known;
    row.change(cuts);
    this.#rows.set(cuts.id, row);
  }

  /** For the option `state`; the journal has checksums of its own, so a changed one has no seal. */
  text(): string {
    if (!this.#changed) return this.#snapshot;
    const { seal: _, resources: __, ...facts } = JSON.parse(this.#head) as Record<string, unknown>;
    const head = JSON.stringify({ ...facts, sealed: false });
    return `${[head, ...[...this.#rows.values()].map(String)].join("\n")}\n`;
  }
}

/** What has changed in a long row. */
interface Cuts {
  id: string;
  /** [start, how many bytes go, what comes], one after the other. */
  cuts: [number, number, string][];
  /** Where the row ends then, and what comes behind. */
  core: number;
  tail: string;
}

/** A row that is changed again and again: as bytes, with room for more. */
class LongRow {
  #bytes: Buffer;
  #length: number;

  constructor(row: string) {
    this.#bytes = Buffer.from(row);
    this.#length = this.#bytes.length;
  }

  change({ cuts, core, tail }: Cuts): void {
    for (const [start, gone, come] of cuts) this.#replace(start, start + gone, come);
    this.#replace(core, this.#length, tail);
  }

  #replace(start: number, end: number, come: string): void {
    const length = Buffer.byteLength(come);
    const after = this.#length - (end - start) + length;
    if (after > this.#bytes.length) {
      const larger = Buffer.alloc(after + (after >> 3));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.copyWithin(start + length, end, this.#length);
    this.#bytes.write(come, start);
    this.#length = after;
  }

  toString(): string {
    return this.#bytes.toString("utf8", 0, this.#length);
  }
}

/**
 * What it takes to put changes into a state, beyond reading them, as bytes of a journal that would take as long: a long
 * row is moved in memory for each of its changes.
 */
export function weightOf(changes: string): number {
  // A dot would stop at U+2028, which a string of JSON may have.
  const rows = lines(changes).map(line => /^~[^\n]*"core":(\d+),"tail":/.exec(line));
  return rows.reduce((sum, row) => sum + Number(row?.[1] ?? 0) / 256, 0);
}

const lines = (text: string) => text.split("\n").filter(line => line !== "");

const idOf = (row: string) => (JSON.parse(row) as { id: string }).id;
