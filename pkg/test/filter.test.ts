import { checkFilter, Filter, type FilterNode, parseFilter, Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import { bytes, ENTERPRISE, mira, thrownBy, USER } from "./resources.ts";

const scim = new Scim();
const asUser = { resourceType: "User" };

describe("parseFilter", () => {
  it("gives a tree with ranges in the text", () => {
    const text = 'name.givenName eq "😀" and not (emails[type eq "work"]) or active eq true';
    const { ast } = scim.parseFilter(text);
    const texts: string[] = [];
    const walk = (node: FilterNode) => {
      texts.push(text.slice(node.range.start, node.range.end));
      if (node.type === "and" || node.type === "or") node.operands.forEach(walk);
      if (node.type === "not") walk(node.operand);
      if (node.type === "valuePath") walk(node.filter);
    };
    walk(ast);
    expect(ast.type).toBe("or");
    expect(texts).toEqual([
      text,
      'name.givenName eq "😀" and not (emails[type eq "work"])',
      'name.givenName eq "😀"',
      'not (emails[type eq "work"])',
      'emails[type eq "work"]',
      'type eq "work"',
      "active eq true",
    ]);
    expect(scim.parseFilter(text).ast).not.toBe(ast);
  });

  it("tells the values apart", () => {
    const value = (text: string) => {
      const { ast } = scim.parseFilter(`a eq ${text}`);
      return ast.type === "compare" ? ast.value : undefined;
    };
    expect(value('"a\\u00e9\\n"')).toBe("aé\n");
    expect(value("-1.5e3")).toBe(-1500);
    expect(value("true")).toBe(true);
    expect(value("null")).toBe(null);
  });

  it("prints canonical text that parses back to the same", () => {
    const canonical = scim
      .parseFilter('USERNAME   EQ "a" AND (title PR OR active eq true)')
      .toString();
    expect(scim.parseFilter(canonical).toString()).toBe(canonical);
    expect(`${scim.parseFilter("title pr")}`).toBe("title pr");
  });

  it("lists the attributes that it reads, with their schema where that is known", () => {
    const text = `username eq "a" and emails[type eq "work" and value co "@"] and ${ENTERPRISE}:department pr`;
    expect(scim.parseFilter(text).attributes).toHaveLength(4);
    expect(scim.parseFilter(text, asUser).attributes).toEqual([
      `${USER}:userName`,
      `${USER}:emails.type`,
      `${USER}:emails.value`,
      `${ENTERPRISE}:department`,
    ]);
  });

  it("refuses a slip with its place and what belongs there", () => {
    const text = '"😀" eq 1';
    const error = thrownBy(() => scim.parseFilter('userName = "a"'));
    expect(error).toBeInstanceOf(ScimError);
    expect(error).toMatchObject({
      status: 400,
      scimType: "invalidFilter",
      range: { start: 9, end: 10 },
    });
    expect((error as ScimError).expected).toContain("eq");
    expect(thrownBy(() => scim.parseFilter(text))).toMatchObject({ scimType: "invalidFilter" });
    expect(thrownBy(() => scim.parseFilter('title eq "😀" und'))).toMatchObject({
      range: { start: 14, end: 17 },
    });
  });

  it("checks attributes and operators against the resource type", () => {
    expect(() => scim.parseFilter('active co "t"', asUser)).toThrow(ScimError);
    expect(() => scim.parseFilter("title pr", { resourceType: "Device" })).toThrow(
      /none of User, Group/,
    );
  });

  it("is there as a function too, and Filter as a class", () => {
    expect(parseFilter("title pr")).toBeInstanceOf(Filter);
  });
});

describe("checkFilter", () => {
  it("finds nothing wrong with what is right", () => {
    expect(scim.checkFilter("title pr", asUser)).toEqual([]);
    expect(checkFilter("title pr")).toEqual([]);
  });

  it("tells what is wrong, where, and what was expected", () => {
    const [finding] = scim.checkFilter('userName = "a"');
    expect(finding).toMatchObject({
      code: "filter/syntax",
      severity: "error",
      range: { start: 9, end: 10 },
    });
    expect(finding?.help).toMatch(/eq/);
    const [unknown] = scim.checkFilter('usrName eq "a"', asUser);
    expect(unknown?.range).toEqual({ start: 0, end: 7 });
  });

  it("never throws for its text", () => {
    for (const text of [
      "",
      " ",
      "\u0000",
      "\ud800",
      "(".repeat(1000),
      "a".repeat(100_000),
      "é".repeat(40_000),
    ]) {
      expect(scim.checkFilter(text).length).toBeGreaterThan(0);
    }
  });

  it("says of a filter that is too long how long it may be", () => {
    const [finding] = scim.checkFilter("a".repeat(2 ** 29 - 100));
    expect(finding?.message).toBe("The filter has 536870812 bytes; the limit is 65536.");
    const short = new Scim({ limits: { filterLength: 10 } });
    expect(() => short.parseFilter("title pr pr")).toThrow(/11 bytes; the limit is 10/);
    expect(short.parseFilter("title pr").toString()).toBe("title pr");
  });
});

describe("matches", () => {
  const cases: [string, object, boolean][] = [
    ['userName eq "MIRA"', mira, true],
    ['emails[type eq "work" and value ew "shop.example"]', mira, true],
    ['emails[type eq "home" and value ew "shop.example"]', mira, false],
    ['emails co "mimi"', mira, true],
    [`${ENTERPRISE}:department sw "Purch"`, mira, true],
    ["title pr", mira, false],
    ["active eq true", { ACTIVE: true }, true],
    ["x gt 1", { x: 1.5 }, true],
    ["x gt 1", { x: 1e21 }, true],
    ["x eq 0", { x: -0 }, true],
    ["x pr", { x: [] }, false],
    ["x pr", { x: [[], { y: "" }] }, false],
    ["x pr", { x: { y: [0] } }, true],
    ["x eq null", {}, true],
    ['x eq "é😀"', { x: "é😀" }, true],
    ["userName pr", [], false],
    ["length pr", [1], false],
    ["constructor pr", {}, false],
    ["toString pr", {}, false],
  ];

  it.each(cases)("%s of %j", (text, resource, expected) => {
    const filter = scim.parseFilter(text);
    expect(filter.matches(resource)).toBe(expected);
    expect(filter.matches(JSON.stringify(resource))).toBe(expected);
    expect(filter.matches(bytes(JSON.stringify(resource)))).toBe(expected);
  });

  it("sees an object as JSON.stringify writes it", () => {
    const objects: Record<string, unknown>[] = [
      { x: undefined },
      { x: Number.NaN },
      { x: () => 1 },
      { x: Symbol("x") },
      { x: new Date(0) },
      { x: { toJSON: () => "y" } },
      { x: [undefined, Number.POSITIVE_INFINITY] },
      Object.assign(Object.create(null), { x: "y" }),
      Object.create({ x: "y" }),
      { toJSON: () => ({ x: "y" }) },
      new (class {
        x = "y";
      })() as unknown as Record<string, unknown>,
    ];
    for (const text of ["x pr", 'x eq "y"', "x eq null", 'x lt "1999-01-01T00:00:00Z"']) {
      const filter = scim.parseFilter(text);
      for (const object of objects) {
        expect(filter.matches(object), `${text} of ${JSON.stringify(object)}`).toBe(
          filter.matches(JSON.stringify(object)),
        );
      }
    }
  });

  it("compares a Date as the dateTime that it is", () => {
    const filter = scim.parseFilter('meta.lastModified gt "2024-05-01T00:00:00+02:00"', asUser);
    expect(filter.matches({ meta: { lastModified: new Date("2024-04-30T22:00:01Z") } })).toBe(true);
    expect(filter.matches({ meta: { lastModified: new Date("2024-04-30T21:59:59Z") } })).toBe(
      false,
    );
  });

  it("hands on what the object's own code throws, and works afterwards", () => {
    const filter = scim.parseFilter("x pr");
    const own = new Error("mine");
    const fail = () => {
      throw own;
    };
    const traps: ProxyHandler<object>[] = [
      { get: fail },
      { ownKeys: fail },
      { getOwnPropertyDescriptor: fail },
      { getPrototypeOf: fail },
    ];
    const objects = [
      {
        get x() {
          return fail();
        },
      },
      { toJSON: fail },
      { x: { toJSON: fail } },
      {
        x: [
          {
            get y() {
              return fail();
            },
          },
        ],
      },
      ...traps.map(trap => new Proxy({ y: 1 }, trap)),
      ...traps.map(trap => ({ x: new Proxy({ y: "" }, trap) })),
      { x: new Proxy([1], { get: (_, name) => (name === "0" ? fail() : 1) }) },
    ];
    let thrown = 0;
    for (const object of objects) {
      try {
        filter.matches(object);
      } catch (error) {
        expect(error).toBe(own);
        thrown++;
      }
      expect(filter.matches({ x: 1 })).toBe(true);
    }
    expect(thrown).toBeGreaterThan(6);
  });

  it("lets the object's own code use the toolkit", () => {
    const filter = scim.parseFilter("x pr and y pr");
    const object = {
      get x() {
        return scim.validate(mira).valid && filter.matches({ x: 1, y: 1 });
      },
      y: 1,
    };
    expect(filter.matches(object)).toBe(true);
  });

  it("refuses an object that refers to itself, and one that unfolds without end", () => {
    const filter = scim.parseFilter("x pr");
    const itself: Record<string, unknown> = {};
    itself["x"] = { y: itself };
    expect(filter.matches(Object.assign({ x: 1 }, { y: itself }))).toBe(true);
    expect(() => filter.matches({ x: itself })).toThrow(/refers to itself/);
    let unfolding: object = {};
    for (let level = 0; level < 100; level++) unfolding = { a: unfolding, b: unfolding };
    expect(() => filter.matches({ x: unfolding })).toThrow(ScimError);
    expect(() => filter.matches({ x: 1n })).toThrow(/BigInt/);
    expect(filter.matches({ x: 1 })).toBe(true);
  });

  it("refuses what is no JSON", () => {
    const filter = scim.parseFilter("x pr");
    for (const text of ["", "{", "{'x':1}", '{"x":1,}']) {
      expect(thrownBy(() => filter.matches(text))).toMatchObject({
        name: "ScimError",
        scimType: "invalidSyntax",
      });
    }
    expect(() => filter.matches(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(/not UTF-8/);
    for (const input of [
      null,
      undefined,
      1,
      true,
      () => 1,
      new ArrayBuffer(2),
      new Uint16Array(2),
    ]) {
      expect(thrownBy(() => filter.matches(input as object))).toBeInstanceOf(TypeError);
    }
    expect(filter.matches("null")).toBe(false);
    expect(filter.matches("7")).toBe(false);
  });
});
