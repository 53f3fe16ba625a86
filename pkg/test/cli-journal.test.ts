// The journal of `scimlens serve`, as a file.
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal, readJournal, readRecords } from "../src/cli/serve/journal.ts";
import { lock } from "../src/cli/serve/lock.ts";
import { State, weightOf } from "../src/cli/serve/state.ts";
import { folder } from "./cli.ts";

let dir: ReturnType<typeof folder>;
let path: string;
beforeEach(() => {
  dir = folder();
  path = join(dir.path, "journal");
});
afterEach(() => dir.remove());

async function written(...changes: string[]): Promise<Buffer> {
  const journal = await Journal.begin(path, "head\nsnapshot é\n");
  for (const change of changes) await journal.append(change);
  await journal.close();
  return readFileSync(path);
}

const texts = (bytes: Buffer) => readRecords(bytes, "j").records.map(({ text }) => text);

describe("the journal", () => {
  it("has the snapshot and each change, in order", async () => {
    expect(await readJournal(path)).toBeUndefined();
    const bytes = await written("+one\n", "", "+zwö 😀\n-x\n");
    expect(texts(bytes)).toEqual(["head\nsnapshot é\n", "+one\n", "", "+zwö 😀\n-x\n"]);
    expect((await readJournal(path))?.equals(bytes)).toBe(true);
    await written("+later\n");
    expect(texts(readFileSync(path))).toEqual(["head\nsnapshot é\n", "+later\n"]);
  });

  it("has what was appended at once, too, before anybody is told", async () => {
    const journal = await Journal.begin(path, "s");
    const all = Array.from({ length: 300 }, (_, index) => `+${index}\n`);
    await Promise.all(
      all.map(async (text, index) => {
        await journal.append(text);
        expect(readFileSync(path, "utf8")).toContain(`\n+${index}\n\n`);
      }),
    );
    await journal.close();
    expect(texts(readFileSync(path))).toEqual(["s", ...all]);
  });

  it("loses the last record alone where it was cut, wherever that was", async () => {
    const bytes = await written("+one\n", "+two\n");
    const whole = texts(bytes);
    const before = await written("+one\n");
    for (let cut = before.length; cut < bytes.length; cut++) {
      const found = readRecords(bytes.subarray(0, cut), "j");
      expect(found.records.map(({ text }) => text)).toEqual(whole.slice(0, 2));
      expect([found.end, found.torn]).toEqual([before.length, cut - before.length]);
    }
    // Space that was reserved and not written is a torn record as well.
    const zeros = Buffer.concat([before, Buffer.alloc(700)]);
    expect(readRecords(zeros, "j")).toMatchObject({ end: before.length, torn: 700 });
  });

  it("is refused where something is damaged and more follows", async () => {
    const bytes = await written("+one\n", "+two\n", "+three\n");
    const third = bytes.length - (await written("+three\n")).length + (await written()).length;
    fc.assert(
      fc.property(fc.nat(third - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        expect(() => readRecords(damaged, "j")).toThrow(/^j: .*left as it is|^j: .*left as it was/);
      }),
      { numRuns: 500 },
    );
    writeFileSync(path, bytes);
    truncateSync(path, 30);
    expect(() => readRecords(readFileSync(path), "j")).toThrow("its first record");
    expect(() => readRecords(Buffer.from("{}"), "j")).toThrow("no journal of this version");
  });

  it("is refused where its last record is whole and damaged", async () => {
    const bytes = await written("+one\n", "+two\n");
    const last = (await written("+one\n")).length;
    const at = fc.integer({ min: last, max: bytes.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        // Zeros at the end are space that was reserved.
        fc.pre(at < bytes.length - 1 || damaged[at] !== 0);
        expect(() => readRecords(damaged, "j")).toThrow(
          `j: the record at byte ${last} is damaged; it is the last one, and it was whole`,
        );
      }),
      { numRuns: 500 },
    );
    const behind = Buffer.concat([bytes, Buffer.from("{}\n")]);
    expect(() => readRecords(behind, "j")).toThrow(`cut it to ${bytes.length} bytes`);
  });

  it("is made anew when it has grown, and loses nothing that was acknowledged", async () => {
    const state: string[] = [];
    const failures: unknown[] = [];
    const renewal = {
      snapshot: () => `head\n${state.join("")}`,
      failed: (error: unknown) => failures.push(error),
      least: 400,
    };
    const journal = await Journal.begin(path, renewal.snapshot(), renewal);
    const sizes: number[] = [];
    for (let round = 0; round < 40; round++) {
      const batch = Array.from({ length: 1 + (round % 7) }, (_, at) => `${round}.${at} é\n`);
      await Promise.all(
        batch.map(async text => {
          state.push(text);
          await journal.append(`+${text}`, round % 5 === 0 ? 50 : 0);
          // What is acknowledged is in the file, in the snapshot or behind it.
          expect(readFileSync(path, "utf8")).toContain(text);
        }),
      );
      const bytes = readFileSync(path);
      const { records, torn } = readRecords(bytes, "j");
      expect(torn).toBe(0);
      const [snapshot, ...changes] = records.map(({ text }) => text);
      const all = `${snapshot}${changes.map(text => text.slice(1)).join("")}`;
      expect(all).toBe(renewal.snapshot());
      sizes.push(bytes.length);
    }
    await journal.close();
    expect(failures).toEqual([]);
    expect(
      Math.min(...sizes.slice(10).map((size, at) => size - (sizes[at + 9] ?? 0))),
    ).toBeLessThan(0);
  });

  it("goes on as it was where it can't be made anew", async () => {
    const failures: unknown[] = [];
    const renewal = {
      snapshot: () => {
        throw new Error("no memory");
      },
      failed: (error: unknown) => failures.push(error),
      least: 100,
    };
    const journal = await Journal.begin(path, "s", renewal);
    const all = Array.from({ length: 20 }, (_, at) => `+${at}\n`);
    for (const text of all) await journal.append(text);
    await journal.close();
    expect(texts(readFileSync(path))).toEqual(["s", ...all]);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThan(6);
  });

  it("of the version before is read", async () => {
    const bytes = await written("+one\n");
    const earlier = Buffer.from(
      bytes.toString("latin1").replace("journal/2", "journal-1"),
      "latin1",
    );
    expect(texts(earlier)).toEqual(texts(bytes));
  });

  it("is given to one process at a time, and not kept by one that is gone", () => {
    const unlock = lock(path);
    expect(readFileSync(`${path}.lock`, "utf8")).toBe(`${process.pid}\n`);
    unlock();
    writeFileSync(`${path}.lock`, `${process.ppid}\n`);
    expect(() => lock(path)).toThrow(`process ${process.ppid} writes to this journal`);
    for (const stale of ["999999999\n", "", "nonsense"]) {
      writeFileSync(`${path}.lock`, stale);
      lock(path)();
    }
  });
});

