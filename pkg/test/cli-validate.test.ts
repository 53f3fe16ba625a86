// `scimlens validate`: documents and streams, each format, and mending.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { Scim } from "scimlens";
import { afterAll, describe, expect, it } from "vitest";
import { folder, scimlens } from "./cli.ts";
import { GROUP, mira, USER } from "./resources.ts";

const sound = JSON.stringify(mira);
const bad = `{"schemas":["${USER}"],"id":"7","userName":"eve","active":"True","hobby":1}`;
const dir = folder({
  "user.json": sound,
  "bad.json": bad,
  "users.ndjson": `${sound}\n\n  ${bad}\n{"x\n${sound}`,
});
const run = (...args: string[]) => scimlens(["validate", ...args], { cwd: dir.path });
const write = (name: string, text: string | Uint8Array) =>
  writeFileSync(join(dir.path, name), text);
const read = (name: string) => readFileSync(join(dir.path, name), "utf8");

afterAll(() => dir.remove());

/** Documents with findings of many kinds. */
const documents = [
  sound,
  bad,
  `{\r\n  'schemas': ["${USER}"],\r\n  "userName": "😀", "hobby": None,\r  "active": 1,\n}`,
  `\ufeff{"schemas":["${GROUP}","${GROUP}","urn:x"],\n"members":[{"primary":true},{"primary":true}],\n"displayName":[]}`,
  `{"schemas":["${USER}"],"userName":"山田\\n","title":"${"山".repeat(90)}","active":"é\u202e\t","a":"${"b".repeat(700)}","nickName":true}`,
  `{"userName":"a","userName":"b", "${"x".repeat(300)}": {"a":[1,\n2,\n3`,
  "",
];

