// scimlens/forms: what a form shows, what it says, and where what is wrong with that belongs.
import RjsfForm from "@rjsf/core";
import type { ValidatorType } from "@rjsf/utils";
import { Ajv } from "ajv";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createForm, type FormField, type RjsfValidator } from "../dist/esm/forms.js";
import { Scim } from "../dist/esm/index.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const DOTLESS = ENTERPRISE.replaceAll(".", "_");
const LOCKER = "urn:example:params:scim:schemas:1.0:Locker";

const scim = new Scim({
  schemas: {
    id: LOCKER,
    name: "Locker",
    attributes: [
      { name: "note", type: "string" },
      { name: "number", type: "integer", required: true, uniqueness: "server" },
      { name: "weightLimit", type: "decimal" },
      { name: "since", type: "dateTime" },
      { name: "photo", type: "binary" },
      { name: "homepage", type: "reference", referenceTypes: ["external"] },
      { name: "owner", type: "reference", referenceTypes: ["User"] },
      { name: "serial", type: "string", mutability: "immutable" },
      { name: "opened", type: "integer", mutability: "readOnly" },
      { name: "size", type: "string", canonicalValues: ["S", "L"] },
    ],
  },
  resourceTypes: { name: "Locker", endpoint: "/Lockers", schema: LOCKER },
});

const names = (fields: readonly FormField[] | undefined) => fields?.map(({ name }) => name);

describe("the fields of a form", () => {
  it("are those that the operation can set, what is required first", () => {
    const form = createForm(scim, "Locker");
    expect(names(form.fields)).toEqual([
      "number",
      "note",
      "weightLimit",
      "since",
      "photo",
      "homepage",
      "owner",
      "serial",
      "size",
      "externalId",
    ]);
    expect(form.fields[0]).toEqual({
      name: "number",
      attribute: "number",
      label: "Number",
      widget: "integer",
      multiValued: false,
      required: true,
      readOnly: false,
      immutable: false,
      caseExact: false,
      unique: true,
    });
    const widgets = form.fields.map(({ widget }) => widget);
    expect(widgets).toEqual([
      "integer",
      "text",
      "decimal",
      "dateTime",
      "binary",
      "url",
      "text",
      "text",
      "text",
      "text",
    ]);
    expect(form.fields.find(({ name }) => name === "size")?.suggestions).toEqual(["S", "L"]);
    expect(form.fields.find(({ name }) => name === "owner")?.referenceTypes).toEqual(["User"]);
    expect(form.fields.find(({ name }) => name === "serial")?.immutable).toBe(true);
  });

  it("of a user have groups, lists and extensions, with words for names", () => {
    const form = createForm(scim, "User");
    expect(form.fields[0]?.name).toBe("userName");
    expect(names(form.fields)).not.toContain("groups");
    expect(names(form.fields)).not.toContain("id");
    const field = (name: string) => form.fields.find(one => one.name === name);
    expect(field("userName")?.label).toBe("User name");
    expect(field("x509Certificates")?.label).toBe("X.509 certificates");
    expect(field("emails")).toMatchObject({ widget: "group", multiValued: true });
    expect(field("emails")?.fields?.find(({ name }) => name === "value")?.widget).toBe("email");
    expect(field("phoneNumbers")?.fields?.[0]?.widget).toBe("tel");
    expect(field("password")?.widget).toBe("password");
    expect(field(DOTLESS)).toMatchObject({ attribute: ENTERPRISE, label: "Enterprise user" });
    expect(names(field(DOTLESS)?.fields)).toContain("department");
    const manager = field(DOTLESS)?.fields?.find(({ name }) => name === "manager");
    expect(names(manager?.fields)).toEqual(["value", "$ref"]);
  });

  it("are all only shown for a reader, and those that nobody can set where that is asked for", () => {
    const read = createForm(scim, "User", { operation: "read" });
    expect(names(read.fields)).toEqual(expect.arrayContaining(["id", "meta", "groups"]));
    expect(read.fields.every(({ readOnly, required }) => readOnly && !required)).toBe(true);
    const form = createForm(scim, "User", { operation: "replace", readOnly: true });
    expect(form.fields.find(({ name }) => name === "id")?.readOnly).toBe(true);
    expect(form.fields.find(({ name }) => name === "title")?.readOnly).toBe(false);
  });

  it("are those that are named, in that order", () => {
    const form = createForm(scim, "User", {
      attributes: [
        "title",
        "name.familyName",
        `${ENTERPRISE}:department`,
        "name.givenName",
        "emails",
      ],
      label: attribute => (attribute === "title" ? "Anrede" : undefined),
      extensions: { [ENTERPRISE]: "work" },
    });
    expect(names(form.fields)).toEqual(["title", "name", "work", "emails"]);
    expect(names(form.fields[1]?.fields)).toEqual(["familyName", "givenName"]);
    expect(names(form.fields[2]?.fields)).toEqual(["department"]);
    expect(form.fields[0]?.label).toBe("Anrede");
    expect(() => createForm(scim, "User", { attributes: ["titel"] })).toThrow(
      "User has no attribute titel.",
    );
  });
});

