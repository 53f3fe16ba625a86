import { Ajv, type ErrorObject, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { type JsonSchemaTarget, Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import { type Case, documents, operations } from "./corpus.ts";
import { CLIMATE, MACHINE, machineSchemas, machineType, WARRANTY } from "./machine.ts";
import { ENTERPRISE, mira, thrownBy, USER } from "./resources.ts";

const scim = new Scim({ schemas: machineSchemas, resourceTypes: machineType });
const targets: readonly JsonSchemaTarget[] = ["draft-07", "2020-12"];
const types = ["User", "Group", "Machine"];
/** How many documents of each type are tried with each operation. */
const cases: Record<string, number> = { User: 300, Group: 200, Machine: 1000 };

/**
 * What our validator refuses and JSON Schema can't: an error of this code alone leaves the document acceptable to Ajv.
 * docs/exports.md says the same to users.
 */
const LOOSER: Record<string, string> = {
  "json/duplicate-key": "the parser keeps the last of the values before a schema sees them",
  "json/lone-surrogate": "JSON Schema has no keyword for it",
  "schema/duplicate-attribute": "names that differ in case are different names to JSON Schema",
  "schema/integer": "1.0 and 1e2 are integers to JSON Schema",
  "schema/primary": "draft-07 can't count what an array contains",
};

/** What our validator accepts and JSON Schema can't, or takes for something else. */
const BLIND: Record<Case["done"][number], string> = {
  "name in another case": "JSON Schema compares names letter by letter",
  "URI in another case": "const and enum compare letter by letter",
};

/** What a dateTime of SCIM can be and `format: date-time` (RFC 3339) can't; it matters where formats are asserted. */
const NOT_RFC_3339: Record<string, RegExp> = {
  "schema/date-time-zone": /T[0-9:.]+$/,
  "the end of a day as 24:00:00": /T24:/,
  "a year of more than four digits or before 0": /^-|^[0-9]{5}/,
};

interface Schema {
  $id: string;
  required?: string[];
  properties?: Record<string, object>;
  $defs?: Record<string, object>;
}

function validator(target: JsonSchemaTarget, schema: object, options?: Options) {
  const Draft = target === "draft-07" ? Ajv : Ajv2020;
  const ajv = new Draft({ strict: true, allErrors: true, ...options });
  if (options?.validateFormats !== false) formats(ajv);
  return ajv.compile(schema);
}

/** The values that a format was asserted of in vain; undefined where something else was wrong as well. */
function refusedByFormat(errors: readonly ErrorObject[], document: unknown): unknown[] | undefined {
  // Every error inside an extension brings these two: it is no null, and so neither of the two.
  const own = errors.filter(error => !/\/anyOf(\/1\/type)?$/.test(error.schemaPath));
  if (own.some(error => error.keyword !== "format")) return undefined;
  return own.map(error => at(document, error.instancePath));
}

function at(document: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return (value as Record<string, unknown>)[name];
  }, document);
}

/** What of ours Ajv has to refuse as well. */
function expressible(code: string, pointer: string, document: unknown, target: JsonSchemaTarget) {
  if (code === "schema/integer") return !Number.isInteger(at(document, pointer));
  if (code === "schema/primary") return target !== "draft-07";
  // The corpus has names in another case in capitals; JSON Schema doesn't know what stands there.
  return !(code in LOOSER) && !/\/(?=[^/]*[A-Z])[^/a-z]+(\/|$)/.test(pointer);
}

