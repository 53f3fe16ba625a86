import { ScimError, ScimInternalError } from "./error.ts";
import { Filter } from "./filter.ts";
import { type FilterStore, guarded, type Instance, isCurrent, type SetHandle } from "./instance.ts";
import { KeptText } from "./kept-text.ts";
import { application, query } from "./options.ts";
import { isKept, keptResult, patchResult } from "./patch.ts";
import type { Session } from "./session.ts";
import { isBytes, nameOf, requireText, toSource } from "./text.ts";
import type { Input, ListResponse, PatchOptions, PatchResult, QueryRequest } from "./types.ts";

/** What goes into the core at once, in bytes or UTF-16 code units. */
const PIECE = 1 << 20;

/** How many resources come out of the core at once. */
const LINES = 64;

/** Whether a UTF-16 code unit is the first half of a character. */
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/**
 * Many resources, kept inside WebAssembly as compact text. What a filter finds are positions: numbers from 0, in the
 * order in which the resources came.
 *
 * The attributes that a filter reads are taken from all resources when they are first asked for, which takes as long as
 * parsing them, and kept in columns: the answers that follow take microseconds.
 *
 * Freed by the garbage collector, or at once by `free` or `using`.
 */
export class ResourceSet {
  readonly #session: Session;
  readonly #instance: Instance;
  #handle: SetHandle | undefined;
  #expected = false;
  /** The texts of long resources after their last patches, by position. */
  readonly #kept = new Map<number, KeptText>();

  private constructor(session: Session, data: unknown) {
    this.#session = session;
    const secret = Math.floor(Math.random() * 2 ** 32);
    this.#handle = session.call(
      engine => new (session.instance as Instance).glue.SetHandle(engine, secret),
    );
    this.#instance = session.instance as Instance;
    try {
      this.#load(data);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** @internal */
  static load(session: Session, data: unknown): ResourceSet {
    return new ResourceSet(session, data);
  }

  /** How many resources there are. */
  get size(): number {
    return this.#call(handle => handle.size());
  }

  /** Bytes of memory that they take, with what filters made of them. */
  get memory(): number {
    return this.#call(handle => handle.memory());
  }

  /**
   * How many resources match. A filter that is text is read for the resource type of the set; where there are several
   * types, what a type doesn't have counts as having no value (RFC 7644 §3.4.2.1).
   *
   * @throws {@link ScimError} invalidFilter, with the range and what would have been accepted there.
   */
  count(filter: Filter | string): number {
    return this.#ask(
      filter,
      (handle, store, place) => handle.count(store, place),
      (handle, length) => this.#session.call(engine => handle.countText(engine, length)),
    );
  }

