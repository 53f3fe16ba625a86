// The examples of the READMEs, of the package and of the repository, run, and print what they say that they print. Those
// that are files of a page or a worker are run by tests/runtimes.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bin, folder } from "./cli.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The heading and the code of each example. */
function examplesOf(text: string): [string, string][] {
  const examples: [string, string][] = [];
  let heading = "";
  for (const [, title, code] of text.matchAll(/^## (.+)$|^```js\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    if (code !== undefined) examples.push([heading, code]);
  }
  return examples;
}

const examples = examplesOf(readme);
const outer = examplesOf(readFileSync(join(root, "../README.md"), "utf8"));

it("has examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(10);
  expect(outer.length).toBeGreaterThanOrEqual(2);
});

it.each([...examples, ...outer])("%s", (_, code) => {
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  expect(promised.length).toBe(code.split("console.log(").length - 1);
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: root,
    encoding: "utf8",
  });
  expect(printed.trimEnd().split("\n")).toEqual(promised);
});

it("shows what the command line answers", () => {
  const blocks = [...readme.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(
    ([, text = ""]) => text,
  );
  const commands = blocks.flatMap(block => block.split(/^\$ /m).slice(1));
  expect(commands.length).toBeGreaterThan(5);
  const dir = folder();
  mkdirSync(join(dir.path, "node_modules/.bin"), { recursive: true });
  symlinkSync(bin, join(dir.path, "node_modules/.bin/scimlens"));
  try {
    for (const [command = "", answer] of commands.map(text => text.split(/\n([\s\S]*)/))) {
      const script = `exec 2>&1\n${command.replaceAll("npx scimlens", "node_modules/.bin/scimlens")}\n:`;
      const shown = execFileSync("sh", ["-c", script], { cwd: dir.path, encoding: "utf8" });
      expect(`$ ${command}\n${shown}`).toBe(`$ ${command}\n${answer}`);
    }
  } finally {
    dir.remove();
  }
});
