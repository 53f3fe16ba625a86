import { type Definitions, NO_DEFINITIONS } from "../definitions/documents.ts";
import type { JournalRecord, Keyed } from "./journal.ts";

/** A record that changes resources. */
export type Change = Exclude<JournalRecord, { kind: "move" }>;

export interface KeyedChange {
  readonly key: number;
  readonly record: Change;
  /** The schemas and resource types that it was done with. */
  readonly definitions: Definitions;
}

/**
 * The records as what they are: a tree. Each stands on the one that it was done on top of; rewinding moves to another
 * one, and nothing is forgotten by it.
 */
export class Lineage {
  readonly #records = new Map<number, JournalRecord>();
  #last = 0;
  #head = 0;

  /** The last record that was read. */
  get last(): number {
    return this.#last;
  }

  /** The record that the directory is at; 0 is the empty one. */
  get head(): number {
    return this.#head;
  }

  /** @throws RangeError for what no record is, or stands on none. */
  add({ key, record }: Keyed): void {
    if (!isRecord(record)) throw new RangeError("A record that is none.");
    const known = (one: number) => one === 0 || this.#records.has(one);
    if (!known(record.parent) || (record.kind === "move" && !known(record.to)))
      throw new RangeError("A record that stands on none.");
    this.#records.set(key, record);
    this.#last = Math.max(this.#last, key);
    this.#head = record.kind === "move" ? record.to : key;
  }

  /** The schemas and resource types that the last change was done with. */
  get definitions(): Definitions {
    return this.pathTo(this.#head).at(-1)?.definitions ?? NO_DEFINITIONS;
  }

  /** The changes that lead to a record, from the last filling on. */
  pathTo(key: number): KeyedChange[] {
    const path: { key: number; record: Change }[] = [];
    for (let at = key; at !== 0; ) {
      const record = this.#records.get(at);
      if (record === undefined) break;
      if (record.kind === "move") {
        at = record.to;
        continue;
      }
      path.push({ key: at, record });
      if (record.kind === "filling") break;
      at = record.parent;
    }
    let definitions = NO_DEFINITIONS;
    return path.reverse().map(({ key, record }) => {
      definitions = record.definitions ?? definitions;
      return { key, record, definitions };
    });
  }

  /** The record that a filling or the beginning stands for: what rewinding to the beginning means. */
  beginning(): number {
    const first = this.pathTo(this.#head)[0];
    return first?.record.kind === "filling" ? first.key : 0;
  }

  /** What the last rewinding or filling took away, if nothing was done since: where to go to undo it, and its name. */
  undo(): { to: number; what: string } | undefined {
    const record = this.#records.get(this.#last);
    if (record === undefined || record.kind === "request") return undefined;
    if (record.parent === 0 && record.kind === "filling") return undefined;
    const what = record.kind === "move" ? "going back" : `“${record.title}”`;
    return { to: record.parent, what };
  }
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  if (!Number.isSafeInteger(record["parent"]) || !areDefinitions(record["definitions"]))
    return false;
  switch (record["kind"]) {
    case "move":
      return Number.isSafeInteger(record["to"]);
    case "filling":
      return record["state"] instanceof ArrayBuffer && typeof record["title"] === "string";
    case "request":
      return (
        typeof record["time"] === "string" &&
        typeof record["profile"] === "string" &&
        Array.isArray(record["ids"]) &&
        typeof (record["request"] as TextRecord | undefined)?.url === "string"
      );
    default:
      return false;
  }
}

function areDefinitions(value: unknown): boolean {
  if (value === undefined) return true;
  const { schemas, resourceTypes } = (value ?? {}) as Record<string, unknown>;
  return [schemas, resourceTypes].every(
    list => Array.isArray(list) && list.every(text => typeof text === "string"),
  );
}

interface TextRecord {
  readonly url?: unknown;
}
