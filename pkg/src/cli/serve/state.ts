/**
 * The state of a service provider as its journal tells it: the rows of a snapshot, with the changes since put on top.
 * A change is a line: `+` and the row as it is kept, or `-` and the id of a resource that is gone, as JSON.
 */
export class State {
  readonly #head: string;
  /** By id, in the order in which the resources were created. */
  readonly #rows = new Map<string, string>();
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
      else this.#rows.delete(JSON.parse(rest) as string);
    }
  }

  /** For the option `state`; the journal has checksums of its own, so a changed one has no seal. */
  text(): string {
    if (!this.#changed) return this.#snapshot;
    const { seal: _, resources: __, ...facts } = JSON.parse(this.#head) as Record<string, unknown>;
    const head = JSON.stringify({ ...facts, sealed: false });
    return `${[head, ...this.#rows.values()].join("\n")}\n`;
  }
}

const lines = (text: string) => text.split("\n").filter(line => line !== "");

const idOf = (row: string) => (JSON.parse(row) as { id: string }).id;
