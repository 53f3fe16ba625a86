import { load, store } from "./storage.ts";
import { Value } from "./value.ts";

/** How long typing may pause before the state is written, in milliseconds. */
const PAUSE = 250;

/** Reads one field of what was stored; undefined when it is not of that shape. */
export type Reader<T> = (stored: unknown) => T | undefined;

/** A record of text fields and choices, each with how it is read. */
export type Readers<T> = { [K in keyof T]: Reader<T[K]> };

export const text: Reader<string> = stored => (typeof stored === "string" ? stored : undefined);

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return stored => choices.find(choice => choice === stored);
}

/** What an earlier version of the page did not store has a value that stands for it. */
export function since<T>(read: Reader<T>, before: T): Reader<T> {
  return stored => (stored === undefined ? before : read(stored));
}

/** A list of what another reader reads; what it can't read makes the whole unreadable. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return stored => {
    if (!Array.isArray(stored)) return undefined;
    const items = stored.map(read);
    return items.every(item => item !== undefined) ? (items as T[]) : undefined;
  };
}

/** A record whose fields have readers of their own. */
export function record<T extends object>(readers: Readers<T>): Reader<T> {
  return stored => (isRecord(stored) ? readFields(stored, readers) : undefined);
}

export const number: Reader<number> = stored =>
  Number.isFinite(stored) ? (stored as number) : undefined;

/** The version of the shape of what is stored; another one is kept aside. */
const VERSION = 1;

/** All states there are, by name; that of a room is called as the room is. */
const states = new Map<string, Saved<object>>();

/** The state of that name, once the code that it belongs to is there. */
export function savedState(name: string): Saved<object> | undefined {
  return states.get(name);
}

/** The state of a room. It outlives a reload and a killed tab. */
export class Saved<T extends object> extends Value<T> {
  readonly #name: string;
  readonly #readers: Readers<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, title: string, initial: T, readers: Readers<T>) {
    super(load(name, title, stored => readState(stored, readers)) ?? initial);
    this.#name = name;
    this.#readers = readers;
    states.set(name, this as unknown as Saved<object>);
    addEventListener("pagehide", () => this.#write());
    document.addEventListener("visibilitychange", () => this.#write());
  }

  /** Changes some fields. */
  update(change: Partial<T>): void {
    this.set({ ...this.now, ...change });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), PAUSE);
  }

  /** Takes a state that comes from elsewhere. False where it is not one of this room; nothing has changed then. */
  adopt(state: unknown): boolean {
    const read = isRecord(state) ? readFields(state, this.#readers) : undefined;
    if (read === undefined) return false;
    this.update(read);
    return true;
  }

  #write(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    store(this.#name, { version: VERSION, state: this.now });
  }
}

function readState<T extends object>(stored: unknown, readers: Readers<T>): T | undefined {
  if (!isRecord(stored) || stored["version"] !== VERSION || !isRecord(stored["state"]))
    return undefined;
  return readFields(stored["state"], readers);
}

function readFields<T extends object>(
  stored: Record<string, unknown>,
  readers: Readers<T>,
): T | undefined {
  const state: Partial<T> = {};
  for (const key of Object.keys(readers) as (keyof T & string)[]) {
    const value = readers[key](stored[key]);
    if (value === undefined) return undefined;
    state[key] = value;
  }
  return state as T;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
