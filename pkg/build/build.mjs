// Builds dist/ from src/ and the WebAssembly module in generated/:
//   dist/esm, dist/cjs   index.js (API and glue), wasm.js (the module as base64), *.d.ts
// rolldown bundles, since Vite brings it anyway; tsc writes the declarations. dist/cjs has a
// package.json of its own that makes its files CommonJS, so that one set of names serves both.
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const at = (...parts) => join(root, ...parts);

/** The glue as a function, so that each call gives a module instance of its own: after a trap a fresh one takes over. */
function glueAsFactory(glue) {
  const body = glue
    .replace(/^export (class|function) /gm, "$1 ")
    .replace(/^export \{[^}]*\};?$/gm, "")
    .replaceAll("import.meta.url", "undefined");
  if (/^export /m.test(body))
    throw new Error("the glue exports something that build.mjs does not know");
  return `// Made by build.mjs from wasm-bindgen's glue.
export function createGlue() {
${body}
// What the finalizers of the classes call, once the instance has failed and must not run again.
const retired = { __wbg_engine_free() {}, __wbg_filterhandle_free() {}, __wbg_streamhandle_free() {} };
function retire() { wasm = retired; }
return { Engine, FilterHandle, StreamHandle, initSync, version, retire };
}
`;
}

rmSync(at("dist"), { recursive: true, force: true });
writeFileSync(
  at("generated/glue.d.ts"),
  `import type * as glue from "./scimlens.js";
type Exports = Pick<typeof glue, "Engine" | "FilterHandle" | "StreamHandle" | "initSync" | "version">;
export declare function createGlue(): Exports & { retire(): void };
`,
);
writeFileSync(
  at("generated/glue.js"),
  glueAsFactory(readFileSync(at("generated/scimlens.js"), "utf8")),
);
const base64 = readFileSync(at("generated/scimlens_bg.wasm")).toString("base64");

// Names of classes stay, for those who look at a value in a console.
const minify = {
  compress: true,
  mangle: { keepNames: { function: false, class: true } },
  codegen: true,
};
const bundle = await rolldown({
  input: at("src/index.ts"),
  external: ["./wasm.js"],
  platform: "neutral",
});
for (const format of ["esm", "cjs"]) {
  await bundle.write({ dir: at("dist", format), format, minify, entryFileNames: "index.js" });
}
await bundle.close();
writeFileSync(at("dist/esm/wasm.js"), `export const base64 = "${base64}";\n`);
writeFileSync(at("dist/cjs/wasm.js"), `exports.base64 = "${base64}";\n`);
writeFileSync(at("dist/cjs/package.json"), '{ "type": "commonjs" }\n');

const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
execFileSync(
  process.execPath,
  [join(dirname(tsc), "bin/tsc"), "-p", at("build/tsconfig.types.json")],
  {
    stdio: "inherit",
  },
);
// Nothing public mentions these; the others say .js, as Node resolves them.
for (const inner of ["instance", "options", "session", "text"])
  rmSync(at(`dist/esm/${inner}.d.ts`));
for (const name of readdirSync(at("dist/esm")).filter(name => name.endsWith(".d.ts"))) {
  const text = readFileSync(at("dist/esm", name), "utf8");
  writeFileSync(at("dist/esm", name), text.replace(/(from "\.\/[^"]+)\.ts"/g, '$1.js"'));
}
cpSync(at("dist/esm"), at("dist/cjs"), {
  recursive: true,
  filter: path => !path.endsWith(".js"),
});
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(at("..", licence), at(licence));
