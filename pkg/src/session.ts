import { ScimError } from "./error.ts";
import {
  type Engine,
  failed,
  type Glue,
  guarded,
  type Instance,
  instance,
  isCurrent,
} from "./instance.ts";
import { KeptFilters } from "./kept.ts";
import { type Application, limits, members, profile, type Validation } from "./options.ts";
import { cutHalves, isWellFormed, type Source, toSource } from "./text.ts";
import type { Input, Limits, ScimOptions } from "./types.ts";

const encoder = new TextEncoder();

/** Up to this length, in UTF-16 code units, room for the worst case is asked for at once. */
const SMALL = 1 << 16;

/** Up to this length a text is written character by character: TextEncoder takes as long for none. */
const SHORT = 32;

/** The longest text that the core can be told of. */
const LONGEST = 0xffff_ffff;

/** Memory of the engine that a text goes into. */
interface Slot {
  readonly address: number;
  readonly bytes: number;
  /** All of it; another one once memory has grown. */
  room: Uint8Array;
}

const NO_ROOM = new Uint8Array(0);

const noSlot = (): Slot => ({ address: 0, bytes: 0, room: NO_ROOM });

/** What stands in a slot: how many bytes of UTF-8, and whether it was put there at all. */
export interface Put {
  readonly length: number;
  /** Longer than the limit allows; the core needs only the length to say so. */
  readonly tooLong: boolean;
}

/** What the numbers of the core stand for. */
export interface Names {
  readonly kinds: readonly string[];
  readonly resourceTypes: readonly string[];
}

/** How to validate, without the resource as it is stored, which would be kept in memory. */
type Words = Omit<Validation, "current">;

/** An engine with its options, so that it can be built again after a trap. */
export class Session {
  readonly #options: object;
  #engine: Engine | undefined;
  #instance: Instance | undefined;
  #limits: Limits | undefined;
  #names: Names | undefined;
  #lastOptions: Words | undefined;
  #lastTold = 0;
  readonly #types = new Map<string, number>();
  readonly filters = new KeptFilters();
  #slots: [Slot, Slot] = [noSlot(), noSlot()];
  #view = NO_ROOM;
  #freed = false;

