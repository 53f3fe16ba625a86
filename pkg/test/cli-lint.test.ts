// `scimlens lint`: documents, requests and logs, each format, and mending.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folder, scimlens } from "./cli.ts";
import { USER } from "./resources.ts";

const disable = {
  method: "PATCH",
  url: "/Users/2819c223",
  body: {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "Replace", path: "active", value: "False" }],
  },
};
const request = JSON.stringify(disable);
const dir = folder({
  "user.json": JSON.stringify({ schemas: [USER], userName: "mira" }),
  "request.json": request,
  "log.ndjson": `${request}\n${request}\n`,
});
const run = (...args: string[]) => scimlens(["lint", ...args], { cwd: dir.path });

afterAll(() => dir.remove());

describe("lint", () => {
  it("exits with 0 where nothing is against the standards, and with 1 otherwise", () => {
    expect(run("user.json")).toEqual({
      code: 0,
      out: "user.json: valid: no findings (lint)\n",
      err: "",
    });
    const answer = run("request.json");
    expect(answer.code).toBe(1);
    expect(answer.out).toContain("error[lint/boolean-string]");
    expect(answer.out).toContain("at request.json:1:");
    expect(scimlens(["lint"], { input: request }).code).toBe(1);
    expect(run("--quiet", "request.json")).toEqual({ code: 1, out: "", err: "" });
  });

  it("knows clients and applications", () => {
    expect(run("--client", "entra", "request.json").code).toBe(0);
    expect(run("--client", "entra", "--fail-on", "info", "request.json").code).toBe(1);
    expect(run("--profile", "entra", "request.json").code).toBe(0);
    expect(run("--target", "aws", "user.json").out).toContain("lint/target-required");
    expect(run("--target", "awz", "user.json")).toMatchObject({ code: 2 });
    expect(run("--target", "awz", "user.json").err).toContain("Did you mean `aws`?");
    expect(run("--client", "nobody", "user.json")).toMatchObject({ code: 2 });
  });

  it("writes each format", () => {
    const json = JSON.parse(run("--format", "json", "request.json", "log.ndjson").out);
    expect(json.files.map(({ counts }: { counts: object }) => counts)).toEqual([
      { error: 1, warning: 1, info: 0 },
      { error: 2, warning: 2, info: 0 },
    ]);
    const sarif = JSON.parse(run("--format", "sarif", "log.ndjson").out);
    expect(sarif.runs[0].results[3].locations[0].physicalLocation.region.startLine).toBe(2);
    expect(run("--format", "markdown", "request.json").out).toContain("lint/op-case");
  });

  it("mends", () => {
    const { out, err } = run("--fix", "request.json");
    expect(JSON.parse(out).body.Operations[0]).toMatchObject({ op: "replace", value: false });
    expect(err).toContain("no findings");
    expect(run("--fix", "--write", "log.ndjson").code).toBe(0);
    expect(readFileSync(join(dir.path, "log.ndjson"), "utf8")).not.toContain("Replace");
    expect(run("--write", "request.json").code).toBe(2);
  });
});
