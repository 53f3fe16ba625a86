import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Scim } from "scimlens";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { mira, thrownBy } from "./resources.ts";

// Nothing in the package hands out its memory, so the test watches how instances are made.
const memories: WebAssembly.Memory[] = [];
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    memories.push(this.exports["memory"] as WebAssembly.Memory);
  }
};

let scimlens: typeof import("scimlens");
let collect: () => Promise<void>;

beforeAll(async () => {
  scimlens = await import("scimlens");
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  collect = async () => {
    gc();
    await new Promise(resolve => setTimeout(resolve, 10));
  };
});

const pages = () => (memories.at(-1)?.buffer.byteLength ?? 0) / 65_536;

/** Takes all the memory that the module could still ask for, so that what needs more traps. */
function exhaustMemory(): void {
  const memory = memories.at(-1) as WebAssembly.Memory;
  for (let step = 65_536; step > 0; step >>= 1) {
    try {
      memory.grow(step);
      step <<= 1;
    } catch {
      // Less, then.
    }
  }
}

/** Makes the instance trap: by a document that has its place already, and a tape that finds none. */
function trap(scim: Scim): unknown {
  const wide = `[${"0,".repeat(2_000_000)}0]`;
  scim.validate(wide.replaceAll(/./g, " "));
  exhaustMemory();
  return thrownBy(() => scim.validate(wide));
}

describe("free", () => {
  it("gives memory back: making and freeing does not grow it", () => {
    const use = () => {
      const scim = new scimlens.Scim();
      const filter = scim.parseFilter('emails[type eq "work" and value pr]');
      expect(filter.matches(mira)).toBe(true);
      filter.free();
      scim.free();
    };
    for (let round = 0; round < 20; round++) use();
    const before = pages();
    for (let round = 0; round < 300; round++) use();
    expect(pages()).toBe(before);
  });

  it("makes use afterwards a plain error, and a second time is none", () => {
    const scim = new scimlens.Scim();
    const filter = scim.parseFilter("userName pr");
    const orphan = scim.parseFilter("title pr");
    filter.free();
    filter.free();
    const ofFilter = /^This Filter has been freed; parse it again\.$/;
    expect(() => filter.matches(mira)).toThrow(ofFilter);
    expect(() => filter.matches("{}")).toThrow(ofFilter);
    expect(() => filter.ast).toThrow(ofFilter);
    expect(() => filter.attributes).toThrow(ofFilter);
    expect(() => filter.toString()).toThrow(ofFilter);
    scim.free();
    scim.free();
    const ofScim = /^This Scim has been freed; make a new one\.$/;
    for (const call of [
      () => scim.validate(mira),
      () => scim.validator().check(mira),
      () => scim.parseFilter("a pr"),
      () => scim.checkFilter("a pr"),
      () => scim.applyPatch(mira, mira),
      () => scim.schemas,
      () => scim.resourceTypes,
      () => scim.limits,
      () => scim.describe("a"),
      () => orphan.matches(mira),
    ]) {
      expect(thrownBy(call)).toBeInstanceOf(TypeError);
      expect(call).toThrow(ofScim);
    }
    orphan.free();
    expect(scimlens.validate(mira).valid).toBe(true);
  });

  it("is what `using` does", () => {
    const scim = new scimlens.Scim();
    const filter = scim.parseFilter("userName pr");
    filter[Symbol.dispose]();
    scim[Symbol.dispose]();
    expect(() => filter.ast).toThrow(/freed/);
    expect(() => scim.validate(mira)).toThrow(/freed/);
  });

  it("is what the garbage collector does to what was forgotten", async () => {
    const scim = new scimlens.Scim();
    const text = Array.from({ length: 200 }, (_, index) => `a${index} eq "${"x".repeat(50)}"`).join(
      " or ",
    );
    const forget = (count: number) => {
      for (let index = 0; index < count; index++) scim.parseFilter(text).matches({});
    };
    forget(50);
    await collect();
    forget(50);
    await collect();
    const before = pages();
    for (let round = 0; round < 20; round++) {
      forget(50);
      await collect();
    }
    expect(pages() - before).toBeLessThan(before / 2);
    expect(scim.validate(mira).valid).toBe(true);
  });

  it("goes for a toolkit that was forgotten too", async () => {
    const forget = () => {
      for (let index = 0; index < 30; index++) new scimlens.Scim().validate(mira);
    };
    forget();
    await collect();
    const before = pages();
    for (let round = 0; round < 10; round++) {
      forget();
      await collect();
    }
    expect(pages() - before).toBeLessThan(before * 2);
  });
});

