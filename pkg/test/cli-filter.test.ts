// `scimlens filter`: checks, translations, and resources that match.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { parseFilter } from "scimlens";
import { afterAll, describe, expect, it } from "vitest";
import { folder, scimlens } from "./cli.ts";
import { mira, USER } from "./resources.ts";

const eve = { schemas: [USER], id: "7", userName: "eve", active: false };
const dir = folder({
  "users.ndjson": `${JSON.stringify(mira)}\n${JSON.stringify(eve)}\n`,
  "users.json": JSON.stringify([mira, eve]),
  "list.json": JSON.stringify({ totalResults: 2, Resources: [mira, eve] }, null, 2),
  "eve.json": `{\n "schemas": ["${USER}"],\n "id": "7", "userName": "eve \\" ", "x": 1.00 }`,
});
const run = (...args: string[]) => scimlens(["filter", ...args], { cwd: dir.path });

afterAll(() => dir.remove());

describe("filter without resources", () => {
  it("checks", () => {
    const { code, out } = run('userName sw "m" and  ACTIVE eq true', "--resource-type", "User");
    expect(code).toBe(0);
    expect(out).toMatch(/^filter: valid: userName sw "m" and /m);
    expect(out).toContain(`reads ${USER}:userName`);
    const wrong = run("userName = 1");
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain("  at filter:1:10\n  1 | userName = 1\n    |          ^\n  help: ");
    expect(run("usrName pr", "--resource-type", "User").out).toContain("Did you mean `userName`?");
    expect(run("nope pr", "--resource-type", "User").code).toBe(1);
  });

  it("writes JSON and SARIF", () => {
    const valid = JSON.parse(run("title PR", "--format", "json").out);
    expect(valid).toMatchObject({ valid: true, canonical: "title pr", attributes: ["title"] });
    const wrong = JSON.parse(run("title =", "--format", "json").out);
    expect(wrong).toMatchObject({
      valid: false,
      diagnostics: [{ code: "filter/syntax" }, ...wrong.diagnostics.slice(1)],
    });
    const schema = createRequire(import.meta.url).resolve(
      "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
    );
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const log = JSON.parse(run("title = 1", "--format", "sarif").out);
    ajv.validate(JSON.parse(readFileSync(schema, "utf8")), log);
    expect(ajv.errors ?? []).toEqual([]);
    expect(log.runs[0].results[0].ruleId).toBe("filter/syntax");
    expect(log.runs[0].artifacts[0].contents.text).toBe("title = 1");
  });

  it("describes and translates", () => {
    const text = 'active eq true and emails[type eq "work"]';
    const type = ["--resource-type", "User"];
    const filter = parseFilter(text, { resourceType: "User" });
    expect(run(text, "--describe", ...type).out).toBe(`${filter.describe()}\n`);
    expect(JSON.parse(run(text, "--ast").out)).toEqual(parseFilter(text).ast);
    const ascii = ["--strings", "ascii"];
    const sql = filter.toSql({ dialect: "sqlite", strings: "ascii", column: "doc" });
    const shown = run(text, "--sql", "sqlite", "--column", "doc", ...ascii, ...type);
    expect(shown.out.split("\n")[0]).toBe(sql.text);
    for (const [index, value] of sql.params.entries())
      expect(shown.out).toContain(`\n-- ?${index + 1} = ${JSON.stringify(value)}`);
    const asJson = run(text, "--sql", "postgres", ...ascii, ...type, "--format", "json");
    expect(JSON.parse(asJson.out)).toEqual(filter.toSql({ dialect: "postgres", strings: "ascii" }));
    expect(JSON.parse(run(text, "--mongo", ...ascii, ...type).out)).toEqual(
      filter.toMongo({ strings: "ascii" }),
    );
    const title = run("title pr", "--ldap", "--name", "title=personalTitle", ...type);
    expect(title.out).toBe("(personalTitle=*)\n");
  });

  it("says why something can't be translated", () => {
    const { code, out, err } = run(
      'userName co "x"',
      "--sql",
      "postgres",
      "--resource-type",
      "User",
    );
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain('error[invalidFilter]: `userName co "x"` can\'t be translated');
    expect(err).toContain("  at filter:1:1\n");
    expect(err).toContain("--strings ascii");
    expect(run("active eq true", "--ldap", "--resource-type", "User").err).toContain(
      "--name ATTRIBUTE=NAME",
    );
    const asJson = run("title pr", "--sql", "postgres", "--format", "json");
    expect(JSON.parse(asJson.out)).toMatchObject({ status: "400", scimType: "invalidFilter" });
    expect(run("title =", "--ast")).toMatchObject({ code: 1, out: "" });
  });

  it("says what a quirk of the profile was needed for", () => {
    expect(run("active eq 'x'", "--describe").code).toBe(1);
    const { code, err } = run("title eq 'x'", "--describe", "--profile", "permissive");
    expect([code, err]).toEqual([0, expect.stringContaining("at filter:1:")]);
    expect(run("title eq 'x'", "--quirk", "filter-single-quotes=on").code).toBe(0);
    expect(
      run("title eq 'x'", "--profile", "permissive", "--quirk", "filter-single-quotes=off").code,
    ).toBe(1);
  });
});

