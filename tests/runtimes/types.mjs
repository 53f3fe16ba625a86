// The declarations, under versions of TypeScript from the oldest that knows what they say: strict, libraries checked as
// well, with neither the DOM's types nor Node's. (pkg/test/package.test.ts does so with the workspace's own.)
import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { held } from "./checks.mjs";
import { home, projects } from "./prepare.mjs";

const folder = join(projects, "types");
const VERSIONS = ["typescript-5.2", "typescript-5.9", "typescript-6"];
const RESOLUTIONS = {
  node16: ["node16", "node16"],
  nodenext: ["nodenext", "nodenext"],
  bundler: ["esnext", "bundler"],
};

function compile(tsc, module, moduleResolution) {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: "es2022",
    lib: ["es2022"],
    types: [],
    module,
    moduleResolution,
  };
  const files = ["consumer.mts", ...(moduleResolution === "bundler" ? [] : ["consumer.cts"])];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
}

export async function types() {
  cpSync(join(folder, "consumer.mts"), join(folder, "consumer.cts"));
  for (const name of VERSIONS) {
    const { version } = createRequire(join(home, "package.json"))(`${name}/package.json`);
    const tsc = join(home, "node_modules", name, "bin/tsc");
    for (const [resolution, how] of Object.entries(RESOLUTIONS))
      await held(`TypeScript ${version}, ${resolution}`, () => compile(tsc, ...how));
  }
}
