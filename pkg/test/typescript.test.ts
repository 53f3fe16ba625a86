import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Scim, ScimError } from "scimlens";
import { describe, expect, it } from "vitest";
import { MACHINE, machineSchemas, machineType } from "./machine.ts";
import { ENTERPRISE, GROUP, mira, thrownBy, USER } from "./resources.ts";

const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");

/** What the compiler says of files under the strictest of its options. */
function compile(files: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "scimlens-"));
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ noPropertyAccessFromIndexSignature: true, isolatedModules: true, noEmit: true },
    ...{
      module: "ESNext",
      moduleResolution: "Bundler",
      target: "ES2023",
      types: [],
      lib: ["ES2023"],
    },
  };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return new Promise(resolve => {
    execFile(process.execPath, [tsc, "-p", folder], (_, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      resolve(stdout + stderr);
    });
  });
}

/** The interfaces that a text exports. */
const interfaces = (text: string) =>
  [...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);

const WORD = "urn:example:params:scim:schemas:word:1.0:";
/** Schemas that are hard on whoever writes TypeScript. */
const awkward = {
  schemas: [
    {
      id: `${WORD}Name`,
      name: "User Name",
      description: "Ends */ early, spans\r\nlines, has `ticks` and @tags.",
      attributes: [
        ...["new", "constructor", "toString", "readonly", "get", "default", "x-y", "$dollar"].map(
          name => ({ name, type: "string" }),
        ),
        { name: "status", type: "complex", multiValued: true, subAttributes: [{ name: "code" }] },
        { name: "entries", type: "complex", multiValued: true, subAttributes: [{ name: "key" }] },
        { name: "classes", type: "complex", multiValued: true, subAttributes: [{ name: "id" }] },
        { name: "entry", type: "complex", subAttributes: [{ name: "other", type: "integer" }] },
        { name: "quote", canonicalValues: ['"', "\\", "a\nb", "*/", "`$x`"] },
        { name: "levels", multiValued: true, canonicalValues: ["1", "2"] },
      ],
    },
    { id: `${WORD}Meta`, name: "Meta", attributes: [{ name: "mine", type: "boolean" }] },
    { id: `${WORD}2`, name: "2 users", attributes: [{ name: "first", required: true }] },
    { id: `${WORD}ö`.replace("ö", "%C3%B6"), name: "öl", attributes: [{ name: "litres" }] },
  ],
  resourceTypes: [
    {
      name: "User Name",
      endpoint: "/Names",
      schema: `${WORD}Name`,
      schemaExtensions: [
        { schema: `${WORD}Meta`, required: true },
        { schema: ENTERPRISE, required: false },
        { schema: `${WORD}2`, required: false },
        { schema: `${WORD}%C3%B6`, required: false },
      ],
    },
    { name: "user-name", endpoint: "/Names2", schema: `${WORD}Name` },
  ],
};

