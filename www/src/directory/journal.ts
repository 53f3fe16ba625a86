import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Definitions } from "../definitions/documents.ts";
import type { TextRequest } from "./protocol.ts";

/** A request that changed something. Handled again with the same time and ids it changes the same. */
export interface RequestRecord {
  readonly kind: "request";
  /** The key of the record that it was done on top of; 0 is the empty directory. */
  readonly parent: number;
  readonly time: string;
  /** What was given for ids and salts, in their order. */
  readonly ids: readonly string[];
  readonly profile: string;
  /** The reader's own schemas and resource types, where they are others than before. */
  readonly definitions?: Definitions;
  /** Without Authorization: what lets somebody in is never stored. */
  readonly request: TextRequest;
}

/** All resources of the directory, whatever was before. */
export interface FillingRecord {
  readonly kind: "filling";
  readonly parent: number;
  readonly title: string;
  /** The reader's own schemas and resource types, where there are any. */
  readonly definitions?: Definitions;
  /** What a service provider exports, as gzip. */
  readonly state: ArrayBuffer;
}

/** What counts from here on is another record: after rewinding, and after taking that back. */
export interface MoveRecord {
  readonly kind: "move";
  readonly parent: number;
  readonly to: number;
}

export type JournalRecord = RequestRecord | FillingRecord | MoveRecord;

export interface Keyed {
  readonly key: number;
  readonly record: JournalRecord;
}

/** What keeps the records of a directory. A record is kept once `append` has returned. */
export interface Journal {
  /** Whether it outlives the tab. */
  readonly stored: boolean;
  /** The records behind a key, in order. */
  after(key: number): Promise<Keyed[]>;
  /** @throws Where there is no room. */
  append(record: JournalRecord): Promise<number>;
  /** Takes records that can't be used out of the way, without losing them. */
  setAside(keys: readonly number[], reason: string): Promise<void>;
}

interface Schema extends DBSchema {
  records: { key: number; value: JournalRecord };
  aside: { key: number; value: { time: string; reason: string; records: unknown[] } };
}

const NAME = "scimlens-directory";
const VERSION = 1;

/** The journal of this browser, which all tabs share. */
export class StoredJournal implements Journal {
  readonly stored = true;
  readonly #database: IDBPDatabase<Schema>;

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  static async open(): Promise<StoredJournal> {
    const database = await openDB<Schema>(NAME, VERSION, {
      upgrade(made) {
        made.createObjectStore("records", { autoIncrement: true });
        made.createObjectStore("aside", { autoIncrement: true });
      },
    });
    return new StoredJournal(database);
  }

  async after(key: number): Promise<Keyed[]> {
    const range = IDBKeyRange.lowerBound(key, true);
    const reading = this.#database.transaction("records");
    const [keys, records] = await Promise.all([
      reading.store.getAllKeys(range),
      reading.store.getAll(range),
    ]);
    return keys.map((key, index) => ({ key, record: records[index] as JournalRecord }));
  }

  async append(record: JournalRecord): Promise<number> {
    // Strict: on the disk, not on its way there.
    const writing = this.#database.transaction("records", "readwrite", { durability: "strict" });
    const [key] = await Promise.all([writing.store.add(record), writing.done]);
    return key;
  }

  async setAside(keys: readonly number[], reason: string): Promise<void> {
    const writing = this.#database.transaction(["records", "aside"], "readwrite");
    const records = writing.objectStore("records");
    const kept: unknown[] = [];
    for (const key of keys) {
      kept.push(await records.get(key));
      await records.delete(key);
    }
    const time = new Date().toISOString();
    await writing.objectStore("aside").add({ time, reason, records: kept });
    await writing.done;
  }
}

/** A journal where the browser lets nothing be stored. */
export class FleetingJournal implements Journal {
  readonly stored = false;
  readonly #records: Keyed[] = [];
  #last = 0;

  async after(key: number): Promise<Keyed[]> {
    return this.#records.filter(one => one.key > key);
  }

  async append(record: JournalRecord): Promise<number> {
    this.#last++;
    this.#records.push({ key: this.#last, record });
    return this.#last;
  }

  async setAside(keys: readonly number[]): Promise<void> {
    for (const key of keys) {
      const at = this.#records.findIndex(one => one.key === key);
      if (at >= 0) this.#records.splice(at, 1);
    }
  }
}
