import type { HttpRequest, Input } from "./types.ts";

/** A document on its way into the core: text or UTF-8 bytes, and whether positions in it mean something to the caller. */
export interface Source {
  readonly data: string | Uint8Array;
  readonly positions: boolean;
}

/** Reads an input; throws a TypeError for what is no document. */
export function toSource(input: Input, what: string): Source {
  if (typeof input === "string") return { data: input, positions: true };
  if (isObject(input, what)) return { data: stringify(input, what), positions: false };
  return { data: input, positions: true };
}

/** Whether an input is an object rather than text or bytes; throws a TypeError for what is none of these. */
export function isObject(input: Input, what: string): input is Exclude<object, Uint8Array> {
  if (typeof input === "string" || isBytes(input)) return false;
  const plain = typeof input === "object" && input !== null;
  if (plain && !ArrayBuffer.isView(input) && !(input instanceof ArrayBuffer)) return true;
  throw new TypeError(`${what} is JSON text, a Uint8Array or an object, not ${nameOf(input)}.`);
}

/** The document as it was: the caller may use the same bytes for the next one. */
export function kept(source: Source): Source {
  const { data, positions } = source;
  return typeof data === "string"
    ? source
    : { data: Uint8Array.prototype.slice.call(data), positions };
}

/** Text, or a TypeError. */
export function requireText(text: unknown, what: string): string {
  if (typeof text === "string") return text;
  throw new TypeError(`${what} is a string, not ${nameOf(text)}.`);
}

/** Bytes of any realm: those of a frame, a vm context or a test runner are no `instanceof Uint8Array`. */
export function isBytes(value: unknown): value is Uint8Array {
  if (value instanceof Uint8Array) return true;
  return ArrayBuffer.isView(value) && tagOf(value) === "Uint8Array";
}

/** A value's type, with an article, for messages. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const name = typeof value === "object" ? tagOf(value) : typeof value;
  return `${/^(?!Uint)[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function stringify(value: object, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`${what} can't be written as JSON: ${reason(error)}.`, { cause: error });
  }
  if (text === undefined)
    throw new TypeError(`${what} can't be written as JSON: its toJSON gives nothing.`);
  return text;
}

/** Why JSON.stringify failed. Engines word it differently; what a toJSON or a getter threw is told as it is. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/circular|cyclic/i.test(message)) return "it refers to itself";
  if (/bigint/i.test(message)) return "it holds a BigInt";
  if (/call stack|recursion/i.test(message)) return "it is nested too deeply";
  if (/string length|out of memory|allocation/i.test(message)) return "it is too long for a string";
  return message.replace(/\.$/, "");
}

/** Half of a surrogate pair, alone. */
const HALF = /\p{Surrogate}/u;

/** Whether a text is one that UTF-8 can hold. Where the runtime knows, a text of Latin-1 isn't looked through. */
export function isWellFormed(text: string): boolean {
  // Not in the library of ES2023.
  const { isWellFormed } = text as { isWellFormed?: () => boolean };
  return isWellFormed === undefined ? !HALF.test(text) : isWellFormed.call(text);
}

/**
 * Marks the halves of surrogate pairs in the UTF-8 of a text, where TextEncoder has left U+FFFD in their places: as a
 * character of four bytes that is cut short, which no UTF-8 has, and which the core knows them by.
 */
export function cutHalves(text: string, bytes: Uint8Array): void {
  let at = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point >= 0xd800 && point <= 0xdfff) bytes.set([0xf4, 0x8f, 0xbf], at);
    at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
}

/** The text of a source. */
export function textOf({ data }: Source): string {
  return typeof data === "string"
    ? data
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);
}

/** A request whose body is bytes, with its body as text: JSON has no bytes. */
export function withText(input: Input | HttpRequest): Input {
  if (typeof input !== "object" || input === null || !("body" in input)) return input;
  return isBytes(input.body) ? { ...input, body: new TextDecoder().decode(input.body) } : input;
}
