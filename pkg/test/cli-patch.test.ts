// `scimlens patch` and `scimlens diff`.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diff } from "scimlens";
import { afterAll, describe, expect, it } from "vitest";
import { folder, scimlens } from "./cli.ts";
import { mira, PATCH, USER } from "./resources.ts";

const request = (...Operations: object[]) =>
  JSON.stringify({ schemas: [PATCH], Operations }, null, 2);
const pretty = `{\n    "schemas": ["${USER}"],\n    "userName": "mira",\n    "emails": [],\n    "name": {},\n    "title": "a: {b}, [\\"c\\"]"\n}\n`;
const after = { ...mira, title: "Buyer", active: false };
const dir = folder({
  "mira.json": JSON.stringify(mira),
  "pretty.json": pretty,
  "title.json": request({ op: "add", path: "title", value: "Buyer" }),
  "off.json": request({ op: "Replace", path: "active", value: false }),
  "wrong.json": request({ op: "add", path: "title", value: "x" }, { op: "remove", path: "nope" }),
  "after.json": JSON.stringify(after),
});
const run = (...args: string[]) => scimlens(args, { cwd: dir.path });
const path = (name: string) => join(dir.path, name);

afterAll(() => dir.remove());

/** The run of a log. */
const sarif = (out: string) => JSON.parse(out).runs[0];

describe("patch", () => {
  it("tells a log what was tolerated, and why a request was refused", () => {
    const noted = run("patch", "mira.json", "title.json", "off.json", "--format", "sarif");
    expect(noted).toMatchObject({ code: 0, err: "" });
    expect(sarif(noted.out)).toMatchObject({
      artifacts: [{ location: { uri: "title.json" } }, { location: { uri: "off.json" } }],
      results: [
        {
          ruleId: "patch/op-case",
          locations: [{ physicalLocation: { artifactLocation: { uri: "off.json", index: 1 } } }],
        },
      ],
    });
    const refused = run("patch", "mira.json", "wrong.json", "--format", "sarif");
    expect([refused.code, refused.err]).toEqual([1, ""]);
    expect(sarif(refused.out).results).toMatchObject([
      {
        ruleId: "refused/invalidPath",
        level: "error",
        locations: [{ physicalLocation: { artifactLocation: { uri: "wrong.json" } } }],
      },
    ]);
    expect(run("patch", "mira.json", "wrong.json", "--format", "sarif", "--quiet").out).toBe("");
  });

  it("writes back what a log is about", () => {
    writeFileSync(path("logged.json"), JSON.stringify(mira));
    const { code, out } = run("patch", "-i", "logged.json", "title.json", "--format", "sarif");
    expect([code, sarif(out).results]).toEqual([0, []]);
    expect(JSON.parse(readFileSync(path("logged.json"), "utf8")).title).toBe("Buyer");
  });

  it("prints the resource as it is afterwards, and notes on standard error", () => {
    const { code, out, err } = run("patch", "mira.json", "title.json", "off.json");
    expect([code, JSON.parse(out)]).toEqual([0, after]);
    expect(err).toContain("warning[patch/op-case]");
    expect(err).toContain("at off.json:7:13 /Operations/0/op");
    expect(run("patch", "-q", "mira.json", "off.json").err).toBe("");
    const input = readFileSync(path("title.json"));
    expect(
      JSON.parse(scimlens(["patch", "mira.json", "-"], { cwd: dir.path, input }).out).title,
    ).toBe("Buyer");
  });

  it("keeps the layout of the file", () => {
    const { out } = run("patch", "pretty.json", "off.json");
    expect(out).toBe(
      `{\n    "schemas": [\n        "${USER}"\n    ],\n    "userName": "mira",\n    "emails": [],\n    "name": {},\n    "title": "a: {b}, [\\"c\\"]",\n    "active": false\n}\n`,
    );
  });

  it("says which operation is refused, where, and leaves the file alone", () => {
    const { code, out, err } = run("patch", "-i", "mira.json", "wrong.json");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error[invalidPath]: `User` has no attribute `nope`.");
    expect(err).toContain('at wrong.json:13:16 (operation 1)\n  13 |       "path": "nope"\n');
    expect(readFileSync(path("mira.json"), "utf8")).toBe(JSON.stringify(mira));
    const asJson = run("patch", "--format", "json", "mira.json", "wrong.json");
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      ...{ status: "400", scimType: "invalidPath", detail: "`User` has no attribute `nope`." },
    });
    expect(run("patch", "wrong.json", "mira.json").code).toBe(1);
  });

  it("changes files in place, and only if there is something to change", () => {
    writeFileSync(path("own.json"), pretty);
    expect(run("patch", "--in-place", "own.json", "off.json").err).toContain("own.json: changed");
    expect(readFileSync(path("own.json"), "utf8")).toBe(
      run("patch", "pretty.json", "off.json").out,
    );
    const before = statSync(path("own.json"));
    expect(run("patch", "-i", "own.json", "off.json").err).toContain("own.json: nothing to change");
    expect(statSync(path("own.json")).ino).toBe(before.ino);
  });

  it("writes JSON for programs", () => {
    const answer = JSON.parse(
      run("patch", "--format", "json", "mira.json", "title.json", "off.json").out,
    );
    expect(answer).toMatchObject({
      changed: true,
      resource: after,
      notes: [{ code: "patch/op-case" }],
    });
    writeFileSync(path("number.json"), `{"schemas":["${USER}"],"userName":"m","x":1.00}`);
    expect(run("patch", "--format", "json", "number.json", "title.json").out).toContain(
      '"x":1.00,',
    );
  });
});

describe("diff", () => {
  it("tells a log why no request can make the change", () => {
    const none = run("diff", "mira.json", "after.json", "--format", "sarif");
    expect([none.code, sarif(none.out).results]).toEqual([0, []]);
    writeFileSync(path("list.json"), "[");
    const refused = run("diff", "mira.json", "list.json", "--format", "sarif");
    expect(refused.code).toBe(1);
    expect(sarif(refused.out).results).toMatchObject([
      {
        level: "error",
        locations: [{ physicalLocation: { artifactLocation: { uri: "list.json" } } }],
      },
    ]);
  });

  it("prints the request that patch turns into the difference", () => {
    const { code, out } = run("diff", "mira.json", "after.json");
    expect([code, JSON.parse(out)]).toEqual([0, diff(mira, after)]);
    const patched = scimlens(["patch", "mira.json", "-"], { cwd: dir.path, input: out });
    expect(JSON.parse(patched.out)).toEqual(after);
  });

  it("writes it as a client does", () => {
    const { out } = run("diff", "--style", "entra", "--format", "json", "mira.json", "after.json");
    expect(out.trimEnd()).toBe(JSON.stringify(diff(mira, after, { style: "entra" })));
  });

  it("exits with 1 on demand where there is a difference", () => {
    expect(run("diff", "--exit-code", "mira.json", "mira.json").code).toBe(0);
    expect(run("diff", "--exit-code", "mira.json", "after.json").code).toBe(1);
    expect(run("diff", "--exit-code", "-q", "mira.json", "after.json")).toEqual({
      code: 1,
      out: "",
      err: "",
    });
  });

  it("refuses what no request can do", () => {
    writeFileSync(path("broken.json"), '{"schemas":');
    const { code, out, err } = run("diff", "mira.json", "broken.json");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error[invalidSyntax]: The resource after");
    expect(JSON.parse(run("diff", "--format", "json", "mira.json", "broken.json").out).status).toBe(
      "400",
    );
  });
});