describe("the state of a journal", () => {
  it("is the snapshot as it was, or with the changes and without a seal", () => {
    const row = (id: string, name: string) => JSON.stringify({ id, name });
    const head = JSON.stringify({ format: "f", baseUrl: "b", resources: 2, seal: "x" });
    const snapshot = `${[head, row("1", "a"), row("2", "b")].join("\n")}\n`;
    const state = new State(snapshot);
    expect(state.text()).toBe(snapshot);
    state.apply(`+${row("3", "c")}\n+${row("1", "d")}\n`);
    state.apply(`-"2"\n+${row("4", "é")}\n`);
    state.apply(`-"4"\n`);
    const facts = JSON.stringify({ format: "f", baseUrl: "b", sealed: false });
    expect(state.text()).toBe(`${[facts, row("1", "d"), row("3", "c")].join("\n")}\n`);
  });

  it("takes what has changed in a long row", () => {
    const change = fc.tuple(fc.nat(40), fc.nat(9), fc.string({ unit: "grapheme", maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 6 }), rounds => {
        let core = JSON.stringify({ id: "1", name: "x".repeat(30) }).slice(0, -1);
        const row = (end: number) => `${core},"meta":${end}}`;
        const state = new State(`{"format":"f"}\n${row(0)}\n`);
        rounds.forEach((changes, round) => {
          const cuts = changes.map(([start, length, come]) => {
            const bytes = Buffer.from(core);
            // Behind the id, and where characters begin.
            let [from, to] = [8 + start, 8 + start + length].map(at => Math.min(at, bytes.length));
            while (((bytes[from as number] ?? 0) & 0xc0) === 0x80) (from as number)--;
            while (((bytes[to as number] ?? 0) & 0xc0) === 0x80) (to as number)++;
            [from, to] = [from as number, to as number];
            const text = JSON.stringify(come).slice(1, -1);
            core = Buffer.concat([
              bytes.subarray(0, from),
              Buffer.from(text),
              bytes.subarray(to),
            ]).toString();
            return [from, to - from, text];
          });
          const facts = { id: "1", cuts, core: Buffer.byteLength(core), tail: `,"meta":${round}}` };
          const line = `~${JSON.stringify(facts)}\n`;
          expect(weightOf(line)).toBe(Buffer.byteLength(core) / 256);
          state.apply(line);
          expect(state.text().split("\n")[1]).toBe(row(round));
        });
      }),
    );
  });
});