describe("what a form says", () => {
  const form = createForm(scim, "User");

  it("is checked, and told by field", () => {
    const { valid, resource, findings, errors } = form.check({
      userName: "",
      emails: [{ value: "" }, { value: "m@example.com", primary: 7 }],
      [DOTLESS]: { manager: { value: 7 } },
    });
    expect(valid).toBe(false);
    expect(resource["schemas"]).toEqual([USER, ENTERPRISE]);
    expect(errors).toEqual({
      userName: ["userName is required."],
      "emails.1.primary": ["emails.primary is a boolean; 7 is a number."],
      [`${DOTLESS}.manager.value`]: [`${ENTERPRISE}:manager.value is a string; 7 is a number.`],
    });
    expect(findings[1]?.path).toEqual(["emails", 1, "primary"]);
    expect(findings[1]?.field?.attribute).toBe("emails.primary");
    expect(findings[1]?.pointer).toBe("/emails/0/primary");
  });

  it("goes to the nearest field, or the form, where there is none", () => {
    const short = createForm(scim, "User", { attributes: ["userName", "emails.value"] });
    const { errors } = short.check({ emails: [{ value: "m@example.com", type: 7 }], active: 7 });
    expect(errors).toEqual({
      userName: ["userName is required."],
      "emails.0": ["emails.type is a string; 7 is a number."],
      "": ["active is a boolean; 7 is a number."],
    });
  });

  it("becomes what the schema asks for", () => {
    const locker = createForm(scim, "Locker");
    const since = new Date("2026-01-02T03:04:05Z");
    const { valid, resource } = locker.check({
      number: "7",
      weightLimit: " 2.5 ",
      since,
      opened: Number.NaN,
    });
    expect(valid).toBe(true);
    expect(resource).toEqual({
      schemas: [LOCKER],
      number: 7,
      weightLimit: 2.5,
      since: "2026-01-02T03:04:05.000Z",
    });
    expect(locker.check({ number: "seven" }).errors).toEqual({
      number: ['number is an integer; "seven" is a string.'],
    });
  });

  it("goes there and back", () => {
    const stored = {
      schemas: [USER, ENTERPRISE],
      userName: "mira",
      [ENTERPRISE]: { department: "B" },
    };
    const values = form.toValues(stored);
    expect(values).toEqual({ userName: "mira", [DOTLESS]: { department: "B" } });
    expect(form.toResource(values).resource).toEqual(stored);
  });

  it("is judged by what is stored", () => {
    const replace = createForm(scim, "Locker", { operation: "replace" });
    const stored = { schemas: [LOCKER], number: 7, serial: "a" };
    expect(replace.check({ number: 7, serial: "b" }, stored).errors).toHaveProperty("serial");
    expect(replace.check({ number: 7, serial: "a" }, stored).valid).toBe(true);
  });

  it("can't reach the prototype of anything", () => {
    const values = JSON.parse('{"userName":"m","__proto__":{"polluted":1},"constructor":{"a":1}}');
    const { resource } = form.check(values);
    expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("react-jsonschema-form", () => {
  const form = createForm(scim, "User");

  it("has a schema that Ajv compiles in strict mode, and that fits the values", () => {
    const ajv = new Ajv({ strict: true, formats: { email: true, "date-time": true } });
    const fits = ajv.compile(form.jsonSchema());
    expect(fits({ userName: "mira", emails: [{ value: "m@example.com" }] })).toBe(true);
    expect(fits({ emails: {} })).toBe(false);
  });

  it("renders every field, with its label and kind of input", () => {
    const locker = createForm(scim, "Locker", { operation: "replace", readOnly: true });
    for (const one of [form, locker]) {
      const html = renderToStaticMarkup(
        createElement(RjsfForm, {
          schema: one.jsonSchema() as never,
          uiSchema: one.uiSchema() as never,
          validator: one.rjsfValidator() as ValidatorType,
        }),
      );
      for (const field of one.fields) {
        expect(html).toContain(field.label);
        if (!field.multiValued && !field.fields) expect(html).toContain(`id="root_${field.name}"`);
      }
      expect(html).not.toContain("Unknown field");
      expect(html).not.toContain("Unsupported");
      expect(html).not.toContain("No widget");
    }
  });

  it("has its messages at the fields, with those of the page's own check", () => {
    const validator = form.rjsfValidator();
    expectTypeOf<RjsfValidator>().toExtend<ValidatorType>();
    const data = { emails: [{ value: 7 }] };
    const check = (
      _data: unknown,
      errors: { emails: { value: { addError(text: string): void } }[] },
    ) => {
      errors.emails[0]?.value.addError("Not one of ours.");
      return errors;
    };
    const { errors, errorSchema } = validator.validateFormData(data, {}, check);
    expect(errors.map(({ property, message }) => [property, message])).toEqual([
      [".userName", "userName is required."],
      [".emails.0.value", "emails.value is a string; 7 is a number."],
      [".emails.0.value", "Not one of ours."],
    ]);
    expect(errorSchema).toEqual({
      userName: { __errors: ["userName is required."] },
      emails: {
        0: {
          value: { __errors: ["emails.value is a string; 7 is a number.", "Not one of ours."] },
        },
      },
    });
    const shorter = (list: { name: string }[]) =>
      list.filter(({ name }) => name === "schema/required");
    expect(validator.validateFormData(data, {}, undefined, shorter).errors).toHaveLength(1);
    expect(validator.rawValidation({}, { userName: "mira" })).toEqual({ errors: [] });
  });
});
