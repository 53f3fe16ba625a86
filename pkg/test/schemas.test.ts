import { Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import {
  bytes,
  ENTERPRISE,
  GROUP,
  LOCKER,
  lockerSchema,
  lockerType,
  mira,
  thrownBy,
  USER,
} from "./resources.ts";

const listOf = (...Resources: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: Resources.length,
  Resources,
});

describe("schemas and resource types", () => {
  it("are those of the standard, every characteristic spelled out", () => {
    const scim = new Scim();
    const ids = scim.schemas.map(schema => schema.id);
    expect(ids).toEqual(expect.arrayContaining([USER, GROUP, ENTERPRISE]));
    expect(scim.resourceTypes.map(type => type.name)).toEqual(["User", "Group"]);
    const user = scim.schemas.find(schema => schema.id === USER);
    const userName = user?.attributes.find(attribute => attribute.name === "userName");
    expect(userName).toMatchObject({
      type: "string",
      multiValued: false,
      required: true,
      caseExact: false,
      mutability: "readWrite",
      returned: "default",
      uniqueness: "server",
    });
    expect(scim.schemas).not.toBe(scim.schemas);
  });

  it.each([
    ["an object", lockerSchema, lockerType],
    ["text", JSON.stringify(lockerSchema), JSON.stringify(lockerType)],
    ["bytes", bytes(JSON.stringify(lockerSchema)), bytes(JSON.stringify(lockerType))],
    ["a list", [lockerSchema], [JSON.stringify(lockerType)]],
    ["a ListResponse", listOf(lockerSchema), listOf(lockerType)],
    ["the text of an array", JSON.stringify([lockerSchema]), JSON.stringify([lockerType])],
  ])("can be given as %s", (_, schemas, resourceTypes) => {
    const scim = new Scim({ schemas, resourceTypes });
    expect(scim.resourceTypes.map(type => type.name)).toContain("Locker");
    expect(scim.describe("shelves", { resourceType: "Locker" })).toMatchObject({ type: "integer" });
    const report = scim.validate({ schemas: [LOCKER], label: "A7", shelves: "3" });
    expect(report.resourceType).toBe("Locker");
    expect(report.diagnostics.map(finding => finding.pointer)).toEqual(["/shelves"]);
    expect(scim.validate(mira).valid).toBe(true);
    expect(
      scim.parseFilter("shelves gt 2", { resourceType: "Locker" }).matches({ shelves: 3 }),
    ).toBe(true);
  });

  it("that are broken are refused with all that is wrong", () => {
    const error = thrownBy(
      () =>
        new Scim({
          schemas: [
            { id: "no uri", attributes: [{ name: "9 a", type: "text" }] },
            "{",
            { ...lockerSchema, attributes: [...lockerSchema.attributes, { name: "LABEL" }] },
          ],
          resourceTypes: [
            { name: "A\nB", endpoint: "/x" },
            { ...lockerType, schema: "urn:example:none" },
          ],
        }),
    );
    expect(error).toBeInstanceOf(ScimError);
    const { message } = error as Error;
    for (const told of [
      /"no uri"/,
      /"9 a"/,
      /`type` is "text"/,
      /no JSON|ends before|belongs here/,
      /A\\nB/,
      /`schema` is required/,
    ]) {
      expect(message).toMatch(told);
    }
    const { documents = [], diagnostics } = error as ScimError;
    expect(diagnostics).toEqual(documents.flatMap(document => document.diagnostics));
    expect(diagnostics?.filter(({ severity }) => severity === "error").length).toBeGreaterThan(5);
    expect(documents.map(({ option, index }) => `${option} ${index}`)).toEqual([
      "schemas 0",
      "schemas 1",
      "schemas 2",
      "resourceTypes 0",
      "resourceTypes 1",
    ]);
    expect(documents[2]?.diagnostics).toContainEqual(
      expect.objectContaining({
        code: "definition/duplicate",
        severity: "error",
        pointer: `/attributes/${lockerSchema.attributes.length}/name`,
      }),
    );
    expect(new Scim({ schemas: lockerSchema }).schemas.some(schema => schema.id === LOCKER)).toBe(
      true,
    );
  });

  it("that no document is are refused by type", () => {
    for (const wrong of [7, () => 1, [null], [undefined], true, new ArrayBuffer(1)]) {
      expect(thrownBy(() => new Scim({ schemas: wrong as object }))).toBeInstanceOf(TypeError);
      expect(thrownBy(() => new Scim({ resourceTypes: wrong as object }))).toBeInstanceOf(
        TypeError,
      );
    }
    expect(() => new Scim({ schemas: new Uint8Array([0xff]) })).toThrow(
      "A schema is JSON in UTF-8",
    );
    expect(() => new Scim({ schemas: `{"id":"\ud83d"}` })).toThrow(
      "A schema is JSON in UTF-8; this text has half of a surrogate pair.",
    );
    expect(() => new Scim(7 as unknown as object)).toThrow("Options are an object, not a number.");
    expect(() => new Scim({ limits: 7 as unknown as object })).toThrow(
      "The option `limits` is an object, not a number.",
    );
    expect(new Scim(null as unknown as undefined).validate(mira).valid).toBe(true);
  });

  it("of one toolkit are not those of another", () => {
    const own = new Scim({ schemas: lockerSchema, resourceTypes: lockerType });
    const other = new Scim();
    expect(own.describe("shelves", { resourceType: "Locker" })).toBeDefined();
    expect(() => other.describe("shelves", { resourceType: "Locker" })).toThrow(ScimError);
    expect(own.validate(mira).valid && other.validate(mira).valid).toBe(true);
  });
});