describe("validate", () => {
  it("exits with 0 for valid documents and with 1 for others", () => {
    expect(run("user.json")).toEqual({
      code: 0,
      out: "user.json: valid: no findings (User)\n",
      err: "",
    });
    expect(run("bad.json").code).toBe(1);
    expect(run("user.json", "bad.json").out).toMatch(
      /\n2 inputs, 1 not valid: 1 error, 1 warning\.\n$/,
    );
    expect(scimlens(["validate"], { input: sound }).out).toBe(
      "standard input: valid: no findings (User)\n",
    );
    expect(scimlens(["validate", "-"], { input: "" }).code).toBe(1);
  });

  it("can exit with 1 for less than an error", () => {
    write("warned.json", `{"schemas":["${USER}"],"userName":"m","hobby":1}`);
    expect(run("warned.json").code).toBe(0);
    expect(run("warned.json", "--fail-on", "info").code).toBe(1);
    expect(run("warned.json", "--fail-on", "warning").code).toBe(1);
    expect(run("warned.json", "--unknown", "info", "--fail-on", "warning").code).toBe(0);
    expect(run("warned.json", "--unknown", "error").code).toBe(1);
  });

  it("shows findings as the report of the package does, with the name of the file", () => {
    const scim = new Scim();
    for (const text of documents) {
      write("some.json", text);
      const rendered = scim.validate(text).render("text").split("\n");
      const expected = rendered
        .slice(0, -2)
        .map(line => line.replace(/^ {2}at (?=\d)/, "  at some.json:"));
      const shown = run("some.json", "--input", "document").out.split("\n").slice(0, -2);
      const places = expected.map(line =>
        /^ {2}at \//.test(line) ? `  at some.json ${line.slice(5)}` : line,
      );
      expect(shown).toEqual(places);
    }
  });

  it("places the findings of rows in their file", () => {
    const { code, out } = run("users.ndjson");
    expect(code).toBe(1);
    const column = bad.indexOf('"True"') + 3;
    expect(out).toContain(`  at users.ndjson:3:${column} (row 1, id "7") /active\n  3 | …`);
    expect(out).toContain("  at users.ndjson:4:2 (row 2)");
    expect(out).toMatch(/\nusers\.ndjson: not valid: 4 rows, 2 not valid\n$/);
    write("users.json", `[ ${sound},\n   ${bad},,\n {"schemas":[\n7]}]`);
    const array = run("users.json").out;
    expect(array).toContain(`  at users.json:2:${column + 1} (row 1, id "7") /active\n  2 | …`);
    expect(array).toContain(
      "error[json/syntax]: A row belongs before the comma.\n  at users.json:2 (row 2)\n",
    );
    expect(array).toContain("  at users.json:4:1 (row 2) /schemas/0\n  4 | 7]}\n");
  });

  it("finds out whether an input has one document or many", () => {
    const shape = (name: string, text: string, ...more: string[]) => {
      write(name, text);
      return / (\d+) rows?,/.exec(run(name, ...more).out)?.[1] ?? "one";
    };
    const pretty = JSON.stringify(mira, null, 2);
    expect(shape("a.json", pretty)).toBe("one");
    expect(shape("a.json", `\ufeff\n ${pretty} \n\n`)).toBe("one");
    expect(shape("a.json", `${sound}\n${sound}\n`)).toBe("2");
    expect(shape("a.json", `${pretty}\r\n${pretty}\r\n${pretty}`)).toBe("3");
    expect(shape("a.json", `\ufeff [${sound},${sound}]`)).toBe("2");
    expect(shape("a.json", `${sound} x`)).toBe("one");
    expect(shape("a.json", "{,}{\n")).toBe("one");
    expect(shape("a.ndjson", sound)).toBe("1");
    expect(shape("a.jsonl", "")).toBe("0");
    expect(shape("a.json", sound, "--input", "rows")).toBe("1");
    expect(shape("a.ndjson", sound, "--input", "document")).toBe("one");
    const list = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 1,
    };
    write("list.json", JSON.stringify({ ...list, Resources: [{ ...mira, id: 1 }] }));
    expect(run("list.json").out).toMatch(/\(list\)\n$/);
    expect(run("list.json", "--input", "rows", "--operation", "read").out).toContain(
      "1 row, 1 not valid",
    );
  });

  it("reads a stream in bounded memory", () => {
    const rows = 200_000;
    write("big.ndjson", `${JSON.stringify({ ...mira, title: "x".repeat(300) })}\n`.repeat(rows));
    const limited = { cwd: dir.path, env: { NODE_OPTIONS: "--max-old-space-size=24" } };
    const { code, out } = scimlens(["validate", "big.ndjson"], limited);
    expect([code, out]).toEqual([0, `big.ndjson: valid: ${rows} rows, 0 not valid\n`]);
    expect(statSync(join(dir.path, "big.ndjson")).size).toBeGreaterThan(1e8);
    const found = scimlens(
      ["filter", 'title co "y" or id eq "1"', "--count", "big.ndjson"],
      limited,
    );
    expect(found).toEqual({ code: 0, out: "0\n", err: "" });
  });

  it("takes options for kind, operation, current and resource type", () => {
    write("current.json", JSON.stringify({ ...mira, id: "1" }));
    write("next.json", JSON.stringify({ ...mira, id: "2" }));
    const replace = ["--operation", "replace", "--current", "current.json"];
    expect(run("next.json", ...replace).out).toContain("`id`");
    expect(run("user.json", "--operation", "read").out).toContain("`id` is");
    expect(run("user.json", "--kind", "patch").out).toContain("(patch)");
    expect(run("user.json", "--resource-type", "Group").out).toContain(
      "A `Group` is expected here",
    );
    expect(run("users.ndjson", ...replace)).toMatchObject({ code: 2 });
  });

  it("writes JSON for programs", () => {
    const answer = JSON.parse(run("--format", "json", "user.json", "bad.json", "users.ndjson").out);
    const { diagnostics, counts } = new Scim().validate(bad);
    expect(answer).toMatchObject({ valid: false, counts: { error: 3, warning: 2, info: 0 } });
    expect(answer.files).toMatchObject([
      { file: "user.json", kind: "resource", resourceType: "User", valid: true, diagnostics: [] },
      { file: "bad.json", valid: false, counts, diagnostics },
      {
        ...{ file: "users.ndjson", rows: 4, invalid: 2, valid: false },
        findings: [
          { row: 1, line: 3, column: 3, id: "7", diagnostics },
          { row: 2, line: 4 },
        ],
      },
    ]);
    expect(JSON.parse(run("--format", "json", "user.json").out).valid).toBe(true);
  });

  it("writes Markdown", () => {
    const { out } = run("--format", "markdown", "bad.json", "users.ndjson");
    expect(out).toContain(`## \`bad.json\`\n\n${new Scim().validate(bad).render("markdown")}`);
    expect(out).toContain("### Row 1, which begins in line 3, id `7`\n\n**Not valid");
    expect(out).toContain("**4 rows, 2 not valid.**");
  });
});

const schema = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const conforms = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));

interface Result {
  ruleId: string;
  locations: [{ physicalLocation: { artifactLocation: object; region: object } }];
}

function sarif(text: string) {
  const log = JSON.parse(text);
  conforms(log);
  expect(conforms.errors ?? []).toEqual([]);
  return log.runs[0];
}

