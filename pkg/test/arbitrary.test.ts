// Whatever comes in: nothing but a ScimError or a TypeError comes out, and the toolkit answers on.
import fc from "fast-check";
import { type Diagnostic, Scim, ScimError } from "scimlens";
import { afterAll, describe, expect, it } from "vitest";
import { bytes, ENTERPRISE, lockerSchema, lockerType, mira, PATCH, USER } from "./resources.ts";

const runs = { numRuns: 400, verbose: fc.VerbosityLevel.Verbose };
const scim = new Scim({ schemas: lockerSchema, resourceTypes: lockerType });

/** What a call answers; what it refuses counts as an answer, anything else that it throws fails the test. */
function tried<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof ScimError) {
      expect(error.status).toBeGreaterThanOrEqual(400);
      expect(error.detail).not.toBe("");
      JSON.stringify(error);
    } else if (
      !(error instanceof TypeError) ||
      /wasm|undefined \(reading|is not a function/.test(error.message)
    ) {
      throw error;
    }
    return undefined;
  }
}

/** The same questions always have the same answers. */
function stillAnswers(): void {
  expect(scim.validate(mira).valid).toBe(true);
  expect(scim.validate({ ...mira, active: 1 }).counts.error).toBe(1);
  expect(scim.parseFilter('emails[type eq "work"]').matches(mira)).toBe(true);
  const removal = { schemas: [PATCH], Operations: [{ op: "remove", path: "name" }] };
  expect(scim.applyPatch(mira, removal).resource.name).toBeUndefined();
}
afterAll(stillAnswers);

// ── what comes in ──

const user = JSON.stringify(mira);
const patch = JSON.stringify({
  schemas: [PATCH],
  Operations: [
    { op: "add", path: 'emails[type eq "work"].display', value: "é😀" },
    { op: "replace", value: { title: "Lead", [ENTERPRISE]: { costCenter: "9" } } },
    { op: "remove", path: `${ENTERPRISE}:department` },
  ],
});
const filterText = `userName sw "m" and not (emails[type eq "work" and value co "@"]) or ${USER}:active eq true`;

/** Strings of any UTF-16 code units, halves of pairs too. */
const units = fc.string({
  unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)),
  maxLength: 60,
});
const texts = fc.oneof(
  units,
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.json({ maxDepth: 4 }),
);

const pieces = [
  ..."{}[]()\":,\\ \n\r\t.$/'*-+0",
  "\u0000",
  "\ufeff",
  "\ud800",
  "é",
  "😀",
  "null",
  "true",
  "1e9",
];
const pieceOf = fc.constantFrom(
  ...pieces,
  "\\u12",
  "\\ud83d",
  "//",
  "/*",
  "urn:",
  " eq ",
  " and ",
  "not(",
  "pr",
  "__proto__",
  "schemas",
);

/** A text with a few pieces put in, taken out or put elsewhere. */
function damaged(text: string): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(text.length),
    drop: fc.nat(4),
    piece: fc.oneof(pieceOf, fc.constant("")),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map(changes => {
    let result = text;
    for (const { at, drop, piece } of changes)
      result = result.slice(0, at) + piece + result.slice(at + drop);
    return result;
  });
}

const documents = fc.oneof(texts, damaged(user), damaged(patch));
const filters = fc.oneof(texts, damaged(filterText));
const byteArrays = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(documents, fc.nat(400), fc.nat(255)).map(([text, at, byte]) => {
    const encoded = bytes(text);
    if (at < encoded.length) encoded[at] = byte;
    return encoded;
  }),
);
const names = fc.constantFrom(
  "schemas",
  "userName",
  "emails",
  "type",
  "value",
  "__proto__",
  "toJSON",
  "length",
  ENTERPRISE,
  "",
);
const json = fc.jsonValue({ maxDepth: 4 });
const objects = fc.oneof(
  fc.dictionary(fc.oneof(names, fc.string()), json),
  fc.array(json),
  fc.constant(JSON.parse(user)),
);
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withBoxedValues: true,
});
// biome-ignore lint/suspicious/noExplicitAny: the types are what is put to the test
const inputs: fc.Arbitrary<any> = fc.oneof(documents, byteArrays, objects, anything);
// biome-ignore lint/suspicious/noExplicitAny: as above
const optionsOf: fc.Arbitrary<any> = fc.oneof(
  fc.constant(undefined),
  fc.record(
    {
      resourceType: fc.oneof(fc.constantFrom("User", "Group", "Locker", "Device"), anything),
      operation: fc.oneof(fc.constantFrom("create", "replace", "read", "delete"), anything),
      unknown: fc.oneof(fc.constantFrom("error", "warning", "info", "ignore"), anything),
    },
    { requiredKeys: [] },
  ),
  anything,
);

