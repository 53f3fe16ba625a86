import type { Glue } from "./instance.ts";
import type { KeptText } from "./kept-text.ts";
import type { PatchResult } from "./types.ts";

type Told = Pick<PatchResult, "notes" | "steps">;

const resources = new WeakMap<object, unknown>();

/** One for all results: an object whose getter is its own costs more than a PATCH. */
const RESOURCE: PropertyDescriptor & ThisType<PatchResult> = {
  get() {
    let resource = resources.get(this);
    if (resource === undefined) {
      resource = JSON.parse(this.json);
      resources.set(this, resource);
    }
    return resource;
  },
  enumerable: true,
  configurable: true,
};

/**
 * Reads what the core answers to a PATCH, before the next call. At an address it has six numbers: whether the resource
 * has changed; how many characters it begins with, and ends with, that are those of the text before; the address of a
 * text, and how many bytes of it are what stands between, and how many are `{"notes", "steps"}`.
 */
export function patchResult(glue: Glue, address: number, before = ""): PatchResult {
  const words = glue.words();
  const number = (at: number) => words[(address >>> 2) + at] as number;
  const [head, tail, text, bytes, rest] = [number(1), number(2), number(3), number(4), number(5)];
  const changed = number(0) === 1;
  const middle = bytes === 0 ? "" : glue.text(text, bytes);
  const told: Told =
    rest === 0 ? { notes: [], steps: [] } : JSON.parse(glue.text(text + bytes, rest));
  const result = Object.defineProperty({}, "resource", RESOURCE) as {
    -readonly [name in keyof PatchResult]: PatchResult[name];
  };
  result.json =
    head === 0 && tail === 0
      ? middle
      : before.slice(0, head) + middle + before.slice(before.length - tail);
  result.changed = changed;
  result.steps = told.steps;
  result.notes = told.notes;
  return result;
}

/** Whether an answer is one for {@link keptResult}. */
export const isKept = (glue: Glue, address: number) => (glue.words()[address >>> 2] as number) > 1;

/** The same for a resource that stays inside: `next` is told what undoes the change, and gives the text. */
export function keptResult(
  glue: Glue,
  address: number,
  next: (undo: string) => KeptText,
): PatchResult {
  const { json: undo, steps, notes } = patchResult(glue, address);
  const words = glue.words();
  const changed = words[address >>> 2] === 3;
  const text = next(undo);
  let resource: unknown;
  return {
    get resource() {
      resource ??= JSON.parse(text.read());
      return resource;
    },
    get json() {
      return text.read();
    },
    changed,
    steps,
    notes,
  };
}
