import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { Scim } from "scimlens";
import { describe, expect, it } from "vitest";
import { bytes, GROUP, mira, USER } from "./resources.ts";

// The schema of the standard. It is of JSON Schema draft 04, which Ajv itself has left behind.
const schema = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
// One of its patterns is no regular expression of Unicode mode.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const conforms = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface Location {
  physicalLocation: { artifactLocation: { uri?: string; index: number }; region?: Region };
  logicalLocations: { fullyQualifiedName: string }[];
}
interface Replacement {
  deletedRegion: Region;
  insertedContent?: { text: string };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: [Location];
  fixes?: {
    description: { text: string };
    artifactChanges: [{ replacements: Replacement[] }];
    properties: { safety: string };
  }[];
}
interface Rule {
  id: string;
  name: string;
  shortDescription: { text: string };
  help: { text: string };
  defaultConfiguration: { level: string };
}
interface Run {
  tool: { driver: { name: string; semanticVersion: string; rules: Rule[] } };
  columnKind: string;
  results: Result[];
}

const scim = new Scim();

/** The only run of the log of an input, which conforms to the standard. */
function run(input: string | Uint8Array | object, uri?: string): Run {
  const rendered = scim.validate(input).render("sarif", uri === undefined ? {} : { uri });
  const log = JSON.parse(rendered);
  conforms(log);
  expect(conforms.errors ?? []).toEqual([]);
  return log.runs[0];
}

/** The offset of a place in UTF-16, counted as editors count. */
function offset(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  return lines.slice(0, line - 1).join("").length + column - 1;
}

function rangeOf(text: string, region: Region | undefined): { start: number; end: number } {
  if (region === undefined) throw new Error("no region");
  const { startLine, startColumn, endLine, endColumn } = region;
  return { start: offset(text, startLine, startColumn), end: offset(text, endLine, endColumn) };
}

/** Documents with findings of many kinds. */
const documents = [
  JSON.stringify(mira),
  `{"schemas":["${USER}"],"userName":"mira","active":"True","emails":{"value":"a@b.example"}}`,
  `{\r\n  'schemas': ["${USER}"],\r\n  "userName": "😀", "hobby": None,\r  "active": 1,\n}`,
  `{"schemas":["${GROUP}","${GROUP}","urn:x"],"members":[{"primary":true},{"primary":true}],\n"displayName":[]}`,
  '{"userName":"a","userName":"b"',
  "",
  "[]",
  "\u2028é,",
];

describe("render('sarif')", () => {
  it("conforms to the JSON Schema of SARIF 2.1.0, whatever was found", () => {
    let results = 0;
    for (const text of documents) {
      results += run(text).results.length;
      run(text, "users/mira é.json");
      run(bytes(text), "https://example.com/users/1?x=[y]#z");
    }
    expect(results).toBeGreaterThan(15);
    run({ userName: 7 });
    run(new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(conforms({ version: "2.1.0", runs: [{}] })).toBe(false);
  });

  it("places each finding and each fix where the report places it", () => {
    for (const text of documents) {
      const { diagnostics } = scim.validate(text);
      const { results, columnKind } = run(text, "a.json");
      expect(columnKind).toBe("utf16CodeUnits");
      expect(results).toHaveLength(diagnostics.length);
      for (const [index, result] of results.entries()) {
        const diagnostic = diagnostics[index];
        const [{ physicalLocation, logicalLocations }] = result.locations;
        expect(result.ruleId).toBe(diagnostic?.code);
        expect(result.message.text).toContain(diagnostic?.message);
        expect(physicalLocation.artifactLocation).toEqual({ uri: "a.json", index: 0 });
        expect(rangeOf(text, physicalLocation.region)).toEqual(diagnostic?.range);
        expect(logicalLocations).toEqual([{ fullyQualifiedName: diagnostic?.pointer }]);
        const fixes = result.fixes?.map(fix => ({
          title: fix.description.text,
          safety: fix.properties.safety,
          edits: fix.artifactChanges[0].replacements.map(replacement => ({
            range: rangeOf(text, replacement.deletedRegion),
            text: replacement.insertedContent?.text ?? "",
          })),
        }));
        expect(fixes).toEqual(diagnostic?.fixes?.filter(({ edits }) => edits.length > 0));
      }
    }
  });

  it("has every code as a rule with its help, at the same index in every log", () => {
    const [first, second] = [run(documents[1] as string), run(documents[4] as string)];
    const { driver } = first.tool;
    expect(driver.name).toBe("scimlens");
    expect(second.tool.driver).toEqual(driver);
    expect(new Set(driver.rules.map(({ id }) => id)).size).toBe(driver.rules.length);
    for (const { id, name, shortDescription, help } of driver.rules) {
      expect(id).toMatch(/^[a-z-]+\/[a-z-]+$/);
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(help.text.startsWith(shortDescription.text)).toBe(true);
    }
    for (const { results } of [first, second])
      for (const { ruleId, ruleIndex } of results) expect(driver.rules[ruleIndex]?.id).toBe(ruleId);
    const required = driver.rules.find(({ id }) => id === "schema/required");
    expect(required?.help.text).toContain("RFC 7643 §7");
    expect(required?.defaultConfiguration.level).toBe("error");
  });

  it("knows no places in an object, whose text nobody has seen", () => {
    const { results } = run({ schemas: [USER], userName: 7 });
    expect(results).not.toHaveLength(0);
    for (const { locations, fixes } of results) {
      expect(locations[0].physicalLocation).toEqual({ artifactLocation: { index: 0 } });
      expect(fixes).toBeUndefined();
    }
  });

  it("refuses options that it can't use", () => {
    const report = scim.validate(mira);
    expect(() => report.render("sarif", { uri: 7 as never })).toThrow(
      /The option `uri` is a string/,
    );
    expect(() => report.render("sarif", "a.json" as never)).toThrow(TypeError);
  });
});

describe("render('markdown')", () => {
  it("says where and how, and keeps what comes from the document out of the markup", () => {
    const text = `{"schemas":["${USER}"],"userName":"m","active":"<b>@all"}`;
    const shown = scim.validate(text).render("markdown");
    expect(shown).toContain("**error** `schema/type`, line 1, column");
    expect(shown).toContain('`active` is a boolean; `"<b>@all"` is a string.');
    expect(shown.replaceAll(/```[\s\S]*?```|`[^`]*`/g, "")).not.toMatch(/[<@]/);
  });
});
