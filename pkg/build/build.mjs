// Builds dist/ from src/ and the WebAssembly module in generated/:
//   dist/scimlens.wasm   the module
//   dist/scimlens_plugin.wasm  the module without imports, for hosts of any kind
//   dist/core.wasm       what of it scimlens/core has
//   dist/esm, dist/cjs   api.js (API and glue, which the entries share), the entries index.js (inline), web.js, slim.js,
//                        core.js, workerd.js and core-workerd.js (ES modules only), wasm.js and core-wasm.js (the
//                        modules as base64), *.d.ts
//                        and the adapters, each in a file of its own, which take a toolkit and have none inside
//   dist/esm/cli.js      the command line, a user of index.js
// rolldown bundles, since Vite brings it anyway; tsc writes the declarations. dist/cjs has a
// package.json of its own that makes its files CommonJS, so that one set of names serves both.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { coreOf } from "./core.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const at = (...parts) => join(root, ...parts);

/** The entries that join the toolkit to something else. */
const ADAPTERS = [
  "standard-schema",
  "forms",
  "fetch",
  "hono",
  "express",
  "msw",
  "codemirror",
  "elements",
  "monaco",
];

/** Whether a module is of the toolkit itself, of which adapters know only the types. */
const isToolkit = id => /[\\/](?:instance|session|scim|index|core-wasm|wasm)\.[jt]s$/.test(id);

/**
 * A line for each function and method: an error that nobody catches is printed with the line that it comes from, and
 * minified code has only one.
 */