describe("filter with resources", () => {
  it("prints those that match, from lines, an array, a ListResponse and a single one", () => {
    for (const file of ["users.ndjson", "users.json", "list.json"]) {
      const { code, out, err } = run('userName eq "EVE"', file);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toBe(`${JSON.stringify(eve)}\n`);
      expect(run('userName eq "EVE"', file, "--count").out).toBe("1\n");
      expect(JSON.parse(run("userName pr", file, "--format", "json").out)).toEqual([mira, eve]);
      expect(run("title pr", file, "--format", "json").out).toBe("[]\n");
    }
    // All but the white space between its parts stays.
    expect(run("id pr", "eve.json").out).toBe(
      `{"schemas":["${USER}"],"id":"7","userName":"eve \\" ","x":1.00}\n`,
    );
    const all = ["users.ndjson", "users.json", "--count", "--format", "json"];
    expect(JSON.parse(run("active eq false", ...all).out)).toEqual({ matches: 2, rows: 4 });
    expect(scimlens(["filter", "id pr", "-"], { input: JSON.stringify([eve]) }).out).toBe(
      `${JSON.stringify(eve)}\n`,
    );
  });

  it("explains", () => {
    const { code, out } = run('userName eq "eve" or active eq true', "users.ndjson", "--explain");
    expect(code).toBe(0);
    expect(out).toContain("users.ndjson:1: matches\n  + userName");
    expect(out).toContain(`    - userName eq "eve"  saw "mira"\n    + active eq true  saw true\n`);
    expect(out).toContain('users.ndjson:2 id "7": matches\n');
    const lines = run("title pr", "users.json", "--explain", "--format", "json").out.trimEnd();
    expect(lines.split("\n").map(line => JSON.parse(line))).toMatchObject([
      { row: 0, matches: false, explained: { text: "title pr", result: false } },
      { row: 1, id: "7", matches: false },
    ]);
  });

  it("tells a log which can't be read", () => {
    const input = `${JSON.stringify(eve)}\n{"id":1\n`;
    const { code, out } = scimlens(["filter", "id pr", "-", "--format", "sarif"], { input });
    const { results } = JSON.parse(out).runs[0];
    expect([code, results.length]).toEqual([1, 1]);
    expect(results[0].locations[0].physicalLocation.region.startLine).toBe(2);
    const fine = JSON.parse(run("id pr", "users.ndjson", "--format", "sarif").out).runs[0];
    expect([fine.results, fine.artifacts[0].location.uri]).toEqual([[], "users.ndjson"]);
    expect(run("id pr", "users.ndjson", "--format", "sarif", "--count").code).toBe(2);
  });

  it("goes on behind a resource that can't be read, and exits with 1", () => {
    const input = `{"id":1\n${JSON.stringify(eve)}\n{"id":"\\x"}\n`;
    const { code, out, err } = scimlens(["filter", "id pr", "-"], { input });
    expect([code, out]).toEqual([1, `${JSON.stringify(eve)}\n`]);
    expect(err).toContain("at standard input:1:");
    expect(err).toContain("at standard input:3:");
  });
});
