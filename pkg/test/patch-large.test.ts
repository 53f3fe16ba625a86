import { Scim } from "scimlens";
import { describe, expect, it } from "vitest";

// Of a large resource only what differs comes out of the core as text: the rest is cut from the text that went in.
// As bytes there is no such text, and all of it comes out.
const scim = new Scim();
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const bytes = (text: string) => new TextEncoder().encode(text);
const request = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

function group(names: (index: number) => string, space: string): string {
  const members = Array.from({ length: 2000 }, (_, index) => ({
    value: `m${index}`,
    display: names(index),
  }));
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
  return JSON.stringify({ schemas, displayName: "Crew", members }, undefined, space);
}

const NAMES: Record<string, (index: number) => string> = {
  ascii: index => `Member ${index}`,
  "of two and three bytes": index => `Żółć ${index} 海`,
  "beyond the basic plane": index => `${index} 🚢`,
  "with halves of characters": index => (index % 700 === 5 ? `\\ud83d` : `Member ${index}`),
};

const REQUESTS: Record<string, object> = {
  "the first member removed": request({ op: "remove", path: 'members[value eq "m0"]' }),
  "one in the middle removed": request({ op: "remove", path: 'members[value eq "m1000"]' }),
  "one added": request({ op: "add", path: "members", value: [{ value: "new", display: "海🚢" }] }),
  "both ends": request(
    { op: "replace", path: "displayName", value: "Czółno" },
    { op: "add", path: "members", value: [{ value: "new" }] },
  ),
  "all replaced": request({ op: "replace", path: "members", value: [{ value: "m0" }] }),
  nothing: request({ op: "replace", path: "displayName", value: "Crew" }),
  "what is noted": request({ op: "Add", path: "members", value: [{ value: "new" }] }),
};

describe("a large resource is patched the same as text and as bytes", () => {
  for (const [names, name] of Object.entries(NAMES)) {
    for (const space of ["", " "]) {
      for (const [title, operations] of Object.entries(REQUESTS)) {
        it(`names ${names}, ${space === "" ? "compact" : "spaced"}: ${title}`, () => {
          // A lone surrogate can stand in a string of JavaScript, but not in UTF-8.
          const text = group(name, space).replaceAll("\\\\ud83d", "\ud83d");
          const whole = scim.applyPatch(bytes(text), operations);
          const cut = scim.applyPatch(text, operations);
          expect(cut.json).toBe(whole.json);
          expect(cut.resource).toEqual(whole.resource);
          expect(cut).toEqual(whole);
          expect(cut.changed).toBe(title !== "nothing");
        });
      }
    }
  }
});
