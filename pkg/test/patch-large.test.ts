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
  "with characters that stand for what is no UTF-8": index =>
    index % 700 === 5 ? "\ufffd" : `Member ${index}`,
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
          const text = group(name, space);
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

describe("half of a surrogate pair, which UTF-8 can't hold, is refused", () => {
  const text = group(index => `Member ${index}`, "");
  const cut = text.replace("Member 7", "Member \ud83d");

  it("in the resource", () => {
    const { nothing } = REQUESTS;
    expect(() => scim.applyPatch(cut, nothing as object)).toThrow(
      "The resource can't be read: Half of a surrogate pair stands here, which is no character.",
    );
    expect(scim.applyPatch(text, nothing as object).changed).toBe(false);
  });

  it("in the request, with its place", () => {
    const operations = JSON.stringify(REQUESTS["both ends"]).replace("Czółno", "é\ud83d");
    const at = operations.indexOf("\ud83d");
    try {
      scim.applyPatch(text, operations);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ scimType: "invalidSyntax", range: { start: at, end: at + 1 } });
    }
  });
});