describe("TypeScript declarations", () => {
  it("compile, accept what is valid and refuse what is not", async () => {
    const scim = new Scim({ schemas: machineSchemas, resourceTypes: machineType });
    expect(scim.validate(mira).valid).toBe(true);
    const use = `
import type { EnterpriseUser, Group, Machine, Meta, User, UserEmail, UserName } from "./scim.ts";

export const mira: User = ${JSON.stringify(mira)};
export const answer: User = {
  schemas: ["${USER}"], id: "1", userName: "mira",
  meta: { resourceType: "User", created: "2026-01-31T09:30:00Z", version: 'W/"1"' },
  groups: [{ value: "9", type: "direct" }, { value: "8", type: "through a friend" }],
};
export const group: Group = {
  schemas: ["${GROUP}"], displayName: "All", members: [{ value: "1", $ref: "../Users/1", type: "User" }],
};
export const machine: Machine = {
  schemas: ["${MACHINE}"], label: "M1", hall: "4", lines: [1, 2], load: 0.5, state: "broken",
  "see-also": ["https://example.com"], parts: [{ value: 3, primary: true }],
  owner: { value: "1" },
  "urn:example:params:scim:schemas:machine:1.0:Warranty": { until: "2026-01-31T09:30:00Z" },
  "https://example.com/schemas/~climate%20control?v=1": { limit: 21.5 },
};
// A document that was typed before: its schemas are strings.
const loose = { schemas: ["${USER}"], userName: "mira" };
export const typed: User = loose;
export const email: UserEmail = { type: "work" };
export const name: UserName | undefined = mira.name;
export const department: string | undefined = mira["${ENTERPRISE}"]?.department;
export const manager: EnterpriseUser["manager"] = { value: "7" };
export const meta: Meta = {};
mira.userName = "mimi";
mira.emails?.push({ value: "m@shop.example" });

// @ts-expect-error userName is missing
export const nameless: User = { schemas: [] };
// @ts-expect-error schemas is missing
export const unsaid: User = { userName: "mira" };
// @ts-expect-error active is a boolean
export const wrongType: User = { schemas: [], userName: "mira", active: "true" };
// @ts-expect-error emails is a list
export const single: User = { schemas: [], userName: "mira", emails: { value: "m@shop.example" } };
// @ts-expect-error nickname is spelt nickName
export const misspelt: User = { schemas: [], userName: "mira", nickname: "Mimi" };
// @ts-expect-error undefined is no value
export const undef: User = { schemas: [], userName: "mira", title: undefined };
// @ts-expect-error an extension that is required
export const bare: Machine = { schemas: [], label: "M1", hall: "4", lines: [] };
// @ts-expect-error value of a part is a number
export const part: Machine["parts"] = [{ value: "3" }];
// @ts-expect-error value of the owner is required
export const owner: Machine["owner"] = { since: "2026-01-31T09:30:00Z" };
// @ts-expect-error id is readOnly
answer.id = "2";
// @ts-expect-error meta is readOnly, as is all in it
meta.version = "2";
// @ts-expect-error groups is readOnly
answer.groups?.push({ value: "9" });
`;
    expect(await compile({ "scim.ts": scim.typescript(), "use.ts": use })).toBe("");
  }, 60_000);

  it("of one resource type compile alone", async () => {
    const scim = new Scim({ schemas: machineSchemas, resourceTypes: machineType });
    const [user, group] = [scim.typescript("User"), scim.typescript("Group")];
    expect(interfaces(user)).toEqual(expect.arrayContaining(["User", "Meta", "EnterpriseUser"]));
    expect(interfaces(group)).toEqual(["Group", "GroupMember", "Meta"]);
    const files = { "user.ts": user, "group.ts": group, "machine.ts": scim.typescript("Machine") };
    expect(await compile(files)).toBe("");
  }, 60_000);

  it("have a name for everything, and no name twice", async () => {
    const scim = new Scim(awkward);
    const text = scim.typescript();
    const names = interfaces(text);
    expect(new Set(names).size).toBe(names.length);
    // Resource types first, then what they share, then what is named after its place.
    for (const name of ["User", "UserName", "UserName2", "UserName3", "Meta", "Meta2"]) {
      expect(names).toContain(name);
    }
    for (const name of ["Type2Users", "L", "UserNameStatus", "UserNameEntry", "UserNameEntry2"]) {
      expect(names).toContain(name);
    }
    expect(names.filter(name => name?.startsWith("EnterpriseUser"))).toEqual([
      "EnterpriseUser",
      "EnterpriseUserManager",
    ]);
    const use = `
import type { Meta2, User, UserName, UserName2, UserName3 } from "./scim.ts";

export const word: UserName = {
  schemas: [], new: "a", constructor: "b", toString: "c", readonly: "d", get: "e", default: "f",
  "x-y": "g", $dollar: "h", quote: "a\\nb", levels: ["1", "7"], entry: { other: 1 }, entries: [{ key: "k" }],
  "${WORD}Meta": { mine: true },
};
// Every object has these two, of other types: they can't be left out.
export const plain: UserName2 = { schemas: [], status: [{ code: "1" }], constructor: "", toString: "" };
export const parts: UserName3 = { givenName: "Mira" };
export const user: User = { schemas: [], userName: "mira", name: parts };
export const own: Meta2 = { mine: false };
`;
    expect(await compile({ "scim.ts": text, "use.ts": use })).toBe("");
  }, 60_000);

  it("carry the descriptions and what the type does not say", () => {
    const scim = new Scim({ schemas: machineSchemas, resourceTypes: machineType });
    const text = scim.typescript("Machine");
    expect(text).toContain("/** A machine on the floor */\nexport interface Machine {");
    expect(text).toContain("  /** What is written on it */\n  label: string;");
    expect(text).toContain("  /** dateTime */\n  built?: string;");
    expect(text).toContain("  /** base64, immutable */\n  image?: string;");
    expect(text).toContain("  /** write only */\n  pin?: string;");
    expect(text).toContain('  state?: "running" | "so-called \\"idle\\"" | (string & {});');
    expect(text).toContain('  tags?: ("loud" | "hot" | (string & {}))[];');
    expect(text).toContain("  readonly log?: readonly MachineLog[];");
  });

  it("are refused for a resource type that is not known", () => {
    const scim = new Scim();
    const unknown = thrownBy(() => scim.typescript("Robot"));
    expect(unknown).toBeInstanceOf(ScimError);
    expect((unknown as ScimError).message).toMatch(/"Robot".*User, Group/);
    expect(thrownBy(() => scim.typescript(7 as unknown as string))).toBeInstanceOf(TypeError);
  });
});
