// Names that lead to the prototype of an object in JavaScript, wherever a PATCH can name something: the answer is an error
// or a resource, and nothing outside of the resource changes.
import { Scim } from "scimlens";
import { afterEach, describe, expect, it } from "vitest";
import { ENTERPRISE, PATCH, USER } from "./resources.ts";

const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
const PROFILES = ["rfc", "lenient", "entra", "okta"] as const;

/** Operations, as text: JSON.stringify doesn't write `__proto__` of a literal. */
const operations = (name: string): string[] => {
  const path = (text: string, value = '"x"') =>
    ["add", "replace"].map(op => `{"op":"${op}","path":${JSON.stringify(text)},"value":${value}}`);
  const whole = (value: string) => ["add", "replace"].map(op => `{"op":"${op}","value":${value}}`);
  const key = JSON.stringify(name);
  return [
    ...path(name),
    ...path(`${name}.polluted`),
    ...path(`${name}.${name}`),
    ...path(`name.${name}`),
    ...path(`emails.${name}`),
    ...path(`emails[type eq "work"].${name}`),
    ...path(`emails[${name} eq "work"].value`),
    ...path(`${name}[value eq "x"].polluted`),
    ...path(`${USER}:${name}`),
    ...path(`${ENTERPRISE}:${name}`),
    ...path(`${ENTERPRISE}:manager.${name}`),
    ...path(`urn:${name}:polluted`),
    ...path(`urn:ietf:params:scim:schemas:${name}:2.0:User:polluted`),
    ...path("name", `{${key}:{"polluted":"x"},"givenName":"Mira"}`),
    ...path("emails", `[{${key}:{"polluted":"x"},"value":"m@shop.example"}]`),
    ...path(ENTERPRISE, `{${key}:{"polluted":"x"},"department":"Sales"}`),
    ...whole(`{${key}:{"polluted":"x"}}`),
    ...whole(`{${JSON.stringify(`${name}.polluted`)}:"x"}`),
    ...whole(`{"name":{${key}:{"polluted":"x"},"givenName":"Mira"}}`),
    ...whole(`{${JSON.stringify(ENTERPRISE)}:{${key}:{"polluted":"x"},"department":"Sales"}}`),
    ...whole(`{${JSON.stringify(`${ENTERPRISE}:${name}`)}:"x"}`),
    `{"op":"remove","path":${key}}`,
    `{"op":"remove","path":${JSON.stringify(`name.${name}`)}}`,
    `{"op":"remove","path":${JSON.stringify(`emails[${name} eq "x"]`)}}`,
  ];
};

/** All that hangs on the built-in prototypes. */
const world = () =>
  [Object, Array, String, Function].map(({ prototype }) => [
    Object.getPrototypeOf(prototype),
    ...Reflect.ownKeys(prototype).map(key => Reflect.getOwnPropertyDescriptor(prototype, key)),
  ]);

/** The names of the members of a value and of all that is in it, read as JSON has them. */
function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value === "object" && value !== null) {
    for (const name of Object.getOwnPropertyNames(value)) {
      if (!Array.isArray(value)) names.add(name);
      namesIn(Reflect.get(value, name), names);
    }
    expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
  }
  return names;
}

describe.each(PROFILES)("names of prototypes, profile %s", profile => {
  const scim = new Scim({ profile });
  const before = `{"schemas":["${USER}"],"id":"a","userName":"mira","name":{"familyName":"Oduya"},"emails":[{"value":"mira@shop.example","type":"work"}]}`;
  const untouched = world();

  afterEach(() => {
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(world()).toEqual(untouched);
  });

  it.each(NAMES)("%s", name => {
    let applied = 0;
    for (const operation of operations(name)) {
      const request = `{"schemas":["${PATCH}"],"Operations":[${operation}]}`;
      let result: ReturnType<typeof scim.applyPatch>;
      try {
        result = scim.applyPatch(before, request);
      } catch (error) {
        expect(error).toMatchObject({ name: "ScimError", status: 400 });
        continue;
      }
      applied++;
      const names = namesIn(result.resource);
      expect(names, operation).not.toContain(name);
      expect(names, operation).not.toContain("polluted");
    }
    // What no schema knows in a value is ignored, so some of them are applied.
    expect(applied).toBeGreaterThan(0);
  });

  it("gives a member of such a name that was there as a member, and no prototype", () => {
    const odd = `${before.slice(0, -1)},"__proto__":{"polluted":"x"},"constructor":{"prototype":{"polluted":"x"}}}`;
    const request = `{"schemas":["${PATCH}"],"Operations":[{"op":"add","path":"title","value":"Lead"}]}`;
    const { resource, json } = scim.applyPatch(odd, request) as { resource: object; json: string };
    expect(json).toContain('"__proto__":{"polluted":"x"}');
    expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
    expect(Object.hasOwn(resource, "__proto__")).toBe(true);
    expect(Object.hasOwn(resource, "title")).toBe(true);
  });
});
