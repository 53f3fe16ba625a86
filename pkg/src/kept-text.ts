const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** So much of what undoes changes may hang on one text, in UTF-16 code units, and so many changes. */
const LONGEST = 1 << 20;
const MOST = 1000;

/** [start, how many bytes are there now, what was there before], the places in bytes. */
type Splice = [number, number, string];

/**
 * The text of a long resource after one of its changes, which nobody may ask for: it stays inside until then. When the
 * resource has changed since, the changes are undone in a copy.
 */
export class KeptText {
  readonly #fetch: () => Uint8Array;
  #text: string | undefined;
  /** The text after the next change, and what makes this one of it. */
  #next: KeptText | undefined;
  #undo = "[]";
  #weight = 0;
  #place = 0;

  /** A text that is what `fetch` gives, until the next change. */
  constructor(fetch: () => Uint8Array) {
    this.#fetch = fetch;
  }

  /** The text. */
  read(): string {
    if (this.#text !== undefined) return this.#text;
    const later: KeptText[] = [this];
    let last: KeptText = this;
    while (last.#text === undefined && last.#next !== undefined) {
      last = last.#next;
      later.push(last);
    }
    let bytes = last.#text === undefined ? this.#fetch() : encoder.encode(last.#text);
    for (const text of later.reverse().slice(1))
      for (const splice of (JSON.parse(text.#undo) as Splice[]).reverse())
        bytes = undone(bytes, splice);
    this.#text = decoder.decode(bytes);
    return this.#text;
  }

  /** Whether so much hangs on it that it is read before the next change. */
  get isLaden(): boolean {
    return this.#weight > LONGEST || this.#place >= MOST;
  }

  /** The resource has changed: `undo` is JSON of what makes this text of the next. */
  follow(undo: string): KeptText {
    const next = new KeptText(this.#fetch);
    if (this.#text === undefined) {
      this.#undo = undo;
      this.#next = next;
      next.#weight = this.#weight + undo.length;
      next.#place = this.#place + 1;
    }
    return next;
  }
}

function undone(bytes: Uint8Array, [start, inserted, removed]: Splice): Uint8Array {
  const before = encoder.encode(removed);
  const all = new Uint8Array(bytes.length - inserted + before.length);
  all.set(bytes.subarray(0, start));
  all.set(before, start);
  all.set(bytes.subarray(start + inserted), start + before.length);
  return all;
}
