import type { Writable } from "node:stream";

/** Whether to colour. */
export type When = "auto" | "always" | "never";

const CODES = { bold: 1, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, dim: 2 } as const;

export type Style = keyof typeof CODES;

/** Writes a text in a style, or as it is. */
export type Paint = (style: Style, text: string) => string;

/** Where the answers and the messages of a command go. */
export class Terminal {
  readonly #out: Writable;
  readonly #err: Writable;
  readonly paint: Paint;
  /** The same for messages. */
  readonly paintError: Paint;
  readonly quiet: boolean;
  readonly when: When;

  constructor(out: Writable, err: Writable, when: When, quiet: boolean) {
    this.#out = out;
    this.#err = err;
    this.paint = painter(out, when);
    this.paintError = painter(err, when);
    this.quiet = quiet;
    this.when = when;
  }

  /** The answer: what one would put into a file. Waits while nobody reads. */
  async write(text: string | Uint8Array): Promise<void> {
    if (text.length > 0 && !this.#out.write(text) && !this.#out.destroyed) {
      await new Promise(resolve => this.#out.once("drain", resolve));
    }
  }

  /** A line of the answer. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`);
  }

  /** Says something to the person who watches. */
  say(text: string): void {
    this.#err.write(`${text}\n`);
  }

  /** The same, unless it is to be quiet. */
  tell(text: string): void {
    if (!this.quiet && text !== "") this.say(text);
  }
}

function painter(to: Writable, when: When): Paint {
  const plain: Paint = (_, text) => text;
  if (when === "never") return plain;
  const colours: Paint = (style, text) => `\x1b[${CODES[style]}m${text}\x1b[0m`;
  if (when === "always") return colours;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return plain;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return colours;
  return "isTTY" in to && to.isTTY === true && TERM !== "dumb" ? colours : plain;
}
