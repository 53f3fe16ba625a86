const encoder = new TextEncoder();

/** Deepest nesting that is written here. */
const MAX_DEPTH = 16;

/** Most bytes that are written of one object: one that holds another twice, and that a third, has no end. */
const ROOM = 1 << 16;

/** Members that are read of an object; a name without members of its own stands for all that it holds. */
export interface Needs {
  readonly name: string;
  /** The name as JSON, with its colon. */
  readonly key: string;
  readonly inside: readonly Needs[] | undefined;
}

/** What a filter reads, from the paths that the core tells. */
export function needsOf(paths: readonly (readonly string[])[]): Needs[] {
  const byName = new Map<string, { name: string; rest: (readonly string[])[] }>();
  for (const [name, ...rest] of paths) {
    if (name === undefined) continue;
    const known = byName.get(name.toLowerCase());
    if (known === undefined) byName.set(name.toLowerCase(), { name, rest: [rest] });
    else known.rest.push(rest);
  }
  return Array.from(byName.values(), ({ name, rest }) => ({
    name,
    key: `${JSON.stringify(name)}:`,
    inside: rest.some(path => path.length === 0) ? undefined : needsOf(rest),
  }));
}

type Members = Record<string, unknown>;

/**
 * Writes an object as JSON without what isn't read, as bytes: putting a text together and encoding it takes longer than
 * all the rest. It writes no object that says itself what it is in JSON, and none that goes beyond the room.
 */
class Writer {
  readonly #bytes = new Uint8Array(ROOM);
  #at = 0;
  #busy = false;

  /** What was written, until something else is; nothing where it can't be. */
  write(object: object, needs: readonly Needs[]): Uint8Array | undefined {
    // A getter may well ask a filter itself.
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#at = 0;
    try {
      const written = !Array.isArray(object) && isPlain(object) && this.#object(object, needs, 0);
      return written ? this.#bytes.subarray(0, this.#at) : undefined;
    } finally {
      this.#busy = false;
    }
  }

  #object(object: object, needs: readonly Needs[], depth: number): boolean {
    let separator = "{";
    for (let index = 0; index < needs.length; index++) {
      const { name, key, inside } = needs[index] as Needs;
      const found = Object.hasOwn(object, name) ? name : inOtherCase(object, name);
      if (found === undefined) continue;
      const value = (object as Members)[found];
      if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
      this.#plain(separator);
      this.#plain(key);
      separator = ",";
      if (!this.#value(value, inside, depth)) return false;
    }
    if (separator === "{") this.#plain(separator);
    this.#plain("}");
    return this.#at <= ROOM;
  }

  #value(value: unknown, inside: readonly Needs[] | undefined, depth: number): boolean {
    if (typeof value === "string") this.#string(value);
    else if (typeof value === "boolean") this.#plain(value ? "true" : "false");
    else if (typeof value !== "object" || value === null)
      this.#plain(JSON.stringify(value) ?? "null");
    else if (depth > MAX_DEPTH || !isPlain(value)) return false;
    else if (Array.isArray(value)) return this.#array(value, inside, depth + 1);
    else return this.#object(value, inside ?? all(value), depth + 1);
    return this.#at <= ROOM;
  }

  #array(array: unknown[], inside: readonly Needs[] | undefined, depth: number): boolean {
    this.#plain("[");
    for (let index = 0; index < array.length; index++) {
      if (index > 0) this.#plain(",");
      if (!this.#value(array[index], inside, depth)) return false;
    }
    this.#plain("]");
    return this.#at <= ROOM;
  }

  #string(text: string): void {
    const start = this.#at;
    if (start + text.length + 2 > ROOM) {
      this.#at = ROOM + 1;
      return;
    }
    const bytes = this.#bytes;
    let at = start;
    bytes[at++] = 34;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 32 || unit > 126 || unit === 34 || unit === 92) {
        this.#encoded(JSON.stringify(text));
        return;
      }
      bytes[at++] = unit;
    }
    bytes[at++] = 34;
    this.#at = at;
  }

  /** Writes what is ASCII. */
  #plain(text: string): void {
    const bytes = this.#bytes;
    let at = this.#at;
    if (at + text.length > ROOM) {
      this.#at = ROOM + 1;
      return;
    }
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  #encoded(text: string): void {
    const { read, written } = encoder.encodeInto(text, this.#bytes.subarray(this.#at));
    this.#at = read === text.length ? this.#at + written : ROOM + 1;
  }
}

function isPlain(object: object): boolean {
  return (object as { toJSON?: unknown }).toJSON === undefined;
}

/** All that an object holds. */
function all(object: object): Needs[] {
  const names = Object.keys(object).filter(name => /^[\x20-\x7e]*$/.test(name));
  return names.map(name => ({ name, key: `${JSON.stringify(name)}:`, inside: undefined }));
}

/** Names are compared without case, which JavaScript doesn't do. */
function inOtherCase(object: object, name: string): string | undefined {
  for (const key of Object.keys(object))
    if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return key;
  return undefined;
}

const writer = new Writer();

/** {@link Writer.write} */
export function writeNeeded(object: object, needs: readonly Needs[]): Uint8Array | undefined {
  return writer.write(object, needs);
}
