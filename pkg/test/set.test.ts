import fc from "fast-check";
import { parseFilter, type ResourceSet, Scim, ScimError } from "scimlens";
import { afterAll, describe, expect, it } from "vitest";
import { bytes, thrownBy, USER } from "./resources.ts";

const scim = new Scim();
afterAll(() => scim.free());

const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const user = <T extends object>(id: string, userName: string, more: T = {} as T) => ({
  schemas: [USER],
  id,
  userName,
  ...more,
});
const otto = user("1", "otto", { active: true, emails: [{ value: "o@shop.example" }] });
const mira = user("2", "Mira", { active: false, title: "Buyer", password: "x" });
const zoe = user("3", "zoë", { active: true });
const all = [otto, mira, zoe];
const lines = (resources: object[]) => resources.map(one => JSON.stringify(one)).join("\n");
const positions = (set: ResourceSet, filter: string) => [...set.select(filter)];

const patch = (path: string, value: unknown) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "replace", path, value }],
});

describe("load", () => {
  it("reads text, bytes and objects, as lines, an array or a ListResponse", () => {
    const list = JSON.stringify({ totalResults: 3, Resources: all });
    for (const data of [lines(all), JSON.stringify(all), JSON.stringify(all, null, 2), list]) {
      for (const input of [data, bytes(data)]) {
        const set = scim.load(input);
        expect(set.size).toBe(3);
        expect(all.map((_, position) => set.at(position))).toEqual(all);
      }
    }
    expect(scim.load(all).at(2)).toEqual(zoe);
    for (const nothing of ["", "[]", new Uint8Array(), []]) expect(scim.load(nothing).size).toBe(0);
  });

  it("is for more than goes into the core at once, cut at no character", () => {
    const many = Array.from({ length: 4000 }, (_, index) =>
      user(`${index}`, `😀${index}`, { title: "é😀".repeat(index % 90) }),
    );
    for (const data of [lines(many), bytes(lines(many)), many]) {
      const set = scim.load(data);
      expect(set.size).toBe(4000);
      expect(set.at(3999)).toEqual(many[3999]);
      expect(new TextDecoder().decode(set.toNdjson())).toBe(`${lines(many)}\n`);
      set.free();
    }
  });

  it("takes all or none, and names the first row that can't be taken", () => {
    const refusal = (data: string | Uint8Array | object[], toolkit = scim) => {
      const error = thrownBy(() => toolkit.load(data));
      expect(error).toBeInstanceOf(ScimError);
      return (error as ScimError).toJSON();
    };
    expect(refusal(`${lines([otto])}\n{"id":tru}\n{"id":}`)).toMatchObject({
      status: "400",
      scimType: "invalidSyntax",
      detail: expect.stringMatching(/^Row 1, in line 2: .*`tru`/),
    });
    expect(refusal("{}\n7").detail).toBe("Row 1, in line 2: A resource is a JSON object.");
    expect(refusal([{}, [otto]]).detail).toBe("Row 1, in line 2: A resource is a JSON object.");
    expect(refusal("[{}").detail).toMatch(/^Row 1, in line 1: The stream ends/);
    expect(refusal(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])).detail).toMatch(/not UTF-8/);
    const strict = new Scim({ limits: { documentBytes: 50, depth: 3 } });
    expect(refusal([otto], strict).detail).toMatch(/^Row 0, .* the limit is 50\./);
    expect(refusal('{"a":[[[]]]}', strict).detail).toMatch(/^Row 0, /);
  });

  it("throws a TypeError for what is no resource at all", () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    for (const [data, message] of [
      [7, "Resources are text, a Uint8Array or an array of objects, not a number."],
      [undefined, "Resources are text, a Uint8Array or an array of objects, not undefined."],
      [[otto, "x"], "The resource in row 1 is an object, not a string."],
      [[null], "The resource in row 0 is an object, not null."],
      [[cycle], "The resource in row 0 can't be written as JSON: it refers to itself."],
      [[{ a: 1n }], "The resource in row 0 can't be written as JSON: it holds a BigInt."],
    ] as const) {
      const error = thrownBy(() => scim.load(data as never));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toBe(message);
    }
  });
});

