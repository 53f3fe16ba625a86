// Memory after many handles and many large documents is what it was after a few. SCIMLENS_LEAKS=full takes the whole
// numbers, 100,000 handles (toolkits and service providers: a tenth) and 10,000 validations of 1 MB, for half an hour; else it is a hundredth.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Scim } from "scimlens";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { mira } from "./resources.ts";

const FULL = process.env["SCIMLENS_LEAKS"] === "full";
const HANDLES = FULL ? 100_000 : 1_000;
const DOCUMENTS = FULL ? 10_000 : 100;
/** Before this many, memory may still find its size. */
const WARM_UP = 0.2;

// Nothing in the package hands out its memory, so the test watches how the instance is made.
let memory: WebAssembly.Memory;
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    memory = this.exports["memory"] as WebAssembly.Memory;
  }
};

let scim: Scim;
let scimlens: typeof import("scimlens");
let gc: () => void;

if (FULL) vi.setConfig({ testTimeout: 3_600_000 });

beforeAll(async () => {
  scimlens = await import("scimlens");
  scim = new scimlens.Scim();
  setFlagsFromString("--expose-gc");
  gc = runInNewContext("gc");
});

const turn = () => new Promise(resolve => setTimeout(resolve, 0));

/** Collects, and lets the finalizers run, until the heap no longer shrinks. */
async function settled(): Promise<{ wasm: number; heap: number }> {
  let heap = Number.POSITIVE_INFINITY;
  for (;;) {
    gc();
    await turn();
    const now = process.memoryUsage().heapUsed;
    if (now >= heap * 0.999) return { wasm: memory.buffer.byteLength, heap: now };
    heap = now;
  }
}

/** Does something many times; memory must not grow after the beginning. `slack` is for what waits for the collector. */
async function steady(times: number, every: number, use: () => void, slack = 0): Promise<void> {
  let done = 0;
  const until = async (goal: number) => {
    while (done < goal) {
      use();
      if (++done % every === 0) {
        gc();
        await turn();
      }
    }
  };
  await until(times * WARM_UP);
  const before = await settled();
  await until(times);
  const after = await settled();
  expect(after.wasm - before.wasm).toBeLessThanOrEqual(slack);
  expect(after.heap - before.heap).toBeLessThan(4 << 20);
}

describe(`after ${HANDLES} handles memory is what it was`, () => {
  const text = 'emails[type eq "work" and value ew "@shop.example"] or not (title pr)';
  const rows = new TextEncoder().encode(`${JSON.stringify(mira)}\n{"userName":7}\n`);

  it("for filters that are freed", async () => {
    await steady(HANDLES, 10_000, () => {
      const filter = scim.parseFilter(text, { resourceType: "User" });
      filter.matches(mira);
      filter.free();
    });
  });

  it("for filters that are forgotten", async () => {
    // What the collector has not come to yet may take a few pages more or less.
    await steady(
      HANDLES,
      HANDLES / 100,
      () => void scim.parseFilter(text, { resourceType: "User" }).matches(mira),
      1 << 20,
    );
  });

  it("for streams that are finished, and such that are freed before", async () => {
    await steady(HANDLES, 10_000, () => {
      const finished = scim.stream({ resourceType: "User" });
      finished.push(rows);
      finished.finish();
      const freed = scim.stream();
      freed.push(rows.subarray(0, 20));
      freed.free();
    });
  });

  it("for sets", async () => {
    await steady(HANDLES, 10_000, () => {
      const set = scim.load([mira, { ...mira, title: "Buyer" }]);
      expect(set.count("title pr")).toBe(1);
      set.free();
    });
  });

  it("for service providers", async () => {
    await steady(HANDLES / 10, 1_000, () => {
      const provider = scim.createService();
      const made = provider.handle({ method: "POST", url: "/Users", body: mira });
      expect(made.status).toBe(201);
      provider.free();
    });
  });

  it("for toolkits", async () => {
    await steady(HANDLES / 10, 1_000, () => {
      const own = new scimlens.Scim({ profile: "entra" });
      own.validate(mira);
      own.free();
    });
  });

  it("for reports, patches and refusals, which have none", async () => {
    const patch = (op: string) => ({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op, path: "title", value: "Buyer" }],
    });
    await steady(HANDLES, 10_000, () => {
      void scim.validate(mira).diagnostics;
      void scim.applyPatch(mira, patch("add")).resource;
      expect(() => scim.applyPatch(mira, patch("put"))).toThrow(scimlens.ScimError);
      expect(() => scim.parseFilter("(")).toThrow(scimlens.ScimError);
    });
  });
});

describe(`after ${DOCUMENTS} documents of 1 MB memory is what it was`, () => {
  const row = (index: number) => ({
    ...mira,
    userName: `mira${index}`,
    active: index % 100 ? true : "yes",
  });
  const list = (rows: number) => ({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: rows,
    Resources: Array.from({ length: rows }, (_, index) => row(index)),
  });
  const rows = Math.ceil(1_000_000 / JSON.stringify(row(10)).length);
  const text = JSON.stringify(list(rows));

  it("for validations of text", async () => {
    expect(text.length).toBeGreaterThan(1_000_000);
    await steady(DOCUMENTS, 100, () => {
      const report = scim.validate(text, { operation: "read" });
      expect(report.counts.error).toBeGreaterThan(0);
      void report.diagnostics;
    });
  });

  it("for validations of bytes of growing and shrinking length", async () => {
    const bytes = new TextEncoder().encode(text);
    let turns = 0;
    await steady(DOCUMENTS, 100, () => {
      const length = bytes.length - ((turns++ * 7919) % 100_000);
      scim.validate(bytes.subarray(0, length));
    });
  });
});
