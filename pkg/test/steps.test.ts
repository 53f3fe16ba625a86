import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { Scim } from "scimlens";
import { describe, expect, it } from "vitest";
import { ENTERPRISE } from "./resources.ts";

// What is answered on this side of the boundary is what the core answers of the same resource as text.

const scim = new Scim();

const WORDS = [
  "",
  "a",
  "A",
  "ab",
  "b",
  "work",
  "WORK",
  "é",
  "e\u0301",
  "E\u0301a",
  "K",
  "\u212a",
  "ß",
  "SS",
  "ſ",
  "İ",
  "ǰ",
  "J\u030c",
  "ａ",
  "a\u00ad",
  "😀",
  "[",
  "{",
  "@",
  "`",
  "_",
];
const words = fc.constantFrom(...WORDS);
const strings = fc.array(words, { maxLength: 3 }).map(parts => parts.join(""));
const instants = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("0999", "1999", "2023", "2024"),
      fc.constantFrom("00", "02", "04", "12", "13"),
      fc.constantFrom("00", "01", "28", "29", "30", "31", "32"),
      fc.constantFrom("00:00:00", "23:59:59", "23:59:60", "24:00:00", "12:30:00"),
      fc.constantFrom("", ".1", ".10", ".123", ".1234", "."),
      fc.constantFrom("", "Z", "z", "+00:00", "-00:00", "+02:00", "-13:59", "+14:00", "+15:00"),
    )
    .map(
      ([year, month, day, time, fraction, zone]) =>
        `${year}-${month}-${day}T${time}${fraction}${zone}`,
    ),
  strings,
);
const scalars = fc.oneof(
  { weight: 4, arbitrary: strings },
  fc.boolean(),
  fc.constantFrom<unknown>(
    null,
    undefined,
    0,
    1.5,
    Number.NaN,
    "true",
    {},
    [],
    [[]],
    [null],
    { value: "a" },
    { VALUE: "A" },
    new Date(0),
    () => 1,
    Object.create({ value: "a", type: "work" }),
  ),
);
const values = fc.record(
  { value: scalars, type: scalars, primary: scalars, DISPLAY: scalars },
  { requiredKeys: [] },
);
const lists = fc.oneof(scalars, values, fc.array(fc.oneof(scalars, values), { maxLength: 3 }));
const resources = fc.record(
  {
    userName: scalars,
    TITLE: scalars,
    externalId: scalars,
    id: scalars,
    active: scalars,
    name: fc.oneof(scalars, fc.record({ familyName: lists }, { requiredKeys: [] })),
    emails: lists,
    meta: fc.oneof(scalars, fc.record({ lastModified: instants })),
    [ENTERPRISE]: fc.oneof(lists, fc.record({ department: lists }, { requiredKeys: [] })),
    toString: scalars,
  },
  { requiredKeys: [] },
);

const compared = fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
const quoted = strings.map(text => JSON.stringify(text));
const clauses = (names: string[], booleans: string[]) =>
  fc.oneof(
    fc.tuple(fc.constantFrom(...names), compared, quoted).map(parts => parts.join(" ")),
    fc.constantFrom(...names, ...booleans).map(name => `${name} pr`),
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom("eq null", "ne null"))
      .map(parts => parts.join(" ")),
    fc
      .tuple(
        fc.constantFrom(...booleans),
        fc.constantFrom("eq", "ne"),
        fc.constantFrom("true", "false"),
      )
      .map(parts => parts.join(" ")),
  );
const inside = clauses(["value", "type", "display"], ["primary"]);
const outside = fc.oneof(
  clauses(
    [
      "userName",
      "title",
      "externalId",
      "name.familyName",
      "emails",
      "emails.type",
      "id",
      `${ENTERPRISE}:department`,
    ],
    ["active", "emails.primary"],
  ),
  fc.tuple(inside, fc.constantFrom("and", "or"), inside).map(parts => `emails[${parts.join(" ")}]`),
  fc
    .tuple(
      compared,
      instants.filter(text => /^\d{4}-(04|12)-(01|28|30)T12/.test(text) && /\d(Z|:00)$/.test(text)),
    )
    .filter(([op]) => !["co", "sw", "ew"].includes(op))
    .map(([op, instant]) => `meta.lastModified ${op} "${instant}"`),
);
const filters = fc.oneof(
  outside,
  fc.tuple(outside, fc.constantFrom("and", "or"), outside).map(parts => parts.join(" ")),
  outside.map(clause => `not (${clause})`),
);

describe("the steps of a filter", () => {
  it.each([undefined, { resourceType: "User" }])("answer as the core does (%j)", options => {
    let [asked, refused] = [0, 0];
    fc.assert(
      fc.property(filters, fc.array(resources, { minLength: 1, maxLength: 8 }), (text, objects) => {
        let filter: ReturnType<Scim["parseFilter"]>;
        try {
          filter = scim.parseFilter(text, options);
        } catch {
          refused++;
          return;
        }
        for (const object of objects) {
          asked++;
          expect(filter.matches(object)).toBe(filter.matches(JSON.stringify(object)));
        }
        filter.free();
      }),
      { numRuns: 3000 },
    );
    expect(asked).toBeGreaterThan(refused * 8);
  });

  it("leave to the core what folds or composes to other characters", () => {
    const longer = [
      ...WORDS,
      "\u0301",
      "ss",
      "k",
      "s",
      "i",
      "i\u0307",
      "j",
      "ka",
      "\u212aa",
      "a\u212a",
      "sa",
    ];
    for (const name of ["userName", "title", "externalId"]) {
      for (const op of ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]) {
        for (const wanted of longer) {
          const text = `${name} ${op} ${JSON.stringify(wanted)}`;
          using filter = scim.parseFilter(text, { resourceType: "User" });
          const told = longer.filter(found => filter.matches({ [name]: found }));
          const right = longer.filter(found => filter.matches(JSON.stringify({ [name]: found })));
          expect(told, text).toEqual(right);
        }
      }
    }
  });

  it("answer the vectors of filters", () => {
    const folder = new URL("../../tests/vectors/", import.meta.url);
    const lines = readdirSync(folder)
      .filter(name => name.endsWith(".jsonl"))
      .flatMap(name => readFileSync(new URL(name, folder), "utf8").split("\n"));
    const vectors = lines
      .filter(line => line.includes('"kind": "filter"'))
      .map(line => JSON.parse(line))
      .filter(({ resource, beyondDouble }) => typeof resource === "string" && !beyondDouble);
    let asked = 0;
    for (const { name, filter: text, resource, resourceType, scim: options } of vectors) {
      const toolkit = options === undefined ? scim : new Scim(options);
      let filter: ReturnType<Scim["parseFilter"]>;
      try {
        filter = toolkit.parseFilter(text, { resourceType: resourceType ?? undefined });
      } catch {
        continue;
      }
      const object = JSON.parse(resource);
      if (typeof object !== "object" || object === null) continue;
      asked++;
      expect(filter.matches(object), name).toBe(filter.matches(resource));
    }
    expect(asked).toBeGreaterThan(100);
  });
});