describe("select and count", () => {
  it("take text and parsed filters", () => {
    const set = scim.load(all);
    expect(positions(set, "active eq true")).toEqual([0, 2]);
    expect(set.select("active eq true")).toBeInstanceOf(Uint32Array);
    expect(set.count('userName eq "MIRA"')).toBe(1);
    expect(set.count('userName eq "ZOË"')).toBe(1);
    const parsed = scim.parseFilter("active eq true", { resourceType: "User" });
    expect([...set.select(parsed)]).toEqual([0, 2]);
    // Of another toolkit too.
    expect(set.count(parseFilter("title pr"))).toBe(1);
    expect(() => set.count(7 as never)).toThrow("A filter is a string, not a number.");
  });

  it("check a filter against the only resource type there is", () => {
    const set = scim.load(all);
    const error = thrownBy(() => set.select("usrName pr")) as ScimError;
    expect(error.scimType).toBe("invalidFilter");
    expect(error.range).toEqual({ start: 0, end: 7 });
    expect(error.detail).toMatch(/Did you mean `userName`/);
    expect(thrownBy(() => set.count(`${"(".repeat(100_000)}`))).toBeInstanceOf(ScimError);
    // With several, each counts what it doesn't have as having no value.
    const mixed = scim.load([...all, { schemas: [GROUP], id: "g", displayName: "mira" }]);
    expect(positions(mixed, 'displayName eq "MIRA" or userName eq "mira"')).toEqual([1, 3]);
    expect(positions(mixed, "nobody pr")).toEqual([]);
  });

  it("say what `matches` says", () => {
    const values = fc.constantFrom("a", "B", "b", "é", "É", "", "ab", "2026-03-01T08:00:00Z");
    const resources = fc.array(
      fc.record(
        {
          userName: values,
          title: fc.option(values),
          active: fc.boolean(),
          emails: fc.array(
            fc.record({ value: values, type: values, primary: fc.boolean() }, { requiredKeys: [] }),
          ),
          meta: fc.record({ created: values }),
        },
        { requiredKeys: [] },
      ),
      { minLength: 40, maxLength: 80 },
    );
    const path = fc.constantFrom("userName", "title", "emails", "emails.type", "meta.created");
    const op = fc.constantFrom("eq", "ne", "co", "sw", "ew");
    const clause = fc.oneof(
      fc
        .tuple(path, op, values)
        .map(
          ([p, o, v]) =>
            `${p} ${o} ${JSON.stringify(v.startsWith("2") || !p.startsWith("meta") ? v : "2026-03-01T10:00:00+02:00")}`,
        ),
      fc.constantFrom("active eq true", "title pr", "emails pr", "emails.primary eq false"),
      fc
        .tuple(values, values)
        .map(([t, v]) => `emails[type eq ${JSON.stringify(t)} and value co ${JSON.stringify(v)}]`),
    );
    const filter = fc
      .array(clause, { minLength: 1, maxLength: 3 })
      .chain(clauses =>
        fc.constantFrom(
          clauses.join(" and "),
          clauses.join(" or "),
          `not (${clauses.join(" or ")})`,
        ),
      );
    fc.assert(
      fc.property(resources, fc.array(filter, { minLength: 1, maxLength: 4 }), (rows, filters) => {
        const set = scim.load(rows);
        for (const text of filters) {
          const parsed = scim.parseFilter(text, { resourceType: "User" });
          const expected = rows.flatMap((row, at) => (parsed.matches(row) ? [at] : []));
          expect([...set.select(parsed)], text).toEqual(expected);
          expect(set.count(parsed)).toBe(expected.length);
          parsed.free();
        }
        set.free();
      }),
      { numRuns: 60 },
    );
  });
});

