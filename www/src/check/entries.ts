import type { Row, RowStream, Scim } from "scimlens/slim";

/** Takes an HTTP Archive apart into its entries, from pieces that are cut anywhere: one entry is held at a time. */
export class ArchiveEntries {
  readonly #rows: RowStream;
  readonly #before = new BeforeEntries();
  #line = 0;
  #state: "before" | "in" | "behind" = "before";

  constructor(scim: Scim) {
    this.#rows = scim.rows();
  }

  /** Whether the list of entries has been found. */
  get found(): boolean {
    return this.#state !== "before";
  }

  push(text: string): Row[] {
    if (this.#state === "behind") return [];
    if (this.#state === "in") return this.#take(this.#rows.push(text));
    const start = this.#before.find(text);
    if (start === undefined) return [];
    this.#line = this.#before.lines;
    this.#state = "in";
    return this.#take(this.#rows.push(text.slice(start)));
  }

  finish(): Row[] {
    const { left } = this.#rows.finish();
    return this.#state === "in" ? this.#take(left) : [];
  }

  free(): void {
    this.#rows.free();
  }

  /** Behind the entries stands what closes the archive: no row of theirs. */
  #take(rows: readonly Row[]): Row[] {
    const end = rows.findIndex(({ text }) => /^[},]/.test(text));
    if (end >= 0) this.#state = "behind";
    return rows
      .slice(0, end < 0 ? rows.length : end)
      .map(row => ({ ...row, line: row.line + this.#line }));
  }
}

/** Looks for the list `entries` of the object `log`. */
class BeforeEntries {
  /** Line ends so far. */
  lines = 0;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #token = "";
  #key = "";
  #outer = "";

  /** Where the list begins. */
  find(text: string): number | undefined {
    for (let at = 0; at < text.length; at++) {
      const char = text[at] ?? "";
      if (char === "\n") this.lines++;
      if (this.#quoted) this.#inString(char);
      else if (this.#outside(char)) return at;
    }
    return undefined;
  }

  #inString(char: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (char === "\\") this.#escaped = true;
    else if (char === '"') this.#quoted = false;
    else if (this.#token.length < 16) this.#token += char;
  }

  #outside(char: string): boolean {
    switch (char) {
      case '"':
        this.#quoted = true;
        this.#token = "";
        break;
      case ":":
        if (this.#depth <= 2) this.#key = this.#token;
        break;
      case "{":
      case "[":
        if (this.#depth === 1) this.#outer = this.#key;
        if (char === "[" && this.#depth === 2 && this.#outer === "log" && this.#key === "entries")
          return true;
        this.#depth++;
        break;
      case "}":
      case "]":
        this.#depth--;
    }
    return false;
  }
}