describe("describe", () => {
  const scim = new Scim();

  it("knows attributes and sub-attributes by SCIM's notation, in any case", () => {
    expect(scim.describe("userName")).toMatchObject({ name: "userName", required: true });
    expect(scim.describe("EMAILS.Type")).toMatchObject({ name: "type" });
    expect(scim.describe("emails.type")?.canonicalValues).toContain("work");
    expect(scim.describe(`${ENTERPRISE}:manager`)?.subAttributes?.length).toBeGreaterThan(1);
    expect(scim.describe("members", { resourceType: "Group" })).toMatchObject({
      multiValued: true,
    });
  });

  it("does not know what is not there", () => {
    for (const name of [
      "",
      "shoeSize",
      "emails.",
      ".",
      "userName.value",
      "\ud800",
      "a".repeat(100_000),
      "__proto__",
    ]) {
      expect(scim.describe(name)).toBeUndefined();
    }
    expect(scim.describe("members", { resourceType: "User" })).toBeUndefined();
  });
});

describe("limits", () => {
  it("are told, those that are given and those that are not", () => {
    expect(new Scim({ limits: { depth: 9 } }).limits).toEqual({
      documentBytes: 64 * 1024 * 1024,
      depth: 9,
      filterLength: 65_536,
      filterDepth: 100,
      filterClauses: 5000,
      operations: 100_000,
      visits: 20_000_000,
    });
    expect(new Scim({ limits: { depth: 1e9, filterDepth: 1e9 } }).limits).toMatchObject({
      depth: 1000,
      filterDepth: 200,
    });
  });

  it("are whole numbers", () => {
    for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 32, "7" as unknown as number, {} as number]) {
      expect(() => new Scim({ limits: { depth: wrong } })).toThrow(
        "The limit `depth` is a whole number from 1 to 4294967295.",
      );
    }
  });

  it("can't be changed by changing what was told", () => {
    const scim = new Scim();
    scim.limits.documentBytes = 1;
    expect(scim.limits.documentBytes).toBeGreaterThan(1);
    expect(scim.validate(mira).valid).toBe(true);
  });
});