// ── what has to hold of what comes out ──

function areSound(findings: Diagnostic[], text: string | undefined): void {
  for (const { code, severity, message, pointer, range, fixes } of findings) {
    expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
    expect(["error", "warning", "info"]).toContain(severity);
    expect(message).not.toBe("");
    expect(pointer).toMatch(/^(\/.*)?$/s);
    const ranges = [
      ...(range ? [range] : []),
      ...(fixes ?? []).flatMap(fix => fix.edits.map(edit => edit.range)),
    ];
    if (text === undefined) expect(ranges).toEqual([]);
    for (const { start, end } of ranges) {
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(text?.length ?? 0);
    }
  }
}

/** The text that positions count in. */
function textOf(input: unknown): string | undefined {
  if (typeof input === "string") return input;
  return input instanceof Uint8Array
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(input)
    : undefined;
}

describe("whatever comes in", () => {
  it("validate, render and fixed answer or refuse", () => {
    fc.assert(
      fc.property(inputs, optionsOf, (input, options) => {
        const report = tried(() => scim.validate(input, options));
        if (report === undefined) return;
        areSound(report.diagnostics, textOf(input));
        expect(report.valid).toBe(report.counts.error === 0);
        const { error, warning, info } = report.counts;
        expect(error + warning + info).toBe(report.diagnostics.length);
        report.render("text");
        JSON.parse(report.render("json"));
        const again = scim.validate(report.fixed(), options);
        expect(again.counts.error).toBeLessThanOrEqual(error);
      }),
      { ...runs, numRuns: 1500 },
    );
  });

  it("a text and its bytes are one", () => {
    fc.assert(
      fc.property(documents, text => {
        // Bytes have no halves of characters.
        fc.pre(!/\p{Surrogate}/u.test(text));
        expect(scim.validate(bytes(text)).diagnostics).toEqual(scim.validate(text).diagnostics);
      }),
      runs,
    );
  });

  it("what JSON.parse takes is no syntax error, and the other way round", () => {
    fc.assert(
      fc.property(documents, text => {
        const syntax = scim
          .validate(text)
          .diagnostics.some(finding => finding.code === "json/syntax");
        let parsed = true;
        try {
          JSON.parse(text);
        } catch {
          parsed = false;
        }
        expect(syntax).toBe(!parsed);
      }),
      { ...runs, numRuns: 1500 },
    );
  });

  it("parseFilter and checkFilter agree, and a filter prints what parses to the same", () => {
    fc.assert(
      fc.property(filters, fc.constantFrom(undefined, "User", "Locker"), (text, resourceType) => {
        const options = resourceType === undefined ? {} : { resourceType };
        const findings = scim.checkFilter(text, options);
        areSound(findings, text);
        const filter = tried(() => scim.parseFilter(text, options));
        expect(filter === undefined).toBe(findings.some(finding => finding.severity === "error"));
        if (filter === undefined) return;
        const printed = filter.toString();
        const again = scim.parseFilter(printed, options);
        expect(again.toString()).toBe(printed);
        expect(again.attributes).toEqual(filter.attributes);
        expect(filter.ast.range.end).toBeLessThanOrEqual(text.length);
        again.free();
        filter.free();
      }),
      { ...runs, numRuns: 1500 },
    );
  });

  it("a filter and checkFilter take any text and options, or refuse", () => {
    fc.assert(
      fc.property(fc.oneof(filters, anything), optionsOf, inputs, (text, options, resource) => {
        tried(() => scim.checkFilter(text as string, options));
        tried(() => scim.describe(text as string, options));
        const filter = tried(() => scim.parseFilter(text as string, options));
        tried(() => filter?.matches(resource));
        filter?.free();
      }),
      runs,
    );
  });

  const questions = [
    "userName pr",
    'emails[type eq "work" or value pr]',
    "value gt 0 or value le -1",
    'type co "a" and not (type ew "b")',
    `${ENTERPRISE}:value ne null`,
    "length eq 1 or toJSON pr",
  ].map(text => scim.parseFilter(text));

  it("a filter finds in an object what it finds in its JSON", () => {
    fc.assert(
      fc.property(objects, fc.constantFrom(...questions), (object, filter) => {
        expect(filter.matches(object)).toBe(filter.matches(JSON.stringify(object)));
      }),
      { ...runs, numRuns: 1000 },
    );
  });

  it("a filter reads any object, text or bytes, or refuses", () => {
    fc.assert(
      fc.property(inputs, fc.constantFrom(...questions), (input, filter) => {
        tried(() => filter.matches(input));
      }),
      runs,
    );
  });

  it("a difference, a stream, a path, an editor's question and a translation answer or refuse", () => {
    fc.assert(
      fc.property(
        inputs,
        inputs,
        fc.oneof(filters, anything),
        optionsOf,
        (one, other, text, told) => {
          const request = tried(() => scim.diff(one, other, told));
          if (request !== undefined) expect(Array.isArray(request.Operations)).toBe(true);
          tried(() => scim.parsePath(text as string, told));
          const tokens = tried(() => scim.tokenizeFilter(text as string));
          if (tokens !== undefined) expect(tokens.length % 3).toBe(0);
          tried(() => scim.completeFilter(text as string, one as number, told));
          tried(() => scim.jsonSchema(text as string, told));
          tried(() => scim.typescript(text as string));
          const filter = tried(() => scim.parseFilter(text as string, told));
          tried(() => filter?.explain(one));
          tried(() => filter?.describe());
          tried(() => filter?.toSql({ dialect: "sqlite" }));
          tried(() => filter?.toMongo());
          tried(() => filter?.toLdap());
          filter?.free();
          const stream = tried(() => scim.stream(told));
          tried(() => stream?.push(one));
          tried(() => stream?.finish());
          stream?.free();
        },
      ),
      runs,
    );
  });

  it("applyPatch answers with JSON or refuses", () => {
    const requests = fc.oneof(
      inputs,
      damaged(patch),
      fc.record({ schemas: fc.constant([PATCH]), Operations: json }),
    );
    fc.assert(
      fc.property(
        fc.oneof(inputs, fc.constant(user)),
        requests,
        optionsOf,
        (resource, request, options) => {
          const result = tried(() => scim.applyPatch(resource, request, options));
          if (result === undefined) return;
          expect(result.resource).toEqual(JSON.parse(result.json));
          areSound(result.notes, textOf(request));
        },
      ),
      { ...runs, numRuns: 1500 },
    );
  });

  it("operations of every kind answer or refuse, and say which failed", () => {
    const paths = fc.oneof(
      fc.constantFrom(
        "emails",
        "name.givenName",
        'emails[type eq "work"].value',
        "id",
        `${ENTERPRISE}:manager`,
        USER,
        "",
      ),
      damaged('emails[type eq "work" and primary eq true].value'),
    );
    const operation = fc.record(
      {
        op: fc.constantFrom("add", "Remove", "replace", "move"),
        path: paths,
        value: fc.oneof(json, objects),
      },
      { requiredKeys: ["op"] },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 4 }), Operations => {
        try {
          const { json } = scim.applyPatch(user, { schemas: [PATCH], Operations });
          expect(scim.validate(json).diagnostics.some(({ code }) => code === "json/syntax")).toBe(
            false,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
          const index = (error as ScimError).operation ?? 0;
          expect(index).toBeLessThan(Math.max(1, Operations.length));
        }
      }),
      { ...runs, numRuns: 1000 },
    );
  });

  it("a toolkit is made of any options, or they are refused", () => {
    const schemas = fc.oneof(
      inputs,
      damaged(JSON.stringify(lockerSchema)),
      damaged(JSON.stringify(lockerType)),
    );
    const limits = fc.oneof(
      anything,
      fc.record(
        { depth: fc.oneof(fc.nat(), fc.double(), anything), documentBytes: fc.nat(500) },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.record({ schemas, resourceTypes: schemas, limits }, { requiredKeys: [] }),
        ),
        options => {
          const own = tried(() => new Scim(options as object));
          if (own === undefined) return;
          expect(own.validate(mira).counts.error).toBeLessThan(2);
          own.free();
        },
      ),
      { ...runs, numRuns: 600 },
    );
  });
});
