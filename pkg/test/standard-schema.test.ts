// scimlens/standard-schema in the libraries that take such a schema.
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { FormApi } from "@tanstack/form-core";
import { Ajv } from "ajv";
import { describe, expect, expectTypeOf, it } from "vitest";
import { Scim } from "../dist/esm/index.js";
import { standardSchema } from "../dist/esm/standard-schema.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const DOTLESS = ENTERPRISE.replaceAll(".", "_");
const scim = new Scim();

interface Person {
  userName: string;
  emails: { value: string; type: string }[];
  [DOTLESS: string]: unknown;
}

/** Paths and messages of the issues. */
function issuesOf(schema: StandardSchemaV1, value: unknown): [string, string][] {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) throw new Error("it answers at once");
  return (result.issues ?? []).map(({ path = [], message }) => [path.join("|"), message]);
}

describe("a Standard Schema of a resource type", () => {
  it("has the types of the specification", () => {
    const schema = standardSchema<Person>(scim, "User");
    expectTypeOf(schema).toExtend<StandardSchemaV1<Person, Person>>();
    expectTypeOf(schema).toExtend<StandardJSONSchemaV1<Person, Person>>();
    expectTypeOf<StandardSchemaV1.InferOutput<typeof schema>>().toEqualTypeOf<Person>();
    expect(schema["~standard"].version).toBe(1);
    expect(schema["~standard"].vendor).toBe("scimlens");
  });

  it("gives what is sound as it is", () => {
    const value = Object.freeze({ schemas: [USER], userName: "mira" });
    const result = standardSchema(scim, "User")["~standard"].validate(value);
    expect(result).toEqual({ value });
    expect("value" in result && result.value).toBe(value);
  });

  it("tells what is missing where it would stand, and what is wrong where it stands", () => {
    const value = {
      schemas: [USER, ENTERPRISE],
      emails: [{ value: "a@example.com" }, { value: 7, primary: "yes" }],
      [ENTERPRISE]: { employeeNumber: 7, manager: { value: 1 } },
    };
    expect(issuesOf(standardSchema(scim, "User"), value)).toEqual([
      ["userName", "userName is required."],
      ["emails|1|value", "emails.value is a string; 7 is a number."],
      ["emails|1|primary", 'emails.primary is a boolean; "yes" is a string.'],
      [`${ENTERPRISE}|employeeNumber`, `${ENTERPRISE}:employeeNumber is a string; 7 is a number.`],
      [`${ENTERPRISE}|manager|value`, `${ENTERPRISE}:manager.value is a string; 1 is a number.`],
    ]);
  });

  it("has no issue for warnings, unless they are asked for", () => {
    const value = { schemas: [USER], userName: "mira", nickname: 1, colour: 2 };
    expect(issuesOf(standardSchema(scim, "User"), value).map(([path]) => path)).toEqual([
      "nickname",
    ]);
    const all = issuesOf(standardSchema(scim, "User", { issues: "info" }), value);
    expect(new Set(all.map(([path]) => path))).toEqual(new Set(["nickname", "colour"]));
    expect(all.length).toBeGreaterThan(1);
    const strict = issuesOf(standardSchema(scim, "User", { unknown: "error" }), value);
    expect(strict.map(([path]) => path)).toContain("colour");
  });

  it("knows the operation, and what is stored", () => {
    const current = { schemas: [USER], id: "1", userName: "mira" };
    const read = standardSchema(scim, "User", { operation: "read" });
    expect(issuesOf(read, { schemas: [USER], userName: "mira" })).toEqual([
      ["id", "id is required."],
    ]);
    const replace = standardSchema(scim, "User", {
      operation: "replace",
      current,
      issues: "info",
    });
    expect(issuesOf(replace, { ...current, id: "2" }).map(([path]) => path)).toEqual(["id"]);
    expect(issuesOf(replace, current)).toEqual([]);
  });

  it.each([
    ["text", "a string"],
    [null, "null"],
    [undefined, "undefined"],
    [[1], "an array"],
    [new Uint8Array(2), "a Uint8Array"],
  ])("takes %j as a value like any other", (value, kind) => {
    expect(issuesOf(standardSchema(scim, "User"), value)).toEqual([
      ["", `A User is an object, not ${kind}.`],
    ]);
  });

  it.each([false, true])("has an issue for what is no JSON (form: %s)", form => {
    const round: Record<string, unknown> = { userName: "mira" };
    round["self"] = round;
    let deep: object = {};
    for (let depth = 0; depth < 50_000; depth++) deep = { deep };
    const failing = {
      get userName() {
        throw new Error("a getter");
      },
    };
    for (const value of [round, deep, failing, { userName: 1n }])
      expect(issuesOf(standardSchema(scim, "User", { form }), value)).toEqual([
        ["", "A User has to be JSON, and this can't be written as such."],
      ]);
    const freed = new Scim();
    const schema = standardSchema(freed, "User", { form });
    freed.free();
    expect(() => issuesOf(schema, { userName: "mira" })).toThrow("freed");
  });

  it("refuses a resource type that there isn't", () => {
    expect(() => standardSchema(scim, "Locker")).toThrow(
      'There is no resource type "Locker"; there are User, Group.',
    );
  });
});