describe("JSON Schema", () => {
  it("agrees with the validator on a generated corpus, but for what it can't express", () => {
    const met = new Set<string>();
    const verdicts = { valid: 0, invalid: 0 };
    const corpora = types.flatMap(type => operations.map(operation => ({ type, operation })));
    for (const { type, operation } of corpora) {
      const ours = scim.validator({ resourceType: type, operation });
      const theirs = targets.map(target => {
        const schema = scim.jsonSchema(type, { operation, target });
        const forms = validator(target, schema, { validateFormats: false });
        return { target, forms, formats: validator(target, schema) };
      });
      const agree = ({ text, done }: Case) => {
        const report = ours.check(text);
        const document: unknown = JSON.parse(text);
        const errors = report.diagnostics.filter(finding => finding.severity === "error");
        const codes = report.diagnostics.map(finding => finding.code);
        verdicts[report.valid ? "valid" : "invalid"]++;
        for (const { target, forms, formats } of theirs) {
          const accepts = forms(document);
          const both = () =>
            `${target} ${type} ${operation} ${text}\nours ${JSON.stringify(errors)}\nAjv ${JSON.stringify(forms.errors)}`;
          if (done.length > 0) {
            if (report.valid !== accepts) for (const what of done) met.add(what);
            continue;
          }
          const must = errors.filter(({ code, pointer }) =>
            expressible(code, pointer, document, target),
          );
          if (accepts) {
            if (must.length > 0) throw new Error(both());
            for (const { code } of errors) met.add(code in LOOSER ? code : "name in another case");
          } else if (report.valid) {
            throw new Error(both());
          }
          if (accepts && !formats(document)) {
            const refused = refusedByFormat(formats.errors ?? [], document);
            if (refused === undefined)
              throw new Error(`${both()}\n${JSON.stringify(formats.errors)}`);
            for (const value of refused) {
              const why = Object.entries(NOT_RFC_3339).filter(([, form]) => form.test(`${value}`));
              expect(why, `${value}`).not.toHaveLength(0);
              for (const [what] of why) {
                if (what.startsWith("schema/")) expect(codes, text).toContain(what);
                met.add(what);
              }
            }
          }
        }
      };
      fc.assert(fc.property(documents(scim, type, operation), agree), {
        numRuns: cases[type] ?? 0,
        seed: 7643,
      });
    }
    const expected = [LOOSER, BLIND, NOT_RFC_3339].flatMap(Object.keys);
    expect([...met].sort()).toEqual(expected.sort());
    // Neither side is right by always saying the same.
    expect(verdicts.valid).toBeGreaterThan(1000);
    expect(verdicts.invalid).toBeGreaterThan(1000);
  }, 60_000);

  it.each(targets)("%s compiles in strict mode and holds the built-in user to it", target => {
    const check = validator(target, scim.jsonSchema("User", { target }));
    expect(check(mira)).toBe(true);
    expect(check({ ...mira, userName: null })).toBe(false);
    expect(check({ ...mira, schemas: [USER] })).toBe(false);
    expect(check({ ...mira, schemas: [USER], [ENTERPRISE]: null })).toBe(true);
    expect(check({ ...mira, emails: [{ value: 7 }] })).toBe(false);
    expect(check({ ...mira, emails: null, favouriteColour: "green" })).toBe(true);
  });

  it("tells each operation what it needs", () => {
    const required = (operation: (typeof operations)[number]) =>
      scim.jsonSchema("Machine", { operation }) as { required: string[] };
    const always = ["schemas", WARRANTY];
    expect(new Set(required("create").required)).toEqual(
      new Set([...always, "label", "hall", "lines"]),
    );
    expect(required("replace").required).toEqual(required("create").required);
    expect(new Set(required("read").required)).toEqual(new Set([...always, "id"]));
    const properties = (operation: (typeof operations)[number]) =>
      (scim.jsonSchema("Machine", { operation }) as Schema).properties;
    // What only the service provider sets is ignored when a client sends it, whatever it is.
    expect(properties("create")?.["serial"]).toEqual({ readOnly: true });
    expect(properties("read")?.["serial"]).toEqual({ readOnly: true, type: ["string", "null"] });
    // What is never returned may be in a response without a value only.
    expect(properties("create")?.["pin"]).toEqual({ writeOnly: true, type: ["string", "null"] });
    expect(properties("read")?.["pin"]).toMatchObject({ type: ["array", "null"], maxItems: 0 });
  });

  it("says what can be said of an attribute", () => {
    const { properties = {}, $defs = {} } = scim.jsonSchema("Machine") as Schema;
    expect(properties["state"]).toEqual({
      type: ["string", "null"],
      examples: ["running", 'so-called "idle"'],
    });
    expect(properties["lines"]).toEqual({
      type: "array",
      items: { type: "integer" },
      minItems: 1,
    });
    expect(properties["built"]).toMatchObject({
      format: "date-time",
      pattern: expect.stringMatching(/^\^/),
    });
    expect(properties["manual"]).toMatchObject({ format: "uri-reference" });
    expect(properties["key"]).toMatchObject({ contentEncoding: "base64" });
    expect(properties["owner"]).toMatchObject({
      description: "Who answers for it",
      required: ["value"],
    });
    expect($defs[CLIMATE]).toMatchObject({ title: "Climate control", required: ["limit"] });
    expect($defs[WARRANTY]).toMatchObject({ required: ["until"] });
  });

  it("has an id of its own for each resource type and operation", () => {
    const ids = types.flatMap(type =>
      operations.map(operation => (scim.jsonSchema(type, { operation }) as Schema).$id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(`${MACHINE}?=Machine.read`);
    const ajv = new Ajv2020({ strict: true, validateFormats: false });
    for (const type of types) {
      for (const operation of operations) ajv.addSchema(scim.jsonSchema(type, { operation }));
    }
    for (const id of ids) expect(ajv.getSchema(`${id}`)).toBeTypeOf("function");
  });

  it("is refused for what is not known, with what is", () => {
    const unknown = thrownBy(() => scim.jsonSchema("Robot"));
    expect(unknown).toBeInstanceOf(ScimError);
    expect((unknown as ScimError).message).toMatch(/"Robot".*User, Group, Machine/);
    expect(() => scim.jsonSchema("User", { target: "draft-04" as "draft-07" })).toThrow(
      /draft-07, 2020-12/,
    );
    expect(() => scim.jsonSchema("User", { operation: "patch" as "read" })).toThrow(
      /create, replace, read/,
    );
    expect(thrownBy(() => scim.jsonSchema(7 as unknown as string))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => scim.jsonSchema("User", 7 as unknown as object))).toBeInstanceOf(
      TypeError,
    );
  });
});