describe("validate --format sarif", () => {
  it("has of a document what the report of the package has", () => {
    const scim = new Scim();
    for (const text of documents) {
      write("mira é.json", text);
      const { tool, results } = sarif(
        run("--format", "sarif", "--input", "document", "./mira é.json").out,
      );
      const expected = sarif(scim.validate(text).render("sarif", { uri: "mira é.json" }));
      expect(results).toEqual(expected.results);
      expect(tool).toEqual(expected.tool);
    }
  });

  it("places the findings of many files, and of rows, in each", () => {
    const { artifacts, results } = sarif(
      run("--format", "sarif", "user.json", "bad.json", "users.ndjson").out,
    );
    const uris = artifacts.map((artifact: { location: { uri: string } }) => artifact.location.uri);
    expect(uris).toEqual(["user.json", "bad.json", "users.ndjson"]);
    const places = results.map(({ ruleId, locations: [location] }: Result) => [
      ruleId,
      location.physicalLocation.artifactLocation,
      location.physicalLocation.region,
    ]);
    const start = bad.indexOf('"True"') + 1;
    const at = (line: number, column: number, length: number) => ({
      ...{ startLine: line, startColumn: column, endLine: line, endColumn: column + length },
    });
    expect(places.slice(0, 1)).toEqual([
      ["schema/type", { uri: "bad.json", index: 1 }, at(1, start, 6)],
    ]);
    expect(places.slice(2, 3)).toEqual([
      ["schema/type", { uri: "users.ndjson", index: 2 }, at(3, start + 2, 6)],
    ]);
    // Behind another row in its line nobody has counted the columns.
    write("line.json", `[${sound},${bad}]`);
    const [first] = sarif(run("--format", "sarif", "line.json").out).results;
    expect(first.locations[0].physicalLocation.region).toEqual({ startLine: 1, endLine: 1 });
    expect(first.fixes).toBeUndefined();
  });

  it("keeps what came from standard input in the log", () => {
    const { out } = scimlens(["validate", "--format", "sarif", "-"], { input: bad });
    expect(sarif(out).artifacts).toEqual([{ contents: { text: bad }, roles: ["analysisTarget"] }]);
  });
});

describe("validate --fix", () => {
  it("prints the mended document, and what is left on standard error", () => {
    const { code, out, err } = run("--fix", "bad.json");
    expect(out).toBe(bad.replace('"True"', "true"));
    expect([code, err]).toEqual([0, expect.stringContaining("schema/unknown-attribute")]);
    expect(err).not.toContain("schema/type");
    expect(run("--fix", "--quiet", "bad.json")).toEqual({ code: 0, out, err: "" });
    expect(run("--fix", "user.json").out).toBe(sound);
  });

  it("writes back what has changed, with its mode, and leaves the rest alone", () => {
    write("one.json", bad);
    write("two.json", sound);
    const before = statSync(join(dir.path, "two.json"));
    const { code, out } = run("--fix", "--write", "one.json", "two.json");
    expect([code, out]).toEqual([0, expect.stringContaining("two.json: valid")]);
    expect(read("one.json")).toBe(bad.replace('"True"', "true"));
    expect(statSync(join(dir.path, "two.json"))).toMatchObject({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
    });
  });

  it("mends rows, and keeps all that stands between them", () => {
    const mended = bad.replace('"True"', "true");
    for (const [text, after] of [
      [`\ufeff ${sound}\r\n\n${bad}\t\n${bad}`, `\ufeff ${sound}\r\n\n${mended}\t\n${mended}`],
      [`[${bad} ,\n\n${sound}, ${bad},,${bad}`, `[${mended} ,\n\n${sound}, ${mended},,${mended}`],
      [
        `{"totalResults":2,"Resources":[${bad},${bad}],"x":${bad}}`,
        `{"totalResults":2,"Resources":[${mended},${mended}],"x":${bad}}`,
      ],
    ] as const) {
      write("rows.json", text);
      expect(run("--fix", "--input", "rows", "rows.json").out).toBe(after);
      run("--fix", "--write", "--input", "rows", "rows.json");
      expect(read("rows.json")).toBe(after);
    }
    const bytes = Buffer.concat([
      Buffer.from(`${bad}\n{"a":"`),
      Buffer.from([0xff]),
      Buffer.from(`"}\n${bad}\n`),
    ]);
    write("rows.ndjson", bytes);
    const { code, err } = run("--fix", "--write", "rows.ndjson");
    expect([code, err]).toEqual([1, ""]);
    const after = readFileSync(join(dir.path, "rows.ndjson"));
    expect(after.includes(0xff)).toBe(true);
    expect(
      after
        .toString("latin1")
        .split("\n")
        .filter(line => line === mended),
    ).toHaveLength(2);
  });
});
