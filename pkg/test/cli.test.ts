// What all commands share: help, exit codes, and what is said of inputs that can't be used.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { version } from "scimlens";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { begin, bin, folder, scimlens } from "./cli.ts";
import { mira, PATCH, USER } from "./resources.ts";

const COMMANDS = ["validate", "lint", "filter", "patch", "diff", "serve", "replay"];

const dir = folder({
  "user.json": JSON.stringify(mira),
  "bad.json": `{"schemas":["${USER}"],"userName":7}`,
  "title.json": JSON.stringify({
    schemas: [PATCH],
    Operations: [{ op: "add", path: "title", value: "Buyer" }],
  }),
});
const run = (...args: string[]) => scimlens(args, { cwd: dir.path });

beforeAll(() => mkdirSync(join(dir.path, "users")));
afterAll(() => dir.remove());

describe("the command line", () => {
  it("is a program that package.json names", () => {
    const { bin: named } = JSON.parse(readFileSync(join(bin, "../../../package.json"), "utf8"));
    expect(bin.endsWith(named.scimlens.replace("./", ""))).toBe(true);
    expect(readFileSync(bin, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
  });

  it("says which version it is", () => {
    for (const flag of ["--version", "-V"])
      expect(run(flag)).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it("explains itself, and each command with its options and examples", () => {
    const { code, out } = run("--help");
    expect(code).toBe(0);
    expect(run("help").out).toBe(out);
    for (const command of COMMANDS) {
      expect(out).toContain(`  ${command} `);
      const manual = run(command, "--help");
      expect(manual.code).toBe(0);
      expect(run("help", command)).toEqual(manual);
      for (const part of ["Usage:", "Options:", "Examples:", "Exit codes:", "--format"])
        expect(manual.out).toContain(part);
      for (const line of manual.out.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
    }
  });

  it("names in its help the profiles and quirks that there are", () => {
    const shown = run("help", "quirks").out;
    const list = run("validate", "--quirk", "nonsense=on", "user.json").err;
    const quirks = list.match(/There are ([^.]+)\./)?.[1]?.split(", ") ?? [];
    expect(quirks.length).toBeGreaterThan(5);
    for (const quirk of quirks) expect(shown).toContain(`  ${quirk}\n`);
    const profiles = run("validate", "--profile", "none", "user.json").err;
    const manual = run("validate", "--help").out.replace(/\s+/g, " ");
    for (const name of profiles.match(/There are ([^.]+)\./)?.[1]?.split(", ") ?? [])
      expect(manual).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it("runs the examples of its help", () => {
    const examples = run("help", "filter").out.match(/^ {2}scimlens filter '.*$/gm) ?? [];
    expect(examples.length).toBeGreaterThan(4);
    for (const line of examples) {
      const words = line.trim().match(/'[^']*'|\S+/g) ?? [];
      const args = words.slice(1).map(word => word.replace(/^'(.*)'$/, "$1"));
      const here = args.map(arg => arg.replace("users.ndjson", "user.json"));
      expect(run(...here).code).toBe(0);
    }
  });

  it("exits with 2 for what it can't understand, with a hint", () => {
    for (const [args, message] of [
      [[], "Usage:"],
      [["valdate"], "There is no command valdate. Did you mean validate?"],
      [["--quiet"], "The command stands first"],
      [
        ["validate", "--formt", "json", "user.json"],
        "There is no option --formt. Did you mean --format?",
      ],
      [["validate", "-x", "user.json"], "There is no option -x."],
      [
        ["validate", "--format"],
        "--format needs a value: --format FORMAT, one of text, json, sarif, markdown.",
      ],
      [["filter", "userName pr", "--sql"], "--sql DIALECT, one of postgres, sqlite."],
      [["validate", "--format", "--quiet", "user.json"], "write --format=--quiet"],
      [["validate", "--format", "sarf", "user.json"], "not sarf. Did you mean sarif?"],
      [["validate", "--quiet=1", "user.json"], "takes no value"],
      [["validate", "--profile", "oktaa", "user.json"], "There is no profile"],
      [["validate", "--quirk", "x", "user.json"], "--quirk is written NAME=on or NAME=off"],
      [["validate", "--resource-type", "Usr", "user.json"], "Did you mean User?"],
      [["validate", "--write", "user.json"], "--write goes with --fix"],
      [["validate", "--fix", "user.json", "bad.json"], "add --write"],
      [["validate", "--fix", "--write", "-"], "--write needs a file"],
      [["validate", "--current", "user.json", "user.json"], "--operation replace"],
      [["validate", "-", "-"], "can be read once only"],
      [["filter"], "Name a filter"],
      [["filter", "title pr", "--ast", "--ldap"], "ask for one"],
      [["filter", "title pr", "--ast", "user.json"], "about the filter alone"],
      [["filter", "title pr", "--count"], "needs resources"],
      [["filter", "title pr", "--strings", "nfc"], "--strings goes with"],
      [["patch", "user.json"], "Name a resource and a request"],
      [["patch", "-i", "-", "title.json"], "--in-place needs a file"],
      [["diff", "user.json"], "Name two resources"],
      [["diff", "--style", "nobody", "user.json", "bad.json"], "There is no profile"],
      [["help", "serv"], "There is no command serv. Did you mean serve?"],
    ] as const) {
      const { code, out, err } = run(...args);
      expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
    }
  });

  it("exits with 3 for files that it can't use, and says why in a line", () => {
    const files: Record<string, [content: string | Uint8Array, message: string]> = {
      "users.json.gz": [
        gzipSync("{}"),
        "it is a gzip archive; unpack it with gunzip first, not JSON.",
      ],
      "picture.json": [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]), "it is a picture"],
      "binary.json": [new Uint8Array(300).fill(7, 0, 100), "it is binary data"],
      "latin1.json": [new Uint8Array([0x7b, 0x22, 0xe9, 0x22]), "the byte at offset 2 is no UTF-8"],
    };
    for (const [name, [content, message]] of Object.entries(files)) {
      writeFileSync(join(dir.path, name), content);
      const { code, out, err } = run("patch", name, "title.json");
      expect([code, out, err]).toEqual([3, "", expect.stringContaining(`${name}: ${message}`)]);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    }
    for (const command of ["validate", "patch", "diff"]) {
      expect(run(command, "none.json", "title.json")).toMatchObject({
        code: 3,
        err: "scimlens: none.json: there is no such file.\n",
      });
      expect(run(command, "users", "title.json")).toMatchObject({
        code: 3,
        err: "scimlens: users: it is a directory. Name its files, as in users/*.json.\n",
      });
      expect(run(command, "user.json/x", "title.json").err).toContain("no directory");
    }
    expect(run("filter", "title pr", "none.json").code).toBe(3);
    expect(run("validate", "--schema", "none.json", "user.json").code).toBe(3);
    expect(run("validate", "--operation", "replace", "--current", "none", "user.json").code).toBe(
      3,
    );
  });

  it.skipIf(process.getuid?.() === 0)("says that permission is denied", () => {
    const path = join(dir.path, "secret.json");
    writeFileSync(path, "{}");
    chmodSync(path, 0o000);
    expect(run("validate", "secret.json").err).toContain("permission is denied");
  });

  it("loads schemas and resource types, and shows what is wrong with them", () => {
    const schema = {
      id: "urn:example:Locker",
      name: "Locker",
      attributes: [{ name: "label", type: "string", required: true }],
    };
    const type = { name: "Locker", endpoint: "/Lockers", schema: "urn:example:Locker" };
    const write = (name: string, value: unknown) =>
      writeFileSync(join(dir.path, name), JSON.stringify(value, null, 1));
    write("schema.json", schema);
    write("type.json", type);
    write("both.json", { Resources: [schema, type] });
    write("array.json", [type, schema]);
    write("locker.json", { schemas: ["urn:example:Locker"], label: 7 });
    for (const args of [["schema.json", "--schema", "type.json"], ["both.json"], ["array.json"]]) {
      const { code, out } = run("validate", "locker.json", "--schema", ...args);
      expect([code, out]).toEqual([
        1,
        expect.stringContaining("`label` is a string; 7 is a number."),
      ]);
      expect(out).toContain("1 error (Locker)");
    }
    write("wrong.json", { ...schema, attributes: [{ name: "label", type: "text" }] });
    const wrong = run("validate", "locker.json", "--schema", "wrong.json");
    expect([wrong.code, wrong.out]).toEqual([3, ""]);
    expect(wrong.err).toContain("at wrong.json:7:");
    expect(wrong.err).toContain("The schemas can't be used.");
    write("two.json", [type, { ...schema, attributes: 7 }]);
    const two = run("validate", "locker.json", "--schema", "two.json").err;
    expect(two).toContain("  at two.json (urn:example:Locker) /attributes\n  ");
    writeFileSync(join(dir.path, "cut.json"), '{"id":"urn:x",');
    expect(run("validate", "locker.json", "--schema", "cut.json").err).toContain("at cut.json:1:");
  });

  it("colours on demand only", () => {
    const colour = (env: Record<string, string>, ...more: string[]) =>
      scimlens(["validate", "bad.json", ...more], { cwd: dir.path, env }).out.includes("\x1b[31m");
    expect(colour({})).toBe(false);
    expect(colour({ NO_COLOR: "" })).toBe(false);
    expect(colour({ NO_COLOR: "", FORCE_COLOR: "1" })).toBe(true);
    expect(colour({ NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(colour({}, "--color", "always")).toBe(true);
    expect(colour({ NO_COLOR: "", FORCE_COLOR: "1" }, "--color", "never")).toBe(false);
    const painted = run("validate", "bad.json", "--color", "always").out;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    expect(painted.replace(/\x1b\[\d+m/g, "")).toBe(run("validate", "bad.json").out);
  });

  it("is quiet on demand", () => {
    for (const args of [
      ["validate", "bad.json"],
      ["filter", "title ="],
      ["patch", "bad.json", "bad.json"],
      ["diff", "user.json", "title.json"],
    ]) {
      expect(run(...args).code).toBe(1);
      expect(run(...args, "--quiet")).toEqual({ code: 1, out: "", err: "" });
    }
  });

  it("ends without a word when nobody reads on", async () => {
    const many = `{"schemas":["${USER}"],"userName":7}\n`.repeat(20_000);
    const command = begin(["validate", "--input", "rows", "-"]);
    let err = "";
    command.stderr.on("data", chunk => {
      err += chunk;
    });
    command.stdin.on("error", () => undefined);
    command.stdin.end(many);
    command.stdout.once("data", () => command.stdout.destroy());
    const code = await new Promise(resolve => command.on("close", resolve));
    expect([code, err]).toEqual([0, ""]);
  });
});
