import { type Diagnostic, Scim, validate } from "scimlens";
import { describe, expect, it } from "vitest";
import { bytes, GROUP, mira, thrownBy, USER } from "./resources.ts";

const scim = new Scim();

/** The part of a text that a finding is about. */
function marked(text: string, finding: Diagnostic | undefined): string {
  const { start, end } = finding?.range ?? { start: 0, end: 0 };
  return text.slice(start, end);
}

describe("validate", () => {
  it("finds nothing wrong with a sound user, as text, bytes and object", () => {
    const text = JSON.stringify(mira);
    for (const input of [text, bytes(text), mira]) {
      const report = scim.validate(input);
      expect(report.valid).toBe(true);
      expect(report.counts).toEqual({ error: 0, warning: 0, info: 0 });
      expect(report.diagnostics).toEqual([]);
      expect(report.kind).toBe("resource");
      expect(report.resourceType).toBe("User");
    }
  });

  it("says the same of text, bytes and object, but for positions", () => {
    const broken = {
      ...mira,
      userName: 7,
      active: "True",
      nickname: "M",
      emails: [{ value: "x", type: 1 }],
    };
    const text = JSON.stringify(broken);
    const ofText = scim.validate(text).diagnostics;
    expect(ofText.map(finding => finding.code)).toContain("schema/type");
    expect(scim.validate(bytes(text)).diagnostics).toEqual(ofText);
    const ofObject = scim.validate(broken).diagnostics;
    expect(ofObject).toEqual(ofText.map(({ range, fixes, ...rest }) => rest));
    expect(ofObject.length).toBeGreaterThan(2);
  });

  it("counts by severity, and is valid without errors", () => {
    const report = scim.validate({ schemas: [USER], userName: "a", shoeSize: 42 });
    expect(report.counts).toEqual({ error: 0, warning: 1, info: 0 });
    expect(report.valid).toBe(true);
    expect(report.diagnostics[0]).toMatchObject({ severity: "warning", pointer: "/shoeSize" });
  });

  it("tells of the resource type only where there is one", () => {
    expect(scim.validate({ schemas: [GROUP], displayName: "Buyers" }).resourceType).toBe("Group");
    const broken = scim.validate("");
    expect(broken.valid).toBe(false);
    expect("resourceType" in broken).toBe(false);
  });

  it("finds out what kind of document it is, or is told", () => {
    const api = "urn:ietf:params:scim:api:messages:2.0:";
    const Operations = [{ op: "remove", path: "nikName" }];
    const patch = JSON.stringify({ schemas: [`${api}PatchOp`], Operations });
    const report = scim.validate(patch);
    expect(report.kind).toBe("patch");
    expect(report.resourceType).toBe("User");
    expect(report.diagnostics.map(finding => finding.pointer)).toEqual(["/Operations/0/path"]);
    expect(marked(patch, report.diagnostics[0])).toBe("nikName");
    expect(scim.validate({ schemas: [`${api}Error`], status: "404" }).kind).toBe("error");
    const told = scim.validate({ Operations }, { kind: "patch", resourceType: "Group" });
    expect(told.kind).toBe("patch");
    expect(told.resourceType).toBe("Group");
    expect(() => scim.validate("{}", { kind: "letter" as "patch" })).toThrow(
      'The option `kind` is "letter", which is none of resource, patch, bulk,',
    );
    expect(scim.validator({ kind: "search" }).check({}).kind).toBe("search");
  });

  it("reads its options", () => {
    const stored = { ...mira, id: "7", meta: { resourceType: "User" } };
    const text = JSON.stringify({ userName: "a", shoeSize: 42 });
    expect(scim.validate(text, { resourceType: "User", unknown: "ignore" }).counts.warning).toBe(0);
    expect(scim.validate(text, { resourceType: "User", unknown: "info" }).counts.info).toBe(1);
    const strict = scim.validate({ ...mira, shoeSize: 42 }, { unknown: "error" });
    expect(strict.valid).toBe(false);
    expect(scim.validate(stored, { operation: "read" }).valid).toBe(true);
    expect(scim.validate(mira, { operation: "read" }).valid).toBe(false);
  });

  it("holds a replacement to what is stored, as text, bytes and object", () => {
    const stored = { ...mira, id: "7", groups: [{ value: "g1" }] };
    const next = JSON.stringify({ ...stored, id: "8", title: "Buyer" });
    for (const current of [stored, JSON.stringify(stored), bytes(JSON.stringify(stored))]) {
      const report = scim.validate(next, { operation: "replace", current });
      expect(report.diagnostics.map(({ code, pointer }) => [code, pointer])).toEqual([
        ["schema/read-only", "/id"],
      ]);
      expect(JSON.parse(report.fixed())).toEqual({ ...stored, id: undefined, title: "Buyer" });
      expect(report.render("text")).toContain("schema/read-only");
    }
    expect(scim.validate(next, { operation: "replace" }).diagnostics).toEqual([]);
    const reused = bytes(JSON.stringify(stored));
    const validator = scim.validator({ operation: "replace", current: reused });
    reused.fill(0);
    expect(validator.check(next).counts.info).toBe(1);
  });

  it("refuses a stored resource that is none", () => {
    const options = (current: unknown) => ({ operation: "replace" as const, current }) as object;
    for (const current of ["", "{", "[]", '{"id":1,"id":2}', bytes("7")])
      expect(() => scim.validate(mira, options(current))).toThrow(/`current` is a resource/);
    expect(() => scim.validate(mira, options(7))).toThrow(TypeError);
    expect(() => scim.validate(mira, options(bytes("{}").map(() => 0xff)))).toThrow(/UTF-8/);
    expect(scim.validate(mira, options(null)).valid).toBe(true);
  });

  it("refuses options that mean nothing, and names those that do", () => {
    const wrong = thrownBy(() => scim.validate(mira, { operation: "update" as "create" }));
    expect(wrong).toMatchObject({ name: "ScimError", scimType: "invalidValue" });
    expect((wrong as Error).message).toBe(
      'The option `operation` is "update", which is none of create, replace, read.',
    );
    expect(() => scim.validate(mira, { resourceType: "Device" })).toThrow(/none of User, Group/);
  });

  it("validates again and again with the same validator", () => {
    const validator = scim.validator({ resourceType: "User", unknown: "error" });
    expect(validator.check(mira).valid).toBe(true);
    expect(validator.check(JSON.stringify({ ...mira, x: 1 })).valid).toBe(false);
    expect(validator.check(mira).valid).toBe(true);
    expect(() => scim.validator({ unknown: 3 as unknown as "error" })).toThrow(TypeError);
  });

  it("is there as a function too", () => {
    expect(validate(mira).valid).toBe(true);
    expect(validate("[]").valid).toBe(false);
  });
});

