// The package as it is published, in the runtimes and through the bundlers that it says it supports: each runs the same
// proof, and has to give the same answers. `node tests/runtimes/run.mjs [part…]`; the parts are those below.

import { browsers } from "./browsers.mjs";
import { bundlers } from "./bundlers.mjs";
import { conclude } from "./checks.mjs";
import { commandLine } from "./commandline.mjs";
import { prepare } from "./prepare.mjs";
import { readme } from "./readme.mjs";
import { types } from "./types.mjs";
import { workers } from "./workers.mjs";

const PARTS = { commandline: commandLine, workers, bundlers, browsers, readme, types };
const wanted = process.argv.slice(2);

prepare();
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) await part();
}
conclude();
