// The package as it is published: packed, installed into a project of its own without a network, and used there.
// tests/runtimes does the same in other runtimes, bundlers and browsers.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "scimlens-package-"));
const project = (...parts: string[]) => join(folder, "project", ...parts);

function npm(where: string, ...args: string[]): string {
  return execFileSync("npm", args, {
    cwd: where,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
}

/** Runs a script of the project and gives what it prints. */
function run(name: string, text: string): unknown {
  writeFileSync(project(name), text);
  return JSON.parse(execFileSync(process.execPath, [project(name)], { encoding: "utf8" }));
}

/** What a tool of the workspace's says about the tarball; it throws where it complains. */
function judge(script: string, ...args: string[]): string {
  const path = join(root, "../node_modules", script);
  return execFileSync(process.execPath, [path, ...args], { cwd: folder, encoding: "utf8" });
}

let tarball: string;
let packed: string[];

beforeAll(() => {
  const [told] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder));
  tarball = join(folder, told.filename);
  packed = told.files.map((file: { path: string }) => file.path);
  mkdirSync(project());
  writeFileSync(project("package.json"), '{ "name": "project", "private": true }');
  npm(project(), "install", "--offline", "--no-audit", "--no-fund", "--silent", tarball);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const use = `
const user = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira","active":"True"}';
const report = validate(user);
const scim = new Scim();
const filter = scim.parseFilter('userName eq "MIRA"', { resourceType: "User" });
const request = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "add", path: "title", value: "Lead" }],
};
let refused;
try {
  parseFilter("userName = 1");
} catch (error) {
  refused = [error instanceof ScimError, error.scimType, error.range.start];
}
const answer = {
  version,
  codes: report.diagnostics.map(finding => finding.code),
  fixed: JSON.parse(report.fixed()).active,
  matches: [filter.matches(user), filter.matches({ userName: "otto" })],
  patched: applyPatch(user, request).resource.title,
  checked: checkFilter("title pr").length,
  refused,
};`;

const answer = {
  version: require("../package.json").version,
  codes: ["schema/type"],
  fixed: true,
  matches: [true, false],
  patched: "Lead",
  checked: 0,
  refused: [true, "invalidFilter", 9],
};
const names = "applyPatch, checkFilter, parseFilter, Scim, ScimError, validate, version";

describe("the tarball", () => {
  it("holds what is needed and nothing else", () => {
    const kinds = packed.map(path =>
      path.replace(/^dist\/(esm|cjs)\/[\w-]+(?=\.[jd])/, "dist/$1/*"),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "README.md",
      "codemirror/package.json",
      "core/package.json",
      "dist/cjs/*.d.ts",
      "dist/cjs/*.js",
      "dist/cjs/*.json",
      "dist/cjs/plugin.wasm.d.ts",
      "dist/cjs/scimlens.wasm.d.ts",
      "dist/core.wasm",
      "dist/esm/*.d.ts",
      "dist/esm/*.js",
      "dist/esm/plugin.wasm.d.ts",
      "dist/esm/scimlens.wasm.d.ts",
      "dist/scimlens.wasm",
      "dist/scimlens_plugin.wasm",
      "elements/package.json",
      "express/package.json",
      "fetch/package.json",
      "forms/package.json",
      "hono/package.json",
      "monaco/package.json",
      "msw/package.json",
      "package.json",
      "plugin.wasm/package.json",
      "scimlens.wasm/package.json",
      "slim/package.json",
      "standard-schema/package.json",
      "web/package.json",
    ]);
    const inside = readdirSync(project("node_modules/scimlens/dist/esm"));
    expect(inside).toEqual(
      expect.arrayContaining(["api.js", "index.js", "wasm.js", "web.js", "slim.js", "index.d.ts"]),
    );
    for (const internal of [
      "base64",
      "builtin",
      "home",
      "instance",
      "session",
      "text",
      "options",
    ]) {
      expect(inside).not.toContain(`${internal}.d.ts`);
    }
  });

  it("is what publint and attw ask for, every rule on", () => {
    expect(judge("publint/src/cli.js", "run", tarball, "--strict")).toContain("All good!");
    expect(judge("@arethetypeswrong/cli/dist/index.js", tarball)).toContain("No problems found");
  });

  it("works in Node as an ES module", () => {
    const told = run(
      "esm.mjs",
      `import { ${names} } from "scimlens";${use}\nconsole.log(JSON.stringify(answer));`,
    );
    expect(told).toEqual(answer);
  });

  it("works in Node as a CommonJS module", () => {
    const told = run(
      "cjs.cjs",
      `const { ${names} } = require("scimlens");${use}\nconsole.log(JSON.stringify(answer));`,
    );
    expect(told).toEqual(answer);
  });

  it("exports the same names both ways", () => {
    const script = `import * as esm from "scimlens"; import { createRequire } from "node:module";
      const cjs = createRequire(import.meta.url)("scimlens");
      console.log(JSON.stringify([Object.keys(esm).sort(), Object.keys(cjs).sort()]));`;
    const [esm, cjs] = run("names.mjs", script) as string[][];
    expect(esm).toEqual(cjs);
    expect(esm).toEqual(
      expect.arrayContaining([...names.split(", "), "Filter", "ScimInternalError"]),
    );
  });
});

const consumer = `
import { applyPatch, Filter, parseFilter, Scim, ScimError, validate } from "scimlens";
import { initSync } from "scimlens/slim";
import * as core from "scimlens/core";
import * as web from "scimlens/web";
import type { AttributeInfo, Diagnostic, FilterNode, Limits, PatchResult, Report, ValidateOptions } from "scimlens";

const options: ValidateOptions = { resourceType: "User", unknown: "error" };
const report: Report = validate({ userName: "mira" }, options);
const findings: readonly Diagnostic[] = report.diagnostics;
const starts: (number | undefined)[] = findings.map(finding => finding.range?.start);
const result: PatchResult<{ title: string }> = applyPatch("{}", new Uint8Array(0));
const title: string = result.resource.title;
const scim = new Scim({ schemas: [{ id: "urn:a:b" }, "{}"], limits: { depth: 9 } satisfies Partial<Limits> });
const filter: Filter = scim.parseFilter("title pr");
const ast: FilterNode = filter.ast;
if (ast.type === "compare") ast.value satisfies string | number | boolean | null;
const info: AttributeInfo | undefined = scim.describe("userName");
try {
  parseFilter("(");
} catch (error) {
  if (error instanceof ScimError) error.toJSON().status satisfies string;
}
core.validate("{}") satisfies Report;
web.validate("{}") satisfies Report;
const ready: Promise<void> = web.init("https://example.com/scimlens.wasm");
initSync(new Uint8Array(8));
// @ts-expect-error: a number is no module
web.init(7);
// @ts-expect-error: the address of a module is no module
initSync("scimlens.wasm");
// @ts-expect-error: a number is no document
validate(7);
// @ts-expect-error: there is no such operation
validate("{}", { operation: "update" });
// @ts-expect-error: a filter is parsed, not made
new Filter();
export { info, ready, starts, title };
`;

/** Where there are types of modules and responses. */
const sources = `
import { Scim } from "scimlens";
import { initSync } from "scimlens/slim";
import { init } from "scimlens/web";
import plugin from "scimlens/plugin.wasm";
import module from "scimlens/scimlens.wasm";

initSync(module);
initSync(plugin);
init(module);
const answer: Promise<Response> = new Scim().createService().fetch(
  new Request("https://example.com/scim/v2/Users"),
);
init(fetch("https://example.com/scimlens.wasm"));
init(new URL("https://example.com/scimlens.wasm"));
init(new Request("https://example.com/scimlens.wasm"));
// @ts-expect-error: a number is no source
init(7);
// @ts-expect-error: an address is no module
initSync("https://example.com/scimlens.wasm");
export { answer };
`;

describe("the types", () => {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  // Without DOM and without Node's types: nothing but the language is asked for.
  const strict = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--skipLibCheck",
    "false",
  ];
  const common = [...strict, "--target", "es2022", "--lib", "es2022", "--types", ""];

  /** What the compiler says about a file of the project. */
  function compile(file: string, text: string, how: string[]): string {
    writeFileSync(project(file), text);
    try {
      execFileSync(process.execPath, [tsc, ...how, project(file)], {
        cwd: project(),
        encoding: "utf8",
      });
      return "";
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  it.each([
    ["node16", "consumer.mts", ["--module", "node16"]],
    ["node16", "consumer.cts", ["--module", "node16"]],
    ["nodenext", "consumer.mts", ["--module", "nodenext"]],
    ["nodenext", "consumer.cts", ["--module", "nodenext"]],
    ["bundler", "consumer.ts", ["--module", "esnext", "--moduleResolution", "bundler"]],
  ])("hold for module resolution %s in %s", (_, file, how) => {
    expect(compile(file, consumer, [...common, ...how])).toBe("");
  });

  it.each([
    ["a page", ["--lib", "es2022,dom", "--types", ""]],
    [
      "Node",
      ["--lib", "es2022", "--types", "node", "--typeRoots", join(root, "../node_modules/@types")],
    ],
  ])("know the modules and responses of %s", (_, environment) => {
    const esm = ["--target", "es2022", "--module", "nodenext", "--esModuleInterop"];
    for (const file of ["sources.mts", "sources.cts"]) {
      expect(compile(file, sources, [...strict, ...esm, ...environment])).toBe("");
    }
  });
});