describe("query", () => {
  it("answers with a ListResponse", () => {
    const set = scim.load(all);
    expect(
      set.query({
        filter: "active pr",
        sortBy: "userName",
        sortOrder: "descending",
        count: 2,
        attributes: ["userName"],
      }),
    ).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 3,
      itemsPerPage: 2,
      startIndex: 1,
      Resources: [
        { schemas: [USER], id: "3", userName: "zoë" },
        { schemas: [USER], id: "1", userName: "otto" },
      ],
    });
    expect(set.query({}).Resources).toEqual([otto, { ...mira, password: undefined }, zoe]);
    expect(scim.validate(set.query({ count: 1 }), { kind: "list" }).valid).toBe(true);
  });

  it("goes from page to page by cursors, which are those of one set", () => {
    const set = scim.load(all);
    const seen: unknown[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const page: { Resources?: { id: string }[]; nextCursor?: string } = set.query<{ id: string }>(
        {
          count: 2,
          cursor,
        },
      );
      seen.push(page.Resources?.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([["1", "2"], ["3"]]);
    const { nextCursor } = set.query({ count: 2, cursor: "" });
    const other = scim.load(all);
    expect(
      (thrownBy(() => other.query({ count: 2, cursor: nextCursor })) as ScimError).scimType,
    ).toBe("invalidCursor");
  });

  it("refuses what is no query", () => {
    const set = scim.load(all);
    for (const [request, message] of [
      [7, "A query is an object, not a number."],
      [{ count: "2" }, "The option `count` is a number, not a string."],
      [{ attributes: "id" }, "`attributes` is an array of strings, not a string."],
      [{ attributes: [7] }, "Each of `attributes` is a string, not a number."],
      [{ sortBy: 7 }, "The option `sortBy` is a string, not a number."],
    ] as const) {
      const error = thrownBy(() => set.query(request as never));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toBe(message);
    }
    for (const request of [{ count: 1.5 }, { startIndex: Number.NaN }, { sortBy: "nobody" }]) {
      const error = thrownBy(() => set.query(request));
      expect((error as ScimError).scimType, JSON.stringify(request)).toBe("invalidValue");
    }
    expect(set.query({ count: Number.MAX_SAFE_INTEGER, startIndex: -1e15 }).itemsPerPage).toBe(3);
  });
});

describe("at, get and patch", () => {
  it("find a resource by position and by id", () => {
    const set = scim.load(all);
    expect(set.get("2")).toEqual(mira);
    expect(set.get("4")).toBeUndefined();
    for (const position of [3, -1, 0.5, Number.NaN, 2 ** 32])
      expect(() => set.at(position)).toThrow(RangeError);
    expect(() => set.get(2 as never)).toThrow("An id is a string, not a number.");
  });

  it("keep what a PATCH makes of it", () => {
    const set = scim.load(Array.from({ length: 100 }, (_, index) => user(`${index}`, `u${index}`)));
    expect(set.count('title eq "Lead"')).toBe(0);
    const { changed, resource } = set.patch("7", patch("title", "Lead"));
    expect({ changed, resource }).toEqual({
      changed: true,
      resource: user("7", "u7", { title: "Lead" }),
    });
    expect(set.get("7")).toEqual(resource);
    expect(positions(set, 'title eq "LEAD"')).toEqual([7]);
    expect(set.patch("7", patch("title", "Lead")).changed).toBe(false);
    for (let id = 0; id < 60; id++) set.patch(`${id}`, patch("title", `Clerk ${id % 2}`));
    expect(set.count('title eq "clerk 1"')).toBe(30);
    expect(positions(set, 'title pr and not (title sw "C")')).toEqual([]);
  });

  it("are seen by what is sorted afterwards", () => {
    const set = scim.load(["b", "a", "c"].map((title, at) => user(`${at}`, `u${at}`, { title })));
    const sorted = (sortBy = "title") =>
      set
        .query<{ id: string }>({ sortBy })
        .Resources?.map(({ id }) => id)
        .join("");
    expect(sorted()).toBe("102");
    set.patch("1", patch("title", "d"));
    expect(sorted("TITLE")).toBe("021");
    expect(sorted("userName")).toBe("012");
    set.patch("0", { ...patch("title", "x"), Operations: [{ op: "remove", path: "title" }] });
    expect(sorted()).toBe("210");
  });

  it("say where the type of the resource was a guess, as applyPatch does", () => {
    const plain = { id: "1", userName: "mira", name: { familyName: "x" } };
    const request = patch("title", "Lead");
    const { notes } = scim.load([plain]).patch("1", request);
    expect(notes.length).toBeGreaterThan(0);
    expect(notes).toEqual(scim.applyPatch(plain, request).notes);
    const told = { resourceType: "User" };
    expect(scim.load([plain]).patch("1", request, told).notes).toEqual([]);
    expect(scim.load(all).patch("1", request).notes).toEqual([]);
  });

  it("answer with each state of a long resource, whenever it is read", () => {
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
    const member = (index: number) => ({ value: `m${index}`, display: `Żółć "${index}" 🚢` });
    const members = Array.from({ length: 900 }, (_, index) => member(index));
    const group = { schemas, id: "g", displayName: "Crew", members };
    const set = scim.load([mira, group]);
    const request = (...Operations: object[]) => ({ ...patch("x", ""), Operations });
    const requests = [
      request({ op: "remove", path: 'members[value eq "m450"]' }),
      request({ op: "add", path: "members", value: [{ value: "é" }, { value: "m2" }] }),
      request({ op: "replace", path: "displayName", value: "Załoga" }),
      request({ op: "replace", path: "displayName", value: "Załoga" }),
      request(
        ...Array.from({ length: 9 }, (_, at) => ({
          op: "remove",
          path: `members[value eq "m${at * 90}"]`,
        })),
      ),
      request({ op: "add", path: "externalId", value: "x" }, { op: "remove", path: "members" }),
      request({ op: "add", path: "members", value: members }),
    ];
    let text = JSON.stringify(group);
    const expected = requests.map(operations => {
      const { json, changed } = scim.applyPatch(text, operations);
      text = json;
      return { json, changed };
    });
    const results = requests.map(operations => set.patch("g", operations));
    const read = ({ json, changed }: (typeof results)[0]) => ({ json, changed });
    for (const at of [2, 0, 6, 5, 1, 4, 3])
      expect(read(results[at] as (typeof results)[0])).toEqual(expected[at]);
    expect(results[6]?.resource).toEqual(set.get("g"));
    expect(new TextDecoder().decode(set.toNdjson()).trim().split("\n")[1]).toBe(text);

    // Freed or changed since, what was answered stays.
    const first = set.patch("g", requests[0] as object);
    const last = set.patch("g", requests[1] as object);
    const after = set.get("g");
    set.free();
    expect(last.resource).toEqual(after);
    expect(JSON.parse(first.json).members).toHaveLength(899);
  });

  it("keep no more than is needed to answer for a long resource", () => {
    const members = Array.from({ length: 500 }, (_, index) => ({
      value: `${"m".repeat(40)}${index}`,
    }));
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
    const set = scim.load([{ schemas, id: "g", displayName: "Crew", members }]);
    const before = set.get("g");
    const request = (op: object) => ({ ...patch("x", ""), Operations: [op] });
    const first = set.patch("g", request({ op: "replace", path: "displayName", value: "a" }));
    for (let at = 0; at < 2100; at++)
      set.patch("g", request({ op: "replace", path: "displayName", value: `${at}` }));
    expect(first.resource).toEqual({ ...before, displayName: "a" });
    expect(set.get("g")).toEqual({ ...before, displayName: "2099" });
  });

  it("leave a resource as it was where a PATCH is refused", () => {
    const set = scim.load(all);
    const nobody = thrownBy(() => set.patch("9", patch("title", "Lead"))) as ScimError;
    expect(nobody.status).toBe(404);
    const refused = thrownBy(() => set.patch("1", patch("nobody", "x"))) as ScimError;
    expect(refused.scimType).toBe("invalidPath");
    expect(refused.operation).toBe(0);
    expect(set.get("1")).toEqual(otto);
    const untyped = scim.load([{ id: "1", a: 1 }]);
    const told = { resourceType: "Nobody" };
    expect(thrownBy(() => untyped.patch("1", patch("title", "x"), told))).toBeInstanceOf(ScimError);
  });
});

