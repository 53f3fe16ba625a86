import { applyPatch, Scim } from "scimlens";
import { describe, expect, it } from "vitest";
import {
  bytes,
  ENTERPRISE,
  LOCKER,
  lockerSchema,
  lockerType,
  mira,
  PATCH,
  thrownBy,
  USER,
} from "./resources.ts";

const scim = new Scim();
const request = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

describe("applyPatch", () => {
  const change = request(
    { op: "replace", path: 'emails[type eq "home"].value', value: "mira@😀.example" },
    { op: "add", path: `${ENTERPRISE}:costCenter`, value: "9" },
    { op: "remove", path: "name.givenName" },
  );

  it("gives the same for text, bytes and objects, and changes no input", () => {
    const [resource, operations] = [JSON.stringify(mira), JSON.stringify(change)];
    const expected = structuredClone(mira) as Record<string, never> & typeof mira;
    for (const email of expected.emails) if (email.type === "home") email.value = "mira@😀.example";
    Object.assign(expected[ENTERPRISE], { costCenter: "9" });
    Reflect.deleteProperty(expected.name, "givenName");
    for (const before of [resource, bytes(resource), mira]) {
      for (const told of [operations, bytes(operations), change]) {
        const result = scim.applyPatch(before, told);
        expect(result.changed).toBe(true);
        expect(result.resource).toEqual(expected);
        expect(JSON.parse(result.json)).toEqual(expected);
        expect(result.notes).toEqual([]);
      }
    }
    expect(JSON.stringify(mira)).toBe(resource);
    expect(JSON.stringify(change)).toBe(operations);
  });

  it("parses the resource once, on first read", () => {
    const result = scim.applyPatch(mira, change);
    expect(result.resource).toBe(result.resource);
  });

  it("keeps what it does not touch to the letter, numbers beyond a double too", () => {
    const text = `{"schemas":["${USER}"],"userName":"a","x":123456789012345678901234567890.10}`;
    const { json } = scim.applyPatch(text, request({ op: "add", path: "title", value: "Lead" }));
    expect(json).toBe(`${text.slice(0, -1)},"title":"Lead"}`);
  });

  it("records what each operation did, if told to", () => {
    expect(scim.applyPatch(mira, change).steps).toEqual([]);
    const { steps } = scim.applyPatch(mira, change, { trace: true });
    expect(steps.map(({ operation, op, changed }) => [operation, op, changed])).toEqual([
      [0, "replace", true],
      [1, "add", true],
      [2, "remove", true],
    ]);
    const [replaced, added, removed] = steps;
    expect(replaced?.after).toBe("mira@😀.example");
    expect(added?.touched).toEqual([`/${ENTERPRISE}/costCenter`]);
    expect(removed?.touched).toEqual(["/name/givenName"]);
    expect(removed).not.toHaveProperty("after");
    // @ts-expect-error it is a flag
    expect(() => scim.applyPatch(mira, change, { trace: "yes" })).toThrow(TypeError);
  });

  it("tolerates what the profile allows, and says so", () => {
    const sent = request({ op: "Replace", path: "active", value: "False" });
    const entra = new Scim({ profile: "entra" });
    const { resource, notes } = entra.applyPatch(mira, sent);
    expect(resource.active).toBe(false);
    expect(notes.map(({ code }) => code)).toEqual(["patch/op-case", "patch/boolean-string"]);
    expect(notes[1]?.pointer).toBe("/Operations/0/value");
    const strict = new Scim({
      profile: { base: "entra", quirks: { "coerce-boolean-strings": false } },
    });
    const refused = thrownBy(() => strict.applyPatch(mira, sent));
    expect(refused).toEqual(thrownBy(() => scim.applyPatch(mira, sent)));
    expect(refused).toMatchObject({ rule: "S-39", reference: "RFC 7643 §2.3.2" });
  });

  it("says where nothing changes", () => {
    const same = scim.applyPatch(mira, request({ op: "replace", path: "userName", value: "mira" }));
    expect(same.changed).toBe(false);
    expect(same.json).toBe(JSON.stringify(mira));
  });

  it("notes what it tolerates, with a range in the request's text only", () => {
    const telling = JSON.stringify(request({ op: "Replace", path: "title", value: "😀" }));
    const { notes } = scim.applyPatch(mira, telling);
    expect(notes).toHaveLength(1);
    const { start, end } = notes[0]?.range ?? { start: 0, end: 0 };
    expect(telling.slice(start, end)).toBe('"Replace"');
    expect(scim.applyPatch(mira, JSON.parse(telling)).notes[0]?.range).toBeUndefined();
  });

  it("refuses whole, and says which operation", () => {
    const telling = JSON.stringify(
      request({ op: "add", path: "title", value: "😀" }, { op: "replace", path: "id", value: "8" }),
    );
    const error = thrownBy(() => scim.applyPatch(mira, telling));
    expect(error).toMatchObject({
      name: "ScimError",
      status: 400,
      scimType: "mutability",
      operation: 1,
    });
    const { start, end } = (error as { range: { start: number; end: number } }).range;
    expect(telling.slice(start, end)).toBe('"id"');
    const ofObject = thrownBy(() => scim.applyPatch(mira, JSON.parse(telling)));
    expect(ofObject).toMatchObject({ scimType: "mutability", operation: 1 });
    expect("range" in (ofObject as object)).toBe(false);
  });

  it("says what is wrong with a resource or a request that can't be read", () => {
    const good = request({ op: "add", path: "title", value: "x" });
    for (const text of ["", "{", "[]", "null", '{"a":1,}', '{"a":1,"a":2}']) {
      const error = thrownBy(() => scim.applyPatch(text, good));
      expect(error).toMatchObject({ scimType: "invalidSyntax" });
      expect((error as Error).message).toMatch(/^The resource is not usable: /);
      expect(thrownBy(() => scim.applyPatch(mira, text))).toMatchObject({
        name: "ScimError",
        status: 400,
      });
    }
    const broken = bytes(JSON.stringify(mira));
    broken[broken.indexOf(0x4d)] = 0xff;
    expect(() => scim.applyPatch(broken, good)).toThrow(
      /The resource can't be read: The byte at offset \d+/,
    );
    expect(() => scim.applyPatch(mira, new Uint8Array([0xff]))).toThrow(
      /The request can't be read/,
    );
    expect(scim.applyPatch({ userName: "a" }, good, { resourceType: "User" }).changed).toBe(true);
  });

  it("keeps to the limits", () => {
    const small = new Scim({ limits: { operations: 2, documentBytes: 400 } });
    const one = { op: "add", path: "title", value: "x" };
    const user = { schemas: [USER], userName: "a" };
    expect(small.applyPatch(user, request(one, one)).changed).toBe(true);
    expect(() => small.applyPatch(user, request(one, one, one))).toThrow(
      /3 operations; the limit is 2/,
    );
    const long = { ...one, value: "x".repeat(400) };
    expect(() => small.applyPatch(user, request(long))).toThrow(/more than 400 bytes/);
    expect(() => small.applyPatch({ ...user, title: "x".repeat(400) }, request(one))).toThrow(
      /400 bytes/,
    );
  });

  it("works on resources of one's own types", () => {
    const own = new Scim({ schemas: lockerSchema, resourceTypes: lockerType });
    const locker = { schemas: [LOCKER], label: "A7", shelves: 3 };
    const result = own.applyPatch(locker, request({ op: "replace", path: "shelves", value: 4 }));
    expect(result.resource).toEqual({ ...locker, shelves: 4 });
    expect(() => own.applyPatch(locker, request({ op: "remove", path: "label" }))).toThrow(/label/);
  });

  it("never lets a name of JavaScript's own through", () => {
    for (const name of ["__proto__", "constructor", "prototype"]) {
      const value = JSON.parse(`{"${name}":{"polluted":true}}`);
      for (const operation of [
        { op: "add", value },
        { op: "add", path: name, value: { polluted: true } },
      ]) {
        try {
          scim.applyPatch(mira, request(operation)).resource;
        } catch (error) {
          expect(error).toMatchObject({ name: "ScimError" });
        }
        expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      }
    }
  });

  it("is there as a function too", () => {
    expect(
      applyPatch(mira, request({ op: "remove", path: "emails" })).resource.emails,
    ).toBeUndefined();
  });
});