describe("for a form", () => {
  const schema = standardSchema(scim, "User", { form: true });

  it("has the resource as its output", () => {
    const values = {
      userName: "mira",
      displayName: "",
      active: "true",
      emails: [{ value: "", type: "" }, { value: "m@example.com", type: "work" }, {}],
      name: { givenName: "", familyName: "" },
      [DOTLESS]: { department: "Buying", manager: { value: "" } },
    };
    expect(schema["~standard"].validate(values)).toEqual({
      value: {
        schemas: [USER, ENTERPRISE],
        userName: "mira",
        active: true,
        emails: [{ value: "m@example.com", type: "work" }],
        [ENTERPRISE]: { department: "Buying" },
      },
    });
  });

  it("tells of a row at its place in the form, and of extensions by the form's names", () => {
    const values = {
      userName: "",
      emails: [{ value: "" }, { value: "m@example.com", primary: 7 }],
      [DOTLESS]: { employeeNumber: 7 },
    };
    expect(issuesOf(schema, values).map(([path]) => path)).toEqual([
      "userName",
      "emails|1|primary",
      `${DOTLESS}|employeeNumber`,
    ]);
  });

  it("calls extensions as it is told", () => {
    const own = standardSchema(scim, "User", { form: { extensions: { [ENTERPRISE]: "work" } } });
    const values = { userName: "mira", work: { employeeNumber: 7 } };
    expect(issuesOf(own, values).map(([path]) => path)).toEqual(["work|employeeNumber"]);
    expect(Object.keys(inputOf(own, "draft-07").properties)).toContain("work");
  });

  it("is resolved by react-hook-form", async () => {
    const resolve = standardSchemaResolver(schema);
    const options = { fields: {}, shouldUseNativeValidation: false } as const;
    const good = await resolve({ userName: "mira" }, undefined, options);
    expect(good).toEqual({ values: { schemas: [USER], userName: "mira" }, errors: {} });
    const values = { emails: [{ value: "" }, { value: 7 }], [DOTLESS]: { department: 7 } };
    const bad = (await resolve(values as never, undefined, options)).errors as Record<
      string,
      // biome-ignore lint/suspicious/noExplicitAny: the errors of a form of any shape
      any
    >;
    expect(bad["userName"].message).toBe("userName is required.");
    expect(bad["emails"][0]).toBeUndefined();
    expect(bad["emails"][1].value.message).toBe("emails.value is a string; 7 is a number.");
    expect(bad[DOTLESS].department.message).toContain("is a string; 7 is a number.");
  });

  it("validates in TanStack Form", async () => {
    const form = new FormApi({
      defaultValues: { userName: "", emails: [{ value: "" }], [DOTLESS]: { department: "" } },
      validators: { onChange: schema as StandardSchemaV1<never, never> },
    });
    form.mount();
    await form.handleSubmit();
    const errors = () =>
      Object.entries(form.getAllErrors().fields).map(([name, { errors }]) => [
        name,
        (errors as { message: string }[]).map(({ message }) => message),
      ]);
    expect(errors()).toEqual([["userName", ["userName is required."]]]);
    expect(form.state.canSubmit).toBe(false);
    form.setFieldValue("userName", "mira");
    form.setFieldValue(`${DOTLESS}.department` as never, 7 as never);
    await form.handleSubmit();
    expect(errors().map(([name]) => name)).toEqual([`${DOTLESS}.department`]);
  });
});

function inputOf(schema: StandardJSONSchemaV1, target: StandardJSONSchemaV1.Target) {
  return schema["~standard"].jsonSchema.input({ target }) as {
    $schema: string;
    properties: Record<string, object>;
    required: string[];
  };
}

describe("as Standard JSON Schema", () => {
  it("is written for both drafts, and refuses others", () => {
    const schema = standardSchema(scim, "User");
    const input = inputOf(schema, "draft-07");
    expect(input.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(input).toEqual(scim.jsonSchema("User", { target: "draft-07" }));
    expect(inputOf(schema, "draft-2020-12").$schema).toContain("2020-12");
    expect(() => inputOf(schema, "openapi-3.0")).toThrow(
      'There is no JSON Schema for "openapi-3.0"; draft-07 and draft-2020-12 are known.',
    );
  });

  it("of a form accepts what the form has, and its output what is sent", () => {
    const schema = standardSchema(scim, "User", { form: true });
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const input = ajv.compile(inputOf(schema, "draft-07"));
    expect(input({ userName: "mira", [DOTLESS]: { department: "Buying" } })).toBe(true);
    expect(input({ userName: "mira", [DOTLESS]: { department: 7 } })).toBe(false);
    expect(input({})).toBe(false);
    const output = schema["~standard"].jsonSchema.output({ target: "draft-07" });
    const sent = new Ajv({ strict: false, validateFormats: false }).compile(output);
    const { value } = schema["~standard"].validate({ userName: "mira" }) as { value: object };
    expect(sent(value)).toBe(true);
    expect(sent({ userName: "mira" })).toBe(false);
  });
});
