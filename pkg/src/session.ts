import { type Engine, guarded, type Instance, instance } from "./instance.ts";
import { type Source, toSource } from "./text.ts";
import type { Input, ScimOptions } from "./types.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Up to this length, in UTF-16 code units, room for the worst case is asked for at once. */
const SMALL = 1 << 16;

/** An engine with its options, so that it can be built again after a trap. */
export class Session {
  readonly #options: object;
  #engine: Engine | undefined;
  #instance: Instance | undefined;
  #view = new Uint8Array(0);
  #freed = false;

  constructor(options: ScimOptions = {}) {
    this.#options = {
      schemas: texts(options.schemas, "A schema"),
      resourceTypes: texts(options.resourceTypes, "A resource type"),
      limits: options.limits,
    };
  }

  /** The engine, on the instance in use. */
  engine(): Engine {
    if (this.#freed) throw new TypeError("This Scim has been freed; make a new one.");
    const now = instance();
    if (this.#engine === undefined || this.#instance !== now) {
      this.#instance = now;
      this.#engine = guarded(() => new now.glue.Engine(this.#options));
    }
    return this.#engine;
  }

  /** The instance that the engine lives on. */
  get instance(): Instance | undefined {
    return this.#instance;
  }

  /** Calls the engine. */
  call<T>(use: (engine: Engine) => T): T {
    const engine = this.engine();
    return guarded(() => use(engine));
  }

  /** Puts a text into a slot of the engine's memory and returns its length in bytes of UTF-8. */
  put(slot: 0 | 1, source: Source): number {
    const { data } = source;
    if (typeof data !== "string") {
      this.#room(slot, data.length).set(data);
      return data.length;
    }
    if (data.length <= SMALL) {
      return encoder.encodeInto(data, this.#room(slot, data.length * 3)).written;
    }
    // Mostly ASCII: three times the room would be wasted, so ask for little more and go on if need be.
    let [read, written] = [0, 0];
    let capacity = data.length + (data.length >> 3);
    for (;;) {
      const room = this.#room(slot, capacity);
      const step = encoder.encodeInto(read === 0 ? data : data.slice(read), room.subarray(written));
      read += step.read;
      written += step.written;
      if (read >= data.length) return written;
      capacity = written + (data.length - read) * 3;
    }
  }

  #room(slot: 0 | 1, bytes: number): Uint8Array {
    const address = this.call(engine => engine.reserve(slot, bytes));
    const buffer = this.#instance?.memory.buffer;
    // A view dies when memory grows.
    if (buffer !== undefined && this.#view.buffer !== buffer) this.#view = new Uint8Array(buffer);
    return this.#view.subarray(address, address + bytes);
  }

  free(): void {
    if (this.#engine !== undefined && this.#instance === instance()) this.#engine.free();
    this.#engine = undefined;
    this.#freed = true;
  }
}

function texts(inputs: Input | Input[] | undefined, what: string): string[] {
  if (inputs === undefined) return [];
  const list = Array.isArray(inputs) ? inputs : [inputs];
  return list.map(input => {
    const { data } = toSource(input, what);
    return typeof data === "string" ? data : decoder.decode(data);
  });
}
