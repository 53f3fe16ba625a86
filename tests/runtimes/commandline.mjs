// Node, Deno and Bun: each entry, as an ES module and as CommonJS.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { check, skipped } from "./checks.mjs";
import { program, projects } from "./prepare.mjs";

const run = promisify(execFile);
const ESM = ["inline.mjs", "web.mjs", "slim.mjs", "core.mjs"];
const CJS = ["inline.cjs", "web.cjs", "slim.cjs", "core.cjs"];
/** The module as a source phase import. */
const SOURCE = ["source.mjs"];

const runtimes = () => [
  ["Node", process.execPath, [], [...ESM, ...CJS]],
  ["Node 22", program("node-22/bin/node"), [], [...ESM, ...CJS]],
  ["Node 24", program("node-24/bin/node"), [], [...ESM, ...CJS, ...SOURCE]],
  ["Node 26", program("node-26/bin/node"), [], [...ESM, ...CJS, ...SOURCE]],
  [
    "Deno",
    program("@deno/deno"),
    // It may read its files, and nothing else: no network, no environment.
    [
      "run",
      "--no-config",
      "--node-modules-dir=manual",
      "--no-prompt",
      "--cached-only",
      "--allow-read=.",
    ],
    [...ESM, ...CJS, ...SOURCE],
  ],
  ["Bun", program("@oven/bin/bun"), ["run"], [...ESM, ...CJS]],
];

export async function commandLine() {
  for (const [name, path, args, scripts] of runtimes()) {
    if (path === undefined) {
      skipped(name, "the registry has no package with the program for this machine");
      continue;
    }
    const version = (await run(path, ["--version"])).stdout
      .trim()
      .split(/\s/)
      .find(word => /\d\./.test(word));
    for (const script of scripts) {
      await check(`${name} ${version.replace("v", "")}, ${script}`, async () => {
        const { stdout } = await run(path, [...args, `commandline/${script}`], { cwd: projects });
        return JSON.parse(stdout);
      });
    }
  }
}
