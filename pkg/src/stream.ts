import { ScimInternalError } from "./error.ts";
import {
  type Engine,
  type Glue,
  guarded,
  type Instance,
  isCurrent,
  type StreamHandle,
} from "./instance.ts";
import { validation } from "./options.ts";
import type { Session } from "./session.ts";
import { isBytes, nameOf } from "./text.ts";
import type { Finding, Row, RowSummary, StreamSummary, ValidateOptions } from "./types.ts";

/** What goes into the core at once, in bytes or UTF-16 code units: a large chunk must not take as much memory there. */
const PIECE = 1 << 16;

/** Whether a UTF-16 code unit is the first half of a character. */
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** A stream in the core that is fed with chunks, and what it hands out. */
class Feed<Out> {
  readonly #session: Session;
  readonly #name: string;
  #handle: StreamHandle | undefined;
  readonly #instance: Instance | undefined;
  /** The first half of a character whose second half is still to come. */
  #half = "";
  #ended = "";
  /** How many rows there were, once it has ended. */
  #rows = 0;

  constructor(session: Session, name: string, begin: (glue: Glue, engine: Engine) => StreamHandle) {
    this.#session = session;
    this.#name = name;
    this.#handle = session.call(engine => begin((session.instance as Instance).glue, engine));
    this.#instance = session.instance;
  }

  push(chunk: Uint8Array | string): Out[] {
    const handle = this.#live();
    const findings: Out[] = [];
    if (typeof chunk === "string") this.#pushText(handle, chunk, findings);
    else if (isBytes(chunk)) this.#pushBytes(handle, chunk, findings);
    else throw new TypeError(`A chunk is a string or a Uint8Array, not ${nameOf(chunk)}.`);
    return findings;
  }

  finish(): { rows: number; invalid: number; findings: Out[] } {
    const handle = this.#live();
    const findings: Out[] = [];
    this.#pushHalf(handle, findings);
    const summary = JSON.parse(this.#session.call(engine => handle.finish(engine)));
    this.#rows = summary.rows;
    this.end("has been finished");
    return { ...summary, findings: [...findings, ...summary.findings] };
  }

  get rows(): number {
    const handle = this.#handle;
    if (handle === undefined) return this.#rows;
    return isCurrent(this.#instance) ? guarded(() => handle.rows()) : 0;
  }

  end(how: string): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#rows = Math.max(this.#rows, this.rows);
    this.#handle = undefined;
    this.#ended = how;
    if (isCurrent(this.#instance)) guarded(() => handle.free());
  }

  #pushText(handle: StreamHandle, chunk: string, findings: Out[]): void {
    let text = this.#half + chunk;
    this.#half = "";
    if (isHigh(text.charCodeAt(text.length - 1))) {
      this.#half = text.slice(-1);
      text = text.slice(0, -1);
    }
    let from = 0;
    while (from < text.length) {
      let to = Math.min(from + PIECE, text.length);
      if (to < text.length && isHigh(text.charCodeAt(to - 1))) to--;
      this.#pushPiece(
        handle,
        from === 0 && to === text.length ? text : text.slice(from, to),
        findings,
      );
      from = to;
    }
  }

  #pushBytes(handle: StreamHandle, chunk: Uint8Array, findings: Out[]): void {
    this.#pushHalf(handle, findings);
    for (let from = 0; from < chunk.length; from += PIECE)
      this.#pushPiece(handle, chunk.subarray(from, from + PIECE), findings);
  }

  /** A half whose other half doesn't come is no character; its row is told so. */
  #pushHalf(handle: StreamHandle, findings: Out[]): void {
    const half = this.#half;
    this.#half = "";
    if (half !== "") this.#pushPiece(handle, half, findings);
  }

  #pushPiece(handle: StreamHandle, piece: string | Uint8Array, findings: Out[]): void {
    const length = this.#session.putPiece(piece);
    const found = this.#session.call(engine => handle.push(engine, length));
    if (found !== undefined)
      for (const finding of JSON.parse(found) as Out[]) findings.push(finding);
  }

  #live(): StreamHandle {
    if (this.#handle === undefined)
      throw new TypeError(`This ${this.#name} ${this.#ended}; start a new one.`);
    this.#session.engine();
    if (this.#instance !== this.#session.instance) {
      throw new ScimInternalError(
        `This ${this.#name} was lost when scimlens failed inside; start a new one.`,
      );
    }
    return this.#handle;
  }
}

/**
 * Validates a stream of NDJSON, a JSON array or a ListResponse, told apart by the first bytes, in memory bounded by the
 * longest row. A broken row is reported, and the stream goes on. A byte order mark at the beginning is skipped.
 *
 * Freed by the garbage collector, or at once by `finish`, `free` or `using`.
 */
export class ValidationStream {
  readonly #feed: Feed<Finding>;

  private constructor(session: Session, options: ValidateOptions | undefined) {
    const { current, ...told } = validation(options);
    if (current !== undefined)
      throw new TypeError("The option `current` is one resource; a stream has many.");
    this.#feed = new Feed(
      session,
      "ValidationStream",
      (glue, engine) => new glue.StreamHandle(engine, told),
    );
  }

  /** @internal */
  static of(session: Session, options: ValidateOptions | undefined): ValidationStream {
    return new ValidationStream(session, options);
  }

  /** Reads the next chunk, cut wherever it may be, and returns what was found in the rows that it ends. */
  push(chunk: Uint8Array | string): Finding[] {
    return this.#feed.push(chunk);
  }

  /**
   * Ends the stream: checks the row at hand, sums up, and gives the memory back. `findings` are those that `push` has
   * not returned.
   */
  finish(): StreamSummary {
    return this.#feed.finish();
  }

  /** How many rows have been read so far, broken ones too; after `finish`, all. */
  get rows(): number {
    return this.#feed.rows;
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    this.#feed.end("has been freed");
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/**
 * Takes a stream apart into its rows, as {@link ValidationStream} does, in memory bounded by the longest row.
 *
 * Freed by the garbage collector, or at once by `finish`, `free` or `using`.
 */
export class RowStream {
  readonly #feed: Feed<Row>;

  private constructor(session: Session) {
    this.#feed = new Feed(session, "RowStream", (glue, engine) => glue.StreamHandle.ofRows(engine));
  }

  /** @internal */
  static of(session: Session): RowStream {
    return new RowStream(session);
  }

  /** Reads the next chunk, cut wherever it may be, and returns the rows that it ends. */
  push(chunk: Uint8Array | string): Row[] {
    return this.#feed.push(chunk);
  }

  /** Ends the stream and gives the memory back. */
  finish(): RowSummary {
    const { rows, invalid, findings } = this.#feed.finish();
    return { rows, invalid, left: findings };
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    this.#feed.end("has been freed");
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}