describe("ranges", () => {
  it("count UTF-16 code units, whatever stands before", () => {
    for (const before of ["a", "é", "😀", "𝒳𝒴", "a\u0301"]) {
      const text = `{"schemas":["${USER}"],"userName":"${before}","active":"yes 😀"}`;
      for (const input of [text, bytes(text)]) {
        const [finding] = scim.validate(input).diagnostics;
        expect(marked(text, finding)).toBe('"yes 😀"');
      }
    }
  });

  it("hold with CRLF, and with a byte order mark", () => {
    const text = `{\r\n  "schemas": ["${USER}"],\r\n  "userName": "a",\r\n  "active": 1\r\n}\r\n`;
    expect(marked(text, scim.validate(text).diagnostics[0])).toBe("1");
    const marking = `\uFEFF${text}`;
    for (const input of [marking, bytes(marking)]) {
      const [mark, finding] = scim.validate(input).diagnostics;
      expect(marked(marking, mark)).toBe("\uFEFF");
      expect(marked(marking, finding)).toBe("1");
    }
  });

  it("count half a surrogate pair as the one unit that it is", () => {
    for (const before of ["", "é", "漢😀".repeat(300)]) {
      const text = `{"schemas":["${USER}"],"userName":"${before}\ud83d","active":1}`;
      const report = scim.validate(text);
      const [half, type] = report.diagnostics;
      expect(half).toMatchObject({ code: "json/lone-surrogate", severity: "error" });
      expect(marked(text, half)).toBe("\ud83d");
      expect(marked(text, type)).toBe("1");
      expect(report.fixed()).toBe(text);
      expect(report.render("text")).toContain("Half of a surrogate pair");
    }
  });

  it("tell a low half and a half at the end as well, and no whole character", () => {
    for (const [text, at] of [
      [`{"schemas":["${USER}"],"userName":"\ude00😀\ud83d"}`, 70],
      ["{}\ud83d", 2],
    ] as const) {
      const half = scim
        .validate(text)
        .diagnostics.find(({ code }) => code === "json/lone-surrogate");
      expect(half?.range).toEqual({ start: at, end: at + 1 });
    }
    expect(scim.validate(`{"schemas":["${USER}"],"userName":"😀"}`).diagnostics).toEqual([]);
  });

  it("tell halves where the runtime has no isWellFormed", () => {
    const prototype = String.prototype as { isWellFormed?: () => boolean };
    const own = prototype.isWellFormed;
    try {
      delete prototype.isWellFormed;
      const text = `{"schemas":["${USER}"],"userName":"é\ud83d"}`;
      expect(scim.validate(text).diagnostics[0]?.code).toBe("json/lone-surrogate");
      expect(scim.validate(text.replace("\ud83d", "😀")).diagnostics).toEqual([]);
    } finally {
      if (own !== undefined) prototype.isWellFormed = own;
    }
  });

  it("are exact behind more text than fits into the first buffer", () => {
    for (const filling of ["x", "é", "漢", "😀"]) {
      const text = `{"schemas":["${USER}"],"userName":"${filling.repeat(90_000)}","active":1}`;
      const { diagnostics } = scim.validate(text);
      expect(marked(text, diagnostics[0])).toBe("1");
    }
  });

  it("are of the bytes as they decode, where they are no UTF-8", () => {
    const input = bytes(`{"schemas":["${USER}"],"userName":"~","active":1}`);
    input[input.indexOf(0x7e)] = 0xff;
    const text = new TextDecoder().decode(input);
    const [encoding, type] = scim.validate(input).diagnostics;
    expect(encoding).toMatchObject({ code: "json/encoding", severity: "error" });
    expect(marked(text, encoding)).toBe("\uFFFD");
    expect(marked(text, type)).toBe("1");
  });
});

