import { createHash } from "node:crypto";
import { type FileHandle, open, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { reason, trouble } from "../exit.ts";

/** What the file begins with; the number grows with the format. */
const MAGIC = "scimlens-journal/2\n";
/** Of the versions before, which are read as well; it differs in more than a byte that may be damaged. */
const EARLIER = ["scimlens-journal-1\n"];

/** A journal is made anew when the changes in it are so many times as long as its snapshot, and no shorter than this. */
const TIMES = 4;
const LEAST = 1 << 20;

/** What a record is: everything, or what has changed since the one before. */
export type RecordKind = "snapshot" | "changes";

export interface JournalRecord {
  kind: RecordKind;
  text: string;
}

/** What was found in a journal. */
export interface Found {
  records: JournalRecord[];
  /** Where the readable part ends, in bytes. */
  end: number;
  /** How many bytes behind it are a record that was cut off while it was written. */
  torn: number;
}

/** How a journal is kept short while it is written to. */
export interface Renewal {
  /** All that there is, every change that was given to `append` included. */
  snapshot: () => string;
  /** What went wrong; the journal goes on as it was. */
  failed: (error: unknown) => void;
  /** Bytes of changes that are no reason to make it anew; 1 MiB by default. */
  least?: number;
}

interface Waiting {
  text: string;
  weight: number;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * A file that holds a snapshot and every change since. Each record says how long it is and has a checksum; it is on the
 * disk before anybody is told that it is there.
 *
 * When the changes have grown to several times the snapshot, a file with a new snapshot takes its place, which has all
 * that was waiting to be written.
 */
export class Journal {
  readonly path: string;
  readonly #renewal: Renewal | undefined;
  #file: FileHandle;
  #size: number;
  /** What is in it beside the snapshot, in bytes, and when that is too much. */
  #grown = 0;
  #most: number;
  #waiting: Waiting[] = [];
  #flushing = false;
  #broken: unknown;

  private constructor(path: string, { file, size }: Begun, renewal: Renewal | undefined) {
    this.path = path;
    this.#renewal = renewal;
    this.#file = file;
    this.#size = size;
    this.#most = mostFor(size, renewal);
  }

  /** Begins a journal with a snapshot, in place of what is there. */
  static async begin(path: string, snapshot: string, renewal?: Renewal): Promise<Journal> {
    try {
      const begun = await begin(path, snapshot);
      await syncFolder(dirname(path));
      return new Journal(path, begun, renewal);
    } catch (error) {
      throw trouble(`${path}: the journal can't be written: ${reason(error)}.`);
    }
  }

  /** Puts changes on the disk; many at once share one write. `weight`: they count as so many bytes more. */
  append(text: string, weight = 0): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#broken !== undefined) return failed(this.#broken);
      this.#waiting.push({ text, weight, done, failed });
      if (!this.#flushing) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#waiting.length > 0) {
      if (this.#renewal !== undefined && this.#grown > this.#most && (await this.#renew()))
        continue;
      const batch = this.#waiting.splice(0);
      const bytes = Buffer.from(
        batch.map(({ text }) => record({ kind: "changes", text })).join(""),
      );
      try {
        await this.#write(bytes);
        this.#grown += bytes.length + batch.reduce((sum, { weight }) => sum + weight, 0);
        for (const { done } of batch) done();
      } catch (error) {
        // What is on the disk now nobody knows; a record behind it might be taken for a part of it.
        this.#fail(error, batch);
      }
    }
    this.#flushing = false;
  }

  /** Begins anew. What waits is in the snapshot; it is told so once that is on the disk. */
  async #renew(): Promise<boolean> {
    const batch = this.#waiting.splice(0);
    const { snapshot, failed } = this.#renewal as Renewal;
    const before = this.#file;
    try {
      const { file, size } = await begin(this.path, snapshot());
      [this.#file, this.#size, this.#grown] = [file, size, 0];
      this.#most = mostFor(size, this.#renewal);
    } catch (error) {
      this.#waiting.unshift(...batch);
      this.#most = this.#grown * 2;
      failed(error);
      return false;
    }
    await before.close().catch(() => undefined);
    try {
      await syncFolder(dirname(this.path));
      for (const { done } of batch) done();
    } catch (error) {
      // After a crash the file of before might be back.
      this.#fail(error, batch);
    }
    return true;
  }

  #fail(error: unknown, batch: Waiting[]): void {
    this.#broken = error;
    for (const { failed } of [...batch, ...this.#waiting.splice(0)]) failed(error);
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const rest = bytes.length - from;
      const { bytesWritten } = await this.#file.write(bytes, from, rest, this.#size + from);
      from += bytesWritten;
    }
    await this.#file.datasync();
    this.#size += bytes.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

interface Begun {
  file: FileHandle;
  size: number;
}

const mostFor = (size: number, renewal: Renewal | undefined) =>
  Math.max(size * TIMES, renewal?.least ?? LEAST);

/** Puts a file with a snapshot on the disk, in the place of what is there once that is done. */
async function begin(path: string, snapshot: string): Promise<Begun> {
  const beside = `${path}.${process.pid}.tmp`;
  let file: FileHandle | undefined;
  try {
    // Whoever may read it may read hashes of passwords.
    const bytes = Buffer.from(MAGIC + record({ kind: "snapshot", text: snapshot }));
    file = await open(beside, "w", 0o600);
    await file.writeFile(bytes);
    await file.sync();
    await rename(beside, path);
    return { file, size: bytes.length };
  } catch (error) {
    await file?.close().catch(() => undefined);
    await unlink(beside).catch(() => undefined);
    throw error;
  }
}

/** The bytes of a journal; undefined where there is none yet. */
export async function readJournal(path: string): Promise<Buffer | undefined> {
  try {
    if ((await stat(path)).size === 0) return undefined;
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw trouble(`${path}: the journal can't be read: ${reason(error)}.`);
  }
}

/**
 * Reads what is in a journal. A last record without its end is no part of it: nobody was told that it is there. Any other
 * that can't be read is damaged: it was on the disk, somebody may have been told so, and what follows can't be trusted
 * without it.
 */
export function readRecords(bytes: Buffer, path: string): Found {
  if (![MAGIC, ...EARLIER].includes(bytes.toString("latin1", 0, MAGIC.length)))
    throw trouble(`${path}: it is no journal of this version of scimlens. It was left as it is.`);
  const records: JournalRecord[] = [];
  let at = MAGIC.length;
  while (at < bytes.length) {
    const next = recordAt(bytes, at);
    if (next === undefined) {
      if (isTorn(bytes, at)) break;
      const behind = nextRecord(bytes, at + 1);
      const follows =
        behind === undefined
          ? "it is the last one, and it was whole, so it may have been acknowledged"
          : `an intact one follows at byte ${behind}`;
      const what = `the record at byte ${at} is damaged; ${follows}`;
      throw trouble(`${path}: ${what}. The journal was left as it is; ${advice(at, behind)}.`);
    }
    records.push(next.record);
    at = next.end;
  }
  if (records[0]?.kind !== "snapshot")
    throw trouble(`${path}: its first record, the snapshot, is damaged. It was left as it is.`);
  return { records, end: at, torn: bytes.length - at };
}

function advice(at: number, behind: number | undefined): string {
  const backup = "restore it from a backup";
  if (behind !== undefined || at === MAGIC.length) return backup;
  return `${backup}, or cut it to ${at} bytes to go on without that change`;
}

/**
 * Whether what begins there is a record without its end: its head, or the rest of what the head announces, stops where
 * the file does, or where nothing but space that was reserved follows.
 */
function isTorn(bytes: Buffer, at: number): boolean {
  let end = bytes.length;
  while (end > at && bytes[end - 1] === 0) end--;
  const head = HEAD.exec(bytes.toString("latin1", at, Math.min(at + LONGEST_HEAD, end)));
  if (head === null) return isPartOfHead(bytes.toString("latin1", at, end));
  const [whole, kind = "", length = "", sum = ""] = head;
  const start = at + whole.length;
  if (end > start + Number(length)) return false;
  // A head that says too much, over a record that is all there.
  return checksum(kind, bytes.subarray(start, end - 1)) !== sum;
}

function isPartOfHead(text: string): boolean {
  return ["snapshot ", "changes "].some(kind => {
    const rest = text.startsWith(kind) ? text.slice(kind.length) : undefined;
    return rest === undefined ? kind.startsWith(text) : /^\d{0,10}( [0-9a-f]{0,32})?$/.test(rest);
  });
}

/** Keeps what can't be read beside the journal, for those who want to look at it. */
export async function keepTorn(path: string, bytes: Uint8Array): Promise<string> {
  const beside = `${path}.torn`;
  await writeFile(beside, bytes, { mode: 0o600 });
  return beside;
}

const HEAD = /^(snapshot|changes) (\d{1,10}) ([0-9a-f]{32})\n/;
const LONGEST_HEAD = "snapshot 9999999999 \n".length + 32;

function record({ kind, text }: JournalRecord): string {
  return `${kind} ${Buffer.byteLength(text)} ${checksum(kind, text)}\n${text}\n`;
}

function checksum(kind: string, text: string | Uint8Array): string {
  return createHash("sha256").update(kind).update(text).digest("hex").slice(0, 32);
}

function recordAt(bytes: Buffer, at: number): { record: JournalRecord; end: number } | undefined {
  const head = HEAD.exec(bytes.toString("latin1", at, at + LONGEST_HEAD));
  if (head === null) return undefined;
  const [whole, kind = "", length = "", sum = ""] = head;
  const start = at + whole.length;
  const end = start + Number(length);
  if (bytes[end] !== 0x0a) return undefined;
  const payload = bytes.subarray(start, end);
  if (checksum(kind, payload) !== sum) return undefined;
  return { record: { kind: kind as RecordKind, text: payload.toString() }, end: end + 1 };
}

/** Where the next intact record begins. */
function nextRecord(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf("changes ", from); at >= 0; at = bytes.indexOf("changes ", at + 1))
    if (recordAt(bytes, at) !== undefined) return at;
  return undefined;
}

/** A file that was renamed is there after a crash once its folder is on the disk. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