describe("project", () => {
  it("returns what is selected, and never what is never returned", () => {
    expect(scim.project(mira, {})).toEqual({ ...mira, password: undefined });
    expect(scim.project(mira, { attributes: ["title"] })).toEqual({
      schemas: [USER],
      id: "2",
      title: "Buyer",
    });
    expect(scim.project(mira, { excludedAttributes: ["active", "title", "id"] })).toEqual({
      schemas: [USER],
      id: "2",
      userName: "Mira",
    });
    expect(mira.title).toBe("Buyer");
    const both = { attributes: ["id"], excludedAttributes: ["title"] };
    expect((thrownBy(() => scim.project(mira, both)) as ScimError).scimType).toBe("invalidValue");
  });
});

describe("the memory of a set", () => {
  it("is told, and given back", () => {
    const set = scim.load(all);
    expect(set.memory).toBeGreaterThan(lines(all).length);
    set.free();
    set.free();
    const freed = "This ResourceSet has been freed; load it again.";
    for (const call of [
      () => set.size,
      () => set.memory,
      () => set.at(0),
      () => set.get("1"),
      () => set.select("id pr"),
      () => set.count("id pr"),
      () => set.query({}),
      () => set.patch("1", {}),
      () => set.toNdjson(),
    ])
      expect(call).toThrow(freed);
    const disposed = scim.load(all);
    disposed[Symbol.dispose]();
    expect(() => disposed.size).toThrow(freed);
  });

  it("goes with its toolkit", () => {
    const toolkit = new Scim();
    const set = toolkit.load(all);
    toolkit.free();
    expect(() => set.size).toThrow("This Scim has been freed; make a new one.");
    set.free();
  });
});
