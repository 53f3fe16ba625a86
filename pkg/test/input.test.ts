import { runInNewContext } from "node:vm";
import { Scim, ScimError, ScimInternalError, version } from "scimlens";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { bytes, mira, PATCH, thrownBy, USER } from "./resources.ts";

const scim = new Scim();

/** Every way in for a document. */
const ways: [string, (input: object) => unknown][] = [
  ["validate", input => scim.validate(input)],
  ["check", input => scim.validator().check(input)],
  ["applyPatch, resource", input => scim.applyPatch(input, { schemas: [PATCH], Operations: [] })],
  ["applyPatch, request", input => scim.applyPatch(mira, input)],
  ["schemas", input => new Scim({ schemas: input })],
  ["resourceTypes", input => new Scim({ resourceTypes: input })],
];

describe.each(ways)("a document for %s", (_, use) => {
  const itself: Record<string, unknown> = {};
  itself["a"] = [itself];
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];

  it.each([
    [itself, /can't be written as JSON: it refers to itself\.$/],
    [{ a: 1n }, /can't be written as JSON: it holds a BigInt\.$/],
    [{ a: deep }, /can't be written as JSON: it is nested too deeply\.$/],
    [{ toJSON: () => undefined }, /can't be written as JSON: its toJSON gives nothing\.$/],
    [
      {
        get a() {
          throw new Error("mine.");
        },
      },
      /can't be written as JSON: mine\.$/,
    ],
    [new ArrayBuffer(8), /is JSON text, a Uint8Array or an object, not an ArrayBuffer\.$/],
    [new Uint16Array(8), /not a Uint16Array\.$/],
    [new DataView(new ArrayBuffer(8)), /not a DataView\.$/],
    [7, /not a number\.$/],
    [() => 1, /not a function\.$/],
    [Symbol("a"), /not a symbol\.$/],
  ])("is refused plainly (%#)", (input, message) => {
    const error = thrownBy(() => use(input as object));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });
});

describe("text that is no string", () => {
  it.each([
    () => scim.parseFilter(7 as unknown as string),
    () => scim.checkFilter({} as string),
    () => scim.describe(null as unknown as string),
    () => scim.validate(mira).render(7 as unknown as "text"),
    () => scim.parseFilter("a pr", { resourceType: 7 as unknown as string }),
    () => scim.checkFilter("a pr", { resourceType: ["User"] as unknown as string }),
    () => scim.describe("a", { resourceType: {} as string }),
    () => scim.validate(mira, { resourceType: 7 as unknown as string }),
    () => scim.validate(mira, { operation: true as unknown as "create" }),
    () => scim.applyPatch(mira, mira, { resourceType: 7 as unknown as string }),
    () => scim.parseFilter("a pr", "User" as unknown as object),
    () => scim.validate(mira, (() => 1) as object),
  ])("is refused plainly (%#)", call => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(/ (is|are) (a|an) (string|object), not /);
  });

  it("is what null options are taken for none of", () => {
    const none = null as unknown as undefined;
    expect(scim.validate(mira, none).valid).toBe(true);
    expect(scim.parseFilter("a pr", none).matches({ a: 1 })).toBe(true);
    expect(scim.describe("userName", none)).toBeDefined();
  });
});

describe("bytes", () => {
  it("can be a Buffer, a part of a buffer, shared, or of another realm", () => {
    const text = JSON.stringify(mira);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes(text).length));
    shared.set(bytes(text));
    const foreign = runInNewContext("Uint8Array.from(text, c => c.charCodeAt(0))", { text });
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    for (const input of [
      Buffer.from(text),
      bytes(`  ${text}  `).subarray(2, -2),
      shared,
      foreign,
    ]) {
      const report = scim.validate(input);
      expect(report.valid).toBe(true);
      expect(report.fixed()).toBe(text);
      expect(scim.parseFilter("userName pr").matches(input)).toBe(true);
    }
  });

  it("can be of an object of another realm too", () => {
    const foreign = runInNewContext("JSON.parse(text)", { text: JSON.stringify(mira) });
    expect(scim.validate(foreign).valid).toBe(true);
    expect(scim.parseFilter('emails.type eq "work"').matches(foreign)).toBe(true);
  });
});

describe("options", () => {
  it("are read before the core is asked, getters and all", () => {
    const options = {
      get resourceType() {
        expect(scim.validate(mira).valid).toBe(true);
        return "User";
      },
      get operation(): "create" {
        throw new Error("mine");
      },
    };
    expect(() => scim.validate(mira, options)).toThrow("mine");
    expect(scim.parseFilter("userName pr", options).attributes).toEqual([`${USER}:userName`]);
  });
});

describe("errors", () => {
  it("are a SCIM Error message as JSON", () => {
    const error = thrownBy(() => scim.parseFilter("title xx 1")) as ScimError;
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("ScimError");
    expect(error.constructor.name).toBe("ScimError");
    expect(error.message).toBe(error.detail);
    expect(String(error.stack)).toMatch(/^ScimError: /);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "400",
      scimType: "invalidFilter",
      detail: error.detail,
    });
    expect("operation" in error).toBe(false);
  });

  it("leave out what is not known", () => {
    expect(new ScimError({ status: 413, detail: "Too large." }).toJSON()).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "413",
      detail: "Too large.",
    });
    expect(new ScimInternalError("x").name).toBe("ScimInternalError");
  });
});

it("has the version of its package", () => {
  expect(version).toBe(manifest.version);
});