function inLines(code) {
  return code.replace(
    /([;}])(?=(?:async )?(?:(?:function|class) |(?:static |get |#)?\w+\([\w,]*\)\{))/g,
    "$1\n",
  );
}

/** The glue as a function, so that each call gives a module instance of its own: after a trap a fresh one takes over. */
function glueAsFactory(glue) {
  const body = glue
    .replace(/^export (class|function) /gm, "$1 ")
    .replace(/^export \{[^}]*\};?$/gm, "")
    .replaceAll("import.meta.url", "undefined")
    .replace("wasm = instance.exports;", "wasm = filled(instance.exports);");
  if (!body.includes("filled("))
    throw new Error("the glue keeps its exports elsewhere than build.mjs knows");
  if (/^export /m.test(body))
    throw new Error("the glue exports something that build.mjs does not know");
  return `// Made by build.mjs from wasm-bindgen's glue.
export function createGlue(absent, refusal) {
${body}
// Where the module is a part: the doors that it lacks, each of which refuses. An array goes on to the caller.
function filled(exports) {
  if (absent === undefined) return exports;
  const refusing = Object.entries(absent).map(([name, called]) => [name, () => { throw [refusal(called)]; }]);
  return { ...exports, ...Object.fromEntries(refusing) };
}
// What the finalizers of the classes call, once the instance has failed and must not run again.
const retired = {
  __wbg_engine_free() {}, __wbg_filterstore_free() {}, __wbg_servicehandle_free() {}, __wbg_sethandle_free() {},
  __wbg_streamhandle_free() {},
};
function retire() { wasm = retired; }
return {
  Engine, FilterStore, ServiceHandle, SetHandle, StreamHandle, initSync, version, retire,
  text: getStringFromWasm0, words: getUint32ArrayMemory0,
};
}
`;
}

rmSync(at("dist"), { recursive: true, force: true });
writeFileSync(
  at("generated/glue.d.ts"),
  `import type * as glue from "./scimlens.js";
type Exports = Pick<typeof glue, "Engine" | "FilterStore" | "ServiceHandle" | "SetHandle" | "StreamHandle" | "initSync" | "version">;
export declare function createGlue(
  absent: Readonly<Record<string, string>> | undefined,
  refusal: (called: string) => Error,
): Exports & {
  retire(): void;
  /** The text in so many bytes of UTF-8 at an address. */
  text(address: number, bytes: number): string;
  /** The memory as it is now; it may be another one after the next call. */
  words(): Uint32Array;
};
`,
);
writeFileSync(
  at("generated/glue.js"),
  glueAsFactory(readFileSync(at("generated/scimlens.js"), "utf8")),
);
const wasm = readFileSync(at("generated/scimlens_bg.wasm"));
const base64 = wasm.toString("base64");
const core = coreOf(wasm);
const coreBase64 = core.bytes.toString("base64");
const absent = JSON.stringify(core.absent);

// Names of classes stay, for those who look at a value in a console.
const minify = {
  compress: true,
  mangle: { keepNames: { function: false, class: true } },
  codegen: true,
};
// workerd knows ES modules only. CommonJS has no import.meta.
const entries = {
  index: "inline",
  web: "web",
  slim: "slim",
  workerd: "workerd",
  core: "core",
  "core-workerd": "core-workerd",
};
const { workerd: _, "core-workerd": __, ...entriesOfCjs } = entries;
for (const [format, names, home] of [
  ["esm", entries, "home"],
  ["cjs", entriesOfCjs, "home.cjs"],
]) {
  const bundle = await rolldown({
    input: Object.fromEntries(
      Object.entries(names).map(([name, file]) => [name, at(`src/${file}.ts`)]),
    ),
    external: [
      "./wasm.js",
      "../scimlens.wasm",
      "./core-wasm.js",
      "./core-absent.js",
      "../core.wasm",
    ],
    platform: "neutral",
    resolve: { alias: { "./home.ts": at(`src/${home}.ts`) } },
  });
  const { output } = await bundle.write({
    dir: at("dist", format),
    format,
    minify,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: { groups: [{ name: "api", minShareCount: 2 }] },
  });
  await bundle.close();
  const api = at("dist", format, "api.js");
  writeFileSync(api, inLines(readFileSync(api, "utf8")));
  const expected = [...Object.keys(names), "api"].map(name => `${name}.js`);
  const files = output.map(({ fileName }) => fileName);
  if (files.length !== expected.length || expected.some(file => !files.includes(file)))
    throw new Error(`the entries share more, or less, than api.js: ${files.join(", ")}`);
}
cpSync(at("generated/scimlens_bg.wasm"), at("dist/scimlens.wasm"));
cpSync(at("generated/scimlens_plugin.wasm"), at("dist/scimlens_plugin.wasm"));
writeFileSync(at("dist/core.wasm"), core.bytes);
writeFileSync(at("dist/esm/core-absent.js"), `export const absent = ${absent};\n`);
writeFileSync(
  at("dist/esm/core-wasm.js"),
  `export { absent } from "./core-absent.js";\nexport const base64 = "${coreBase64}";\n`,
);
writeFileSync(
  at("dist/cjs/core-wasm.js"),
  `exports.absent = ${absent};\nexports.base64 = "${coreBase64}";\n`,
);
writeFileSync(at("dist/esm/wasm.js"), `export const base64 = "${base64}";\n`);
writeFileSync(at("dist/cjs/wasm.js"), `exports.base64 = "${base64}";\n`);
writeFileSync(at("dist/cjs/package.json"), '{ "type": "commonjs" }\n');

// The adapters: what they adapt to is the consumer's, and so is the toolkit.
for (const name of ADAPTERS)
  for (const format of ["esm", "cjs"]) {
    const bundle = await rolldown({
      input: at(`src/${name}.ts`),
      // Only what is written ./… is our own.
      external: id => /^[^./]/.test(id) && !id.startsWith(root),
      platform: "neutral",
      plugins: [
        {
          name: "an adapter in another",
          resolveId: (id, from) =>
            id === "./codemirror.ts" && from ? { id: "./codemirror.js", external: true } : null,
        },
      ],
    });
    const { output } = await bundle.write({
      file: at("dist", format, `${name}.js`),
      format,
      minify,
      exports: "named",
    });
    await bundle.close();
    const forbidden = output.flatMap(({ moduleIds = [] }) => moduleIds).find(isToolkit);
    if (forbidden !== undefined) throw new Error(`scimlens/${name} has ${forbidden} inside.`);
  }

const cli = await rolldown({
  input: at("src/cli/main.ts"),
  platform: "node",
  plugins: [
    {
      name: "the package itself",
      resolveId: id => (id === "scimlens" ? { id: "./index.js", external: true } : null),
    },
  ],
});
await cli.write({
  file: at("dist/esm/cli.js"),
  format: "esm",
  minify,
  banner: "#!/usr/bin/env node",
});
await cli.close();
chmodSync(at("dist/esm/cli.js"), 0o755);

const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
execFileSync(
  process.execPath,
  [join(dirname(tsc), "bin/tsc"), "-p", at("build/tsconfig.types.json")],
  {
    stdio: "inherit",
  },
);
// Nothing public mentions these; the others say .js, as Node resolves them.
for (const inner of ["base64", "builtin", "home", "instance", "kept", "options", "session", "text"])
  rmSync(at(`dist/esm/${inner}.d.ts`));
for (const name of readdirSync(at("dist/esm")).filter(name => name.endsWith(".d.ts"))) {
  const text = readFileSync(at("dist/esm", name), "utf8");
  writeFileSync(at("dist/esm", name), text.replace(/(from "\.\/[^"]+)\.ts"/g, '$1.js"'));
}
cpSync(at("dist/esm"), at("dist/cjs"), {
  recursive: true,
  filter: path => !path.endsWith(".js"),
});
// What an import of the module gives on Workers and as `import source`; a bundler may make an address of it.
for (const [format, exported] of [
  ["esm", "export default module;"],
  ["cjs", "export = module;"],
]) {
  writeFileSync(
    at("dist", format, "scimlens.wasm.d.ts"),
    `/** scimlens.wasm, compiled: for \`initSync\` of scimlens/slim. */
declare const module: import("./sources.js").CompiledModule;
${exported}
`,
  );
  writeFileSync(
    at("dist", format, "plugin.wasm.d.ts"),
    `/** scimlens_plugin.wasm, compiled: a module that imports nothing and speaks JSON (docs/plugin.md). */
declare const module: import("./sources.js").CompiledModule;
${exported}
`,
  );
}
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(at("..", licence), at(licence));