describe("filters", () => {
  const others = (scim: Scim) => {
    for (let index = 0; index < 300; index++) scim.parseFilter(`title eq "${index}"`);
  };

  it("answer however many were parsed since", () => {
    const scim = new scimlens.Scim();
    const filters = Array.from({ length: 600 }, (_, index) =>
      scim.parseFilter(`nickName eq "${index}"`, { resourceType: "User" }),
    );
    for (const turn of [filters, [...filters].reverse()]) {
      for (const filter of turn) {
        const index = filters.indexOf(filter);
        expect(filter.toString()).toBe(`nickName eq "${index}"`);
        expect(filter.matches(`{"nickName":"${index}"}`)).toBe(true);
        expect(filter.matches({ nickName: `${index}` })).toBe(true);
        expect(filter.matches({ nickName: `${index + 1}é` })).toBe(false);
      }
    }
  });

  it("answer when the resource's own code parses others meanwhile", () => {
    const scim = new scimlens.Scim();
    const filter = scim.parseFilter('nickName eq "é"');
    const written = {
      toJSON: () => {
        others(scim);
        return { nickName: "É" };
      },
    };
    expect(filter.explain(written).result).toBe(true);
    const read = {
      get nickName() {
        others(scim);
        return "É";
      },
    };
    expect(filter.matches(read)).toBe(true);
    expect(filter.toString()).toBe('nickName eq "é"');
  });

  it("are asked of a set of another toolkit, and of one that was freed never", () => {
    const [one, other] = [new scimlens.Scim(), new scimlens.Scim()];
    const filter = one.parseFilter('userName eq "mira"');
    others(one);
    const set = other.load([mira, { ...mira, userName: "otto" }]);
    expect(set.count(filter)).toBe(set.count('userName eq "mira"'));
    expect([...set.select(filter)]).toEqual([...set.select('userName eq "mira"')]);
    filter.free();
    expect(() => set.count(filter)).toThrow(/^This Filter has been freed; parse it again\.$/);
  });

  it("leave as they were what is kept when one is refused or freed", () => {
    const scim = new scimlens.Scim();
    const filters = Array.from({ length: 256 }, (_, index) => scim.parseFilter(`a${index} pr`));
    expect(() => scim.parseFilter("a = 1")).toThrow(scimlens.ScimError);
    for (const filter of filters.filter((_, index) => index % 2)) filter.free();
    others(scim);
    for (const filter of filters.filter((_, index) => index % 2)) filter.free();
    const again = scim.parseFilter("b pr");
    for (const [index, filter] of filters.entries())
      if (index % 2 === 0) expect(filter.matches(`{"a${index}":1}`)).toBe(true);
    expect(again.matches('{"b":1}')).toBe(true);
  });

  it("that are long are kept in less number", () => {
    const scim = new scimlens.Scim();
    const long = (index: number) => `a${index} eq "${"x".repeat(60_000)}"`;
    const use = (filters: number) => {
      for (let index = 0; index < filters; index++) scim.parseFilter(long(index)).matches("{}");
    };
    use(20);
    const before = pages();
    use(200);
    expect(pages()).toBe(before);
    const filters = [0, 1, 2, 3, 4, 5, 6, 7].map(index => scim.parseFilter(long(index)));
    for (const [index, filter] of filters.entries()) expect(filter.toString()).toBe(long(index));
  });
});

describe("a trap", () => {
  it("becomes a ScimInternalError, and everything goes on with a fresh instance", async () => {
    const scim = new scimlens.Scim();
    const filter = scim.parseFilter("userName pr");
    const forgotten = () => {
      for (let index = 0; index < 50; index++) scim.parseFilter("a pr and b pr").matches({});
    };
    forgotten();
    const report = scim.validate('{"schemas":[],"x":1,}');
    const { ast } = filter;
    const instances = memories.length;
    const error = trap(scim);
    expect(error).toBeInstanceOf(scimlens.ScimInternalError);
    expect((error as Error).message).toBe("scimlens failed inside; the next call starts afresh.");
    expect((error as Error).cause).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(memories.length).toBe(instances);

    expect(scim.validate(mira).valid).toBe(true);
    expect(memories.length).toBe(instances + 1);
    expect(filter.matches(mira)).toBe(true);
    expect(filter.ast).toBe(ast);
    expect(filter.toString()).toBe("userName pr");
    expect(report.render("text")).toContain("schemas");
    expect(scim.validate(`[${"0,".repeat(1_000_000)}0]`).counts.error).toBe(1);
    expect(scimlens.validate(mira).valid).toBe(true);
    await collect();
    expect(scim.validate(mira).valid).toBe(true);
    filter.free();
    scim.free();
  });

  it("leaves handles of the old instance harmless, freed or collected", async () => {
    const uncaught = vi.fn();
    process.on("uncaughtException", uncaught);
    const scim = new scimlens.Scim();
    const [kept, filters] = [scim.parseFilter("a pr"), [scim.parseFilter("b pr")]];
    expect(trap(scim)).toBeInstanceOf(scimlens.ScimInternalError);
    kept.free();
    scim.free();
    filters.length = 0;
    for (let round = 0; round < 5; round++) await collect();
    expect(uncaught).not.toHaveBeenCalled();
    process.off("uncaughtException", uncaught);
    expect(scimlens.validate(mira).valid).toBe(true);
  });

  it("does not stay away where the options were one's own", () => {
    const scim = new scimlens.Scim({ limits: { depth: 5 } });
    expect(trap(scim)).toBeInstanceOf(scimlens.ScimInternalError);
    expect(scim.limits.depth).toBe(5);
    expect(scim.validate("[[[[[[]]]]]]").diagnostics[0]?.code).toBe("json/depth");
  });

  it("is what the end of JavaScript's stack comes to, wherever it is met", () => {
    const scim = new scimlens.Scim();
    const filter = scim.parseFilter("userName pr");
    const text = JSON.stringify(mira);
    const seen = new Set<string>();
    const attempt = () => {
      try {
        scim.validate(text).diagnostics;
        filter.matches(text);
        filter.matches(mira);
        seen.add("answered");
      } catch (error) {
        seen.add((error as Error).name);
      }
    };
    const descend = (): void => {
      try {
        descend();
      } catch {
        // Here there is nearly no stack left; a few frames up there is a little more.
      }
      attempt();
    };
    const limit = 4000;
    let depth = 0;
    const bounded = (): void => {
      depth++;
      try {
        bounded();
      } finally {
        if (depth-- > limit) attempt();
      }
    };
    descend();
    expect(() => bounded()).toThrow(RangeError);
    expect(["RangeError", "ScimInternalError", "answered"]).toEqual(
      expect.arrayContaining([...seen]),
    );
    expect(seen.size).toBeGreaterThan(1);
    expect(scim.validate(text).valid).toBe(true);
    expect(filter.matches(text) && filter.matches(mira)).toBe(true);
  });
});