  constructor(options?: ScimOptions) {
    const from = members(options, "Options are");
    this.#options = {
      schemas: texts(from.schemas, "A schema"),
      resourceTypes: texts(from.resourceTypes, "A resource type"),
      profile: profile(from.profile),
      limits: limits(from.limits),
    };
  }

  /** The engine, on the instance in use. */
  engine(): Engine {
    if (this.#freed) throw new TypeError("This Scim has been freed; make a new one.");
    const now = instance();
    if (this.#engine === undefined || this.#instance !== now) {
      this.#instance = now;
      this.#slots = [noSlot(), noSlot()];
      this.#engine = undefined;
      const engine = guarded(() => new now.glue.Engine(this.#options));
      this.#limits = guarded(() => engine.limits()) as Limits;
      this.#engine = engine;
    }
    return this.#engine;
  }

  /** The instance that the engine lives on. */
  get instance(): Instance | undefined {
    return this.#instance;
  }

  /** The glue of that instance. */
  get glue(): Glue {
    return (this.#instance ?? instance()).glue;
  }

  /** The limits in force. */
  limits(): Limits {
    this.engine();
    return { ...(this.#limits as Limits) };
  }

  /** What the numbers of the core stand for. */
  names(): Names {
    this.#names ??= JSON.parse(this.call(engine => engine.names())) as Names;
    return this.#names;
  }

  /** How to validate, as a number for the core; options seldom change from one call to the next. */
  told(options: Validation): number {
    if (this.#lastOptions === undefined || !isSame(this.#lastOptions, options)) {
      const { kind, resourceType, operation, unknown } = options;
      const words = { kind, resourceType, operation, unknown };
      this.#lastTold = this.call(engine => engine.tell(words));
      this.#lastOptions = words;
    }
    return this.#lastTold;
  }

  /** How to apply a PATCH, as a number for the core; to a text of so many bytes, where that is at hand. */
  patching(options: Application, request: Source, text?: string, bytes?: number): number {
    const { resourceType, trace } = options;
    const kept = text === undefined ? 0 : text.length === bytes ? 12 : 4;
    const bits = (trace ? 1 : 0) | (request.positions ? 2 : 0) | kept;
    return resourceType === undefined ? bits : bits | this.#typeNumber(resourceType);
  }

  /** A resource type as a number for the core, from the eighth bit on. */
  #typeNumber(name: string): number {
    let number = this.#types.get(name);
    if (number === undefined) {
      number = this.call(engine => engine.tell({ resourceType: name })) & ~0xff;
      this.#types.set(name, number);
    }
    return number;
  }

  /** Validates the document in slot 0, so many bytes of it; `current` are those in slot 1. The engine's summary. */
  check(length: number, options: Validation, current: number | undefined): number {
    const told = this.told(options);
    const engine = this.engine();
    try {
      return current === undefined
        ? engine.check(length, told)
        : engine.validate(length, told, current);
    } catch (error) {
      return failed(error);
    }
  }

  /** Calls the engine. */
  call<T>(use: (engine: Engine) => T): T {
    const engine = this.engine();
    return guarded(() => use(engine));
  }

  /** Puts a document into a slot of the engine's memory. */
  put(slot: 0 | 1, source: Source): Put {
    this.engine();
    return this.#put(slot, source.data, (this.#limits as Limits).documentBytes);
  }

  /** Puts a filter into slot 0 and returns its length in bytes of UTF-8. */
  putFilter(text: string): number {
    this.engine();
    return this.#put(0, text, (this.#limits as Limits).filterLength).length;
  }

  /** Parses a filter, which the core keeps; gives its ticket. */
  keepFilter(text: string, resourceType: string | undefined): number {
    const type = resourceType === undefined ? 0 : this.#typeNumber(resourceType);
    const bytes = this.putFilter(text);
    const [instance, engine] = [this.#instance as Instance, this.#engine as Engine];
    return this.filters.add(instance, engine, bytes, text.length, type);
  }

  /** Puts a piece of a stream, or a text of any length, into a slot and returns its length in bytes of UTF-8. */
  putPiece(piece: string | Uint8Array, slot: 0 | 1 = 0): number {
    this.engine();
    return this.#put(slot, piece, LONGEST).length;
  }

  #put(slot: 0 | 1, data: string | Uint8Array, limit: number): Put {
    // No text has fewer bytes of UTF-8 than it has units of UTF-16.
    if (data.length > limit) return { length: Math.min(data.length, LONGEST), tooLong: true };
    if (typeof data !== "string") return { length: this.#copy(slot, data), tooLong: false };
    const length = this.#write(slot, data);
    // ASCII has as many bytes as units, and no halves of characters.
    if (length !== data.length && !isWellFormed(data)) cutHalves(data, this.#room(slot, length));
    return { length, tooLong: length > limit };
  }

  #copy(slot: 0 | 1, data: Uint8Array): number {
    this.#room(slot, data.length).set(data);
    return data.length;
  }

  #write(slot: 0 | 1, text: string): number {
    if (text.length <= SHORT) {
      const length = this.#writeAscii(slot, text);
      if (length === text.length) return length;
    }
    if (text.length <= SMALL)
      return encoder.encodeInto(text, this.#room(slot, text.length * 3)).written;
    // Mostly ASCII: three times the room would be wasted, so ask for little more and go on if need be.
    let [read, written] = [0, 0];
    let capacity = text.length + (text.length >> 3);
    for (;;) {
      const room = this.#room(slot, capacity);
      const step = encoder.encodeInto(read === 0 ? text : text.slice(read), room.subarray(written));
      read += step.read;
      written += step.written;
      if (read >= text.length) return written;
      capacity = written + (text.length - read) * 3;
    }
  }

  /** Writes a short text up to the first character that isn't ASCII, and says how much that was. */
  #writeAscii(slot: 0 | 1, text: string): number {
    const address = this.#reserve(slot, text.length * 3);
    const view = this.#view;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) return at;
      view[address + at] = unit;
    }
    return text.length;
  }

  /** At least so many bytes of a slot. */
  #room(slot: 0 | 1, bytes: number): Uint8Array {
    this.#reserve(slot, bytes);
    const kept = this.#slots[slot];
    // Making a view takes as long as writing a short text.
    if (kept.room.buffer !== this.#view.buffer)
      kept.room = this.#view.subarray(kept.address, kept.address + kept.bytes);
    return kept.room;
  }

  /** The address of a slot with room for so many bytes, of which `#view` is a sound view. */
  #reserve(slot: 0 | 1, bytes: number): number {
    if (this.#slots[slot].bytes < bytes) {
      const address = this.call(engine => engine.reserve(slot, Math.min(bytes, LONGEST)));
      if (address === 0) {
        throw new ScimError({
          status: 413,
          detail: `There is not enough memory for a text of ${bytes} bytes.`,
        });
      }
      this.#slots[slot] = { address, bytes, room: NO_ROOM };
    }
    const { address } = this.#slots[slot];
    const buffer = this.#instance?.memory.buffer;
    // A view dies when memory grows.
    if (buffer !== undefined && this.#view.buffer !== buffer) this.#view = new Uint8Array(buffer);
    return address;
  }

  free(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#freed = true;
    this.filters.free();
    if (engine !== undefined && isCurrent(this.#instance)) guarded(() => engine.free());
  }
}

function isSame(one: Words, other: Words): boolean {
  return (
    one.kind === other.kind &&
    one.resourceType === other.resourceType &&
    one.operation === other.operation &&
    one.unknown === other.unknown
  );
}

function texts(inputs: Input | Input[] | undefined, what: string): string[] {
  if (inputs === undefined || inputs === null) return [];
  const list: Input[] = Array.isArray(inputs) ? inputs : [inputs];
  return list.map(input => {
    const { data } = toSource(input, what);
    if (typeof data !== "string") return decoded(data, what);
    if (isWellFormed(data)) return data;
    throw new TypeError(`${what} is JSON in UTF-8; this text has half of a surrogate pair.`);
  });
}

function decoded(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new TypeError(`${what} is JSON in UTF-8; these bytes are no UTF-8.`, { cause });
  }
}
