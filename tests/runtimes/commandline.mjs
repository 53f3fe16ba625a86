// Node, Deno and Bun: each entry, as an ES module and as CommonJS; and the command, as it is installed.
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { check, held, skipped } from "./checks.mjs";
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

const BROKEN = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":7}';

/** The command that the package installs: it reads what is piped in, says what is wrong, and fails. */
function command(path, args) {
  // What a terminal is like, Deno asks leave to know.
  const more = args.includes("--no-prompt") ? ["--allow-env", "--allow-sys"] : [];
  const { status, stdout, stderr } = spawnSync(
    path,
    [...args, ...more, "node_modules/.bin/scimlens", "validate", "-"],
    { cwd: projects, encoding: "utf8", input: BROKEN },
  );
  if (status !== 1 || !stdout.includes("`userName` is a string; 7 is a number."))
    throw new Error(`ended with ${status}\n${stdout}\n${stderr}`);
}

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
    const runtime = `${name.split(" ")[0]} ${version.replace("v", "")}`;
    await held(`${runtime}, the command`, () => command(path, args));
    for (const script of scripts) {
      await check(`${runtime}, ${script}`, async () => {
        const { stdout } = await run(path, [...args, `commandline/${script}`], { cwd: projects });
        return JSON.parse(stdout);
      });
    }
  }
}
