// `scimlens replay`: logs of each form against the service provider in memory.
import { afterAll, describe, expect, it } from "vitest";
import { folder, scimlens } from "./cli.ts";
import { USER } from "./resources.ts";

const BASE = "https://scim.brightwater.example/api/v2";
const create = {
  method: "POST",
  url: `${BASE}/Users`,
  body: { schemas: [USER], userName: "mira" },
  response: { status: 201, body: { schemas: [USER], id: "u-7", userName: "mira" } },
};
const disable = {
  method: "PATCH",
  url: `${BASE}/Users/u-7`,
  body: {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "Replace", path: "active", value: "False" }],
  },
  response: { status: 204 },
};
const log = [create, disable, { method: "GET", url: `${BASE}/Users/u-7` }];
const har = {
  log: {
    entries: [create, disable].map(({ method, url, body, response }) => ({
      request: { method, url, headers: [], postData: { text: JSON.stringify(body) } },
      response: {
        status: response.status,
        content: { text: "body" in response ? JSON.stringify(response.body) : "" },
      },
    })),
  },
};
const dir = folder({
  "log.json": JSON.stringify(log),
  "log.ndjson": log.map(entry => JSON.stringify(entry)).join("\n"),
  "log.har": JSON.stringify(har),
  "seed.ndjson": JSON.stringify({ ...create.response.body, meta: {} }),
  "only.json": JSON.stringify(disable),
});
const run = (...args: string[]) => scimlens(["replay", ...args], { cwd: dir.path });

afterAll(() => dir.remove());

describe("replay", () => {
  it("answers as recorded where the profile understands the client", () => {
    for (const file of ["log.json", "log.ndjson", "log.har"]) {
      const { code, out } = run("--profile", "entra", file);
      expect(out).toContain("PATCH /Users/u-7: 20");
      expect(out).toContain("recorded 204");
      expect(out).toContain("info[lint/boolean-string]");
      expect(out).toMatch(/requests, all answered as recorded\.\n$/);
      expect(code, out).toBe(0);
    }
  });

  it("tells what is refused, and why", () => {
    const { code, out } = run("log.json");
    expect(code).toBe(1);
    expect(out).toContain("PATCH /Users/u-7: 400, recorded 204\n  invalidValue: ");
    expect(out).toMatch(/3 requests, 1 answer of another kind\.\n$/);
    const told = JSON.parse(run("--format", "json", "log.json").out);
    expect(told.map(({ status, agrees }: Record<string, unknown>) => [status, agrees])).toEqual([
      [201, true],
      [400, false],
      [200, true],
    ]);
  });

  it("begins with what it is given", () => {
    expect(run("--profile", "entra", "only.json").out).toContain(": 404, recorded 204");
    expect(run("--profile", "entra", "--seed", "seed.ndjson", "only.json").code).toBe(0);
  });

  it("needs requests", () => {
    expect(scimlens(["replay"], { input: "{}" })).toMatchObject({ code: 3 });
    expect(scimlens(["replay", "--quiet"], { input: JSON.stringify(log) })).toEqual({
      code: 1,
      out: "",
      err: "",
    });
  });
});