  /**
   * The positions of the resources that match, in order.
   *
   * @throws {@link ScimError} as {@link ResourceSet.count}.
   */
  select(filter: Filter | string): Uint32Array {
    return this.#ask(
      filter,
      (handle, store, place) => handle.select(store, place),
      (handle, length) => this.#session.call(engine => handle.selectText(engine, length)),
    );
  }

  /**
   * Answers a query as a service provider does (RFC 7644 §3.4.2): filtered, sorted, a page of it, and of each resource
   * what is selected. A `cursor`, "" for the first page, selects paging by cursors (RFC 9865).
   *
   * @throws {@link ScimError} invalidFilter; invalidValue for attributes to sort by and options that can't be used;
   * invalidCursor, expiredCursor and invalidCount for cursors.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the resource is whatever the caller says it is
  query<T = any>(request: QueryRequest): ListResponse<T> {
    const handle = this.#live();
    const { filter, ...told } = query(request);
    const length = filter === undefined ? undefined : this.#session.putFilter(filter);
    const answer = this.#session.call(engine => handle.query(engine, length, told));
    return JSON.parse(answer) as ListResponse<T>;
  }

  /** The resource at a position; throws a RangeError where there is none. */
  at(position: number): object {
    const handle = this.#live();
    const found = Number.isInteger(position) && position >= 0 && position < 2 ** 32;
    const text = found ? guarded(() => handle.text(position)) : undefined;
    if (text === undefined)
      throw new RangeError(`There is no resource at position ${String(position)}.`);
    return JSON.parse(text) as object;
  }

  /** The resource with this id; the first, should there be several. */
  get(id: string): object | undefined {
    const position = this.#position(id);
    return position === undefined ? undefined : this.at(position);
  }

  /**
   * Applies a PATCH request to the resource with this id and keeps the result; its position stays.
   *
   * A resource of 16 kB or more stays parsed once it has been patched, within a bound on memory, and the `json` and
   * `resource` of the answer are copied when they are first read.
   *
   * @throws {@link ScimError} with status 404 where there is no such resource, and as `applyPatch`; the resource is as
   * it was.
   */
  patch(id: string, request: Input, options?: PatchOptions): PatchResult {
    const handle = this.#live();
    const operations = toSource(request, "A request");
    const how = this.#session.patching(application(options), operations);
    const position = this.#position(id);
    if (position === undefined)
      throw new ScimError({ status: 404, detail: `There is no resource with the id "${id}".` });
    const { length } = this.#session.put(1, operations);
    const before = this.#kept.get(position);
    if (before?.isLaden || (before && !handle.staysParsed(position))) before.read();
    const { glue } = this.#session;
    const address = this.#session.call(engine => handle.patch(engine, position, length, how));
    if (!isKept(glue, address)) return patchResult(glue, address);
    return keptResult(glue, address, undo => {
      const text = before?.follow(undo) ?? new KeptText(() => this.#bytes(position));
      this.#kept.set(position, text);
      return text;
    });
  }

  /** All resources as UTF-8, each in a line, in order. */
  toNdjson(): Uint8Array {
    const size = this.size;
    const pieces: Uint8Array[] = [];
    for (let from = 0; from < size; from += LINES)
      pieces.push(this.#call(handle => handle.lines(from, Math.min(from + LINES, size))));
    const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    const handle = this.#handle;
    // What patches have answered can still be read.
    if (handle !== undefined && isCurrent(this.#instance))
      for (const text of this.#kept.values()) text.read();
    this.#kept.clear();
    this.#handle = undefined;
    if (handle !== undefined && isCurrent(this.#instance)) guarded(() => handle.free());
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #load(data: unknown): void {
    if (Array.isArray(data)) this.#loadObjects(data);
    else if (typeof data === "string") this.#pushText(data);
    else if (isBytes(data)) {
      for (let from = 0; from < data.length; from += PIECE)
        if (!this.#push(data.subarray(from, from + PIECE), data.length - from - PIECE)) break;
    } else {
      throw new TypeError(
        `Resources are text, a Uint8Array or an array of objects, not ${nameOf(data)}.`,
      );
    }
    const handle = this.#live();
    this.#session.call(engine => handle.finish(engine));
  }

  #loadObjects(resources: readonly unknown[]): void {
    let lines = "";
    for (const [row, resource] of resources.entries()) {
      const what = `The resource in row ${row}`;
      if (typeof resource !== "object" || resource === null || isBytes(resource))
        throw new TypeError(`${what} is an object, not ${nameOf(resource)}.`);
      lines += `${toSource(resource, what).data as string}\n`;
      if (lines.length < PIECE) continue;
      if (!this.#push(lines)) return;
      lines = "";
    }
    this.#push(lines);
  }

  #pushText(text: string): void {
    for (let from = 0, to = 0; from < text.length; from = to) {
      to = Math.min(from + PIECE, text.length);
      if (to < text.length && isHigh(text.charCodeAt(to - 1))) to++;
      if (!this.#push(text.slice(from, to), text.length - to)) return;
    }
  }

  /** Whether there is any use in going on. `rest` is how much is known to follow. */
  #push(piece: string | Uint8Array, rest = 0): boolean {
    const handle = this.#live();
    const length = this.#session.putPiece(piece);
    const goesOn = this.#session.call(engine => handle.push(engine, length));
    // What begins with resources is worth the memory. It is asked for once.
    if (goesOn && rest > 0 && !this.#expected) {
      this.#expected = true;
      guarded(() => handle.expect(rest));
    }
    return goesOn;
  }

  #position(id: string): number | undefined {
    const handle = this.#live();
    const { length } = this.#session.put(0, toSource(requireText(id, "An id"), "An id"));
    return this.#session.call(engine => handle.positionOfId(engine, length));
  }

  #ask<T>(
    filter: Filter | string,
    kept: (handle: SetHandle, store: FilterStore, place: number) => T,
    text: (handle: SetHandle, length: number) => T,
  ): T {
    const handle = this.#live();
    if (filter instanceof Filter) {
      const [store, place] = Filter.kept(filter);
      return guarded(() => kept(handle, store, place));
    }
    return text(handle, this.#session.putFilter(requireText(filter, "A filter")));
  }

  #bytes(position: number): Uint8Array {
    return this.#call(handle => handle.lines(position, position + 1)).subarray(0, -1);
  }

  #call<T>(use: (handle: SetHandle) => T): T {
    const handle = this.#live();
    return guarded(() => use(handle));
  }

  #live(): SetHandle {
    if (this.#handle === undefined)
      throw new TypeError("This ResourceSet has been freed; load it again.");
    this.#session.engine();
    if (this.#instance !== this.#session.instance) {
      throw new ScimInternalError(
        "This ResourceSet was lost when scimlens failed inside; load it again.",
      );
    }
    return this.#handle;
  }
}
