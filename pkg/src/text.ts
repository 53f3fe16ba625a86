import type { Input } from "./types.ts";

/** A document on its way into the core: text or UTF-8 bytes, and whether positions in it mean something to the caller. */
export interface Source {
  readonly data: string | Uint8Array;
  readonly positions: boolean;
}

/** Reads an input; throws a TypeError for what is no document. */
export function toSource(input: Input, what: string): Source {
  if (typeof input === "string") return { data: input, positions: true };
  if (input instanceof Uint8Array) return { data: input, positions: true };
  if (typeof input !== "object" || input === null) {
    throw new TypeError(`${what} is JSON text, bytes or an object, not ${describe(input)}.`);
  }
  return { data: stringify(input, what), positions: false };
}

/** Text, or a TypeError. */
export function requireText(text: unknown, what: string): string {
  if (typeof text === "string") return text;
  throw new TypeError(`${what} is a string, not ${describe(text)}.`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return `a ${typeof value}`;
}

function stringify(value: object, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cycle = /circular|cyclic/i.test(reason);
    const plain = cycle
      ? "it refers to itself"
      : /bigint/i.test(reason)
        ? "it holds a BigInt"
        : reason;
    throw new TypeError(`${what} can't be written as JSON: ${plain}.`, { cause: error });
  }
  if (text === undefined)
    throw new TypeError(`${what} can't be written as JSON: it is a function.`);
  return text;
}
