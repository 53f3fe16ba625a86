// `Scim.lint`: what goes in, what comes out, and what is thrown.
import { readFileSync } from "node:fs";
import { Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import { USER } from "./resources.ts";

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const disable = {
  method: "PATCH",
  url: "/Users/2819c223",
  body: { schemas: [PATCH], Operations: [{ op: "Replace", path: "active", value: "False" }] },
};
const codes = (report: { diagnostics: { code: string }[] }) =>
  report.diagnostics.map(({ code }) => code);

describe("lint", () => {
  const scim = new Scim();

  it("takes an object, text, bytes, and a log", () => {
    const expected = ["lint/op-case", "lint/boolean-string"];
    const text = JSON.stringify(disable);
    expect(codes(scim.lint(disable))).toEqual(expected);
    expect(codes(scim.lint(text))).toEqual(expected);
    expect(codes(scim.lint(new TextEncoder().encode(text)))).toEqual(expected);
    expect(codes(scim.lint([disable, disable]))).toEqual([...expected, ...expected]);
    expect(codes(scim.lint(`${text}\n${text}\n`))).toEqual([...expected, ...expected]);
    const body = new TextEncoder().encode(JSON.stringify(disable.body));
    expect(codes(scim.lint({ ...disable, body }))).toEqual(expected);
  });

  it("has places in text and none in objects", () => {
    const text = JSON.stringify(disable);
    const [first] = scim.lint(text).diagnostics;
    expect(text.slice(first?.range?.start, first?.range?.end)).toBe('"Replace"');
    expect(first?.pointer).toBe("/body/Operations/0/op");
    expect(scim.lint(disable).diagnostics[0]?.range).toBeUndefined();
  });

  it("counts, renders and mends", () => {
    const report = scim.lint(disable);
    expect(report.valid).toBe(false);
    expect(report.counts).toEqual({ error: 1, warning: 1, info: 0 });
    expect(report.render("text")).toContain("lint/boolean-string");
    const sarif = JSON.parse(report.render("sarif"));
    expect(sarif.runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual(
      codes(report),
    );
    const [operation] = JSON.parse(report.fixed()).body.Operations;
    expect(operation).toEqual({ op: "replace", path: "active", value: false });
    expect(scim.lint(report.fixed()).diagnostics).toEqual([]);
  });

  it("is held to the profile of the client, or of the toolkit", () => {
    const severities = (report: { diagnostics: { severity: string }[] }) =>
      report.diagnostics.map(({ severity }) => severity);
    expect(severities(scim.lint(disable, { client: "entra" }))).toEqual(["warning", "info"]);
    using entra = new Scim({ profile: "entra" });
    expect(severities(entra.lint(disable))).toEqual(["warning", "info"]);
    expect(severities(entra.lint(disable, { client: "rfc" }))).toEqual(["warning", "error"]);
  });

  it("is held to an application", () => {
    const user = { schemas: [USER], userName: "mira", password: "x" };
    const report = scim.lint({ method: "POST", url: "/Users", body: user }, { target: "aws" });
    expect(codes(report)).toContain("lint/target-refuses-attribute");
    expect(JSON.parse(report.fixed()).body).not.toHaveProperty("password");
  });

  it("throws for names that there aren't", () => {
    const wrong = () => scim.lint({}, { target: "awz" });
    expect(wrong).toThrow(ScimError);
    expect(wrong).toThrow("Did you mean `aws`?");
    expect(() => scim.lint({}, { client: "entar" })).toThrow("There is no profile");
    expect(() => scim.lint({}).render("pdf" as "text")).toThrow("There is no format");
    expect(() => scim.lint(7 as unknown as string)).toThrow(TypeError);
  });

  it("tells of a text that is too long", () => {
    using small = new Scim({ limits: { documentBytes: 10 } });
    const report = small.lint(JSON.stringify(disable));
    expect(codes(report)).toContain("json/size");
    expect(report.fixed()).toBe(JSON.stringify(disable));
  });

  it("finds the vectors as the core does", () => {
    const folder = new URL("../../tests/vectors/", import.meta.url);
    const lines = readFileSync(new URL("lint-input.jsonl", folder), "utf8").trim().split("\n");
    for (const line of lines) {
      const { name, input, client, target, expect: expected } = JSON.parse(line);
      const found = scim.lint(input, { client, ...(target && { target }) });
      expect(codes(found), name).toEqual(expected.codes);
    }
  });
});

describe("recognise", () => {
  const scim = new Scim();

  it("names the likely sender, with the evidence", () => {
    const [first, ...rest] = scim.recognise(disable);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ client: "entra", likely: true });
    const pointers = first?.evidence.map(({ pointer }) => pointer);
    expect(pointers).toEqual(["/body/Operations/0/op", "/body/Operations/0/value"]);
    const headers = { "User-Agent": "Okta SCIM Client 1.0.0" };
    const log = [{ method: "GET", url: "/Users?startIndex=1&count=100", headers }];
    expect(scim.recognise(log)[0]).toMatchObject({ client: "okta", likely: true });
  });

  it("names nobody where anybody sends that", () => {
    expect(scim.recognise({ schemas: [USER], userName: "mira" })).toEqual([]);
    expect(scim.recognise("")).toEqual([]);
  });
});

describe("what there is to choose from", () => {
  const scim = new Scim();

  it("lists profiles, each of which can be chosen, with its quirks and how it is known", () => {
    const { profiles } = scim;
    expect(profiles.map(({ name }) => name).slice(0, 3)).toEqual(["rfc", "interop", "lenient"]);
    for (const { name, title, summary, quirks, client, source, confidence } of profiles) {
      using made = new Scim({ profile: name });
      const on = made.profile.quirks.filter(quirk => quirk.on).map(({ id }) => id);
      expect([...quirks].sort()).toEqual(on.sort());
      expect(title).not.toBe("");
      expect(summary).toMatch(/\.$/);
      expect(confidence.length > 0).toBe(client);
      if (client) expect(source).toBeTruthy();
    }
    expect(profiles.find(({ name }) => name === "authentik")?.confidence).toEqual(["source"]);
    expect(profiles.find(({ name }) => name === "lenient")).not.toHaveProperty("source");
  });

  it("lists applications, each of which can be chosen, with what is known of it", () => {
    const { targets } = scim;
    for (const { name, title, source, facts } of targets) {
      expect(() => scim.lint(disable, { target: name })).not.toThrow();
      expect([title, source]).not.toContain("");
      expect(facts.length).toBeGreaterThan(0);
    }
    const aws = targets.find(({ name }) => name === "aws");
    expect(aws?.facts).toContainEqual({
      text: "At most 100 resources on a page.",
      verified: false,
      checked: true,
    });
    expect(aws?.facts.at(-1)?.checked).toBe(false);
  });

  it("names the quirk that tolerates a finding, and says what is unverified", () => {
    const [, tolerated] = scim.lint(disable, { client: "entra" }).diagnostics;
    expect(tolerated).toMatchObject({ severity: "info", quirk: "coerce-boolean-strings" });
    expect(scim.lint(disable).diagnostics[1]).not.toHaveProperty("quirk");
    const list = (query: string, target: string) =>
      scim.lint({ method: "GET", url: `/Users?${query}` }, { target }).diagnostics;
    const unsure = list('filter=userName%20sw%20"a"', "github-emu");
    expect(unsure.map(({ unverified }) => unverified)).toContain(true);
    const sure = list('filter=userName%20sw%20"a"', "atlassian");
    expect(sure.length).toBeGreaterThan(0);
    for (const finding of sure) expect(finding).not.toHaveProperty("unverified");
  });
});