describe("a report", () => {
  const text = `{"schemas":["${USER}"],"userName":"mira","active":"True"}`;

  it("has edits that mend what they are about", () => {
    const [finding] = scim.validate(text).diagnostics;
    const [fix] = finding?.fixes ?? [];
    const [edit] = fix?.edits ?? [];
    expect(fix).toMatchObject({ safety: "safe" });
    const range = edit?.range ?? { start: 0, end: 0 };
    const mended = text.slice(0, range.start) + edit?.text + text.slice(range.end);
    expect(JSON.parse(mended).active).toBe(true);
    expect(scim.validate(mended).valid).toBe(true);
  });

  it("fixes what can be fixed without asking", () => {
    const report = scim.validate(`\uFEFF${text.slice(0, -1)},}`);
    expect(report.valid).toBe(false);
    expect(report.fixed()).toBe(text.replace('"True"', "true"));
    expect(scim.validate(bytes(text)).fixed()).toBe(text.replace('"True"', "true"));
    expect(JSON.parse(scim.validate({ ...mira, active: "true" }).fixed())).toEqual(mira);
    expect(scim.validate(JSON.stringify(mira)).fixed()).toBe(JSON.stringify(mira));
  });

  it("can be written out for people and for programs", () => {
    const report = scim.validate(text);
    expect(report.render("text")).toContain("`active` is a boolean");
    expect(JSON.parse(report.render("json"))).toBeTypeOf("object");
    expect(report.render("json")).toContain("schema/type");
    expect(() => report.render("pdf" as "text")).toThrow(
      'There is no format "pdf": use one of text, json, sarif, markdown.',
    );
  });

  it("parses its findings once, on first read", () => {
    const report = scim.validate(text);
    expect(report.diagnostics).toBe(report.diagnostics);
  });

  it("keeps to its document when the next one is checked, and when its bytes are used again", () => {
    const input = bytes(text);
    const first = scim.validate(input);
    const second = scim.validate("[]");
    input.fill(0x20);
    expect(first.fixed()).toBe(text.replace('"True"', "true"));
    expect(second.fixed()).toBe("[]");
    expect(first.diagnostics).toHaveLength(1);
    expect(first.render("text")).toContain("`active` is a boolean");
  });

  it("keeps to its options", () => {
    const options = { unknown: "error" as "error" | "ignore" };
    const report = scim.validate({ ...mira, x: 1 }, options);
    options.unknown = "ignore";
    expect(report.render("text")).toContain("has no attribute `x`");
  });

  it("can be read after its toolkit was freed; only what has to look again can't be had", () => {
    const own = new Scim();
    const report = own.validate(text);
    own.free();
    expect(report.diagnostics).toHaveLength(1);
    expect(() => report.render("text")).toThrow(/has been freed/);
    expect(() => report.fixed()).toThrow(/has been freed/);
  });
});

describe("limits", () => {
  it("answer a document that is too long by its length, and fix nothing in it", () => {
    const small = new Scim({ limits: { documentBytes: 100 } });
    for (const text of ["[1,]".padEnd(101), `[1,]${"é".repeat(50)}`]) {
      for (const input of [text, bytes(text)]) {
        const report = small.validate(input);
        expect(report.diagnostics).toMatchObject([
          { code: "json/size", severity: "error", pointer: "" },
        ]);
        expect(report.fixed()).toBe(text);
        expect(report.render("text")).toContain("more than 100 bytes");
      }
    }
    expect(small.validate("[1,]".padEnd(100)).diagnostics.map(finding => finding.code)).toContain(
      "json/syntax",
    );
  });

  it("answer even what is longer than memory reaches", () => {
    const huge = new Uint8Array(2 ** 31 + 8);
    expect(scim.validate(huge).diagnostics).toMatchObject([{ code: "json/size" }]);
    const boundless = new Scim({ limits: { documentBytes: 2 ** 32 - 1 } });
    expect(thrownBy(() => boundless.validate(huge))).toMatchObject({
      name: "ScimError",
      status: 413,
    });
    expect(boundless.validate(mira).valid).toBe(true);
  });

  it("end where nesting would cost the stack", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(scim.validate(nested(129)).diagnostics[0]?.code).toBe("json/depth");
    const deep = new Scim({ limits: { depth: 1_000_000 } });
    expect(deep.limits.depth).toBe(1000);
    const text = `{"schemas":["${USER}"],"userName":"a","x":${nested(999)}}`;
    expect(deep.validate(text).counts).toMatchObject({ error: 0, warning: 1 });
    expect(deep.parseFilter("x pr").matches(text)).toBe(false);
    expect(deep.validate(nested(1_000_000)).diagnostics[0]?.code).toBe("json/depth");
  });
});
