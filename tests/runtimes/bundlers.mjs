// Vite, webpack, esbuild and Rollup: what they make of each entry, for the browsers to open.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { held } from "./checks.mjs";
import { home, projects } from "./prepare.mjs";

const require = createRequire(join(home, "package.json"));
/** An ES module among the tools. */
const load = async name => {
  const path = require.resolve(name);
  return import(pathToFileURL(path));
};
const version = name => require(`${name}/package.json`).version;
const project = (...parts) => join(projects, ...parts);

const html = script => `<!doctype html>
<meta charset="utf-8">
<title>proof</title>
<link rel="icon" href="data:,">
<script type="module" src="${script}"></script>
`;

/** Each bundles an entry of a project into a folder, with a page. */
const BUNDLERS = {
  async vite(entry, out) {
    const { build } = await load("vite");
    writeFileSync(project("vite", `${entry}.html`), html(`./${entry}.mjs`));
    await build({
      root: project("vite"),
      base: "./",
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: { outDir: out, rolldownOptions: { input: project("vite", `${entry}.html`) } },
    });
    cpSync(join(out, `${entry}.html`), join(out, "index.html"));
  },
  async webpack(entry, out) {
    const { default: webpack } = await load("webpack");
    const compiler = webpack({
      mode: "production",
      entry: project("webpack", `${entry}.mjs`),
      output: { path: out, filename: "main.js" },
      performance: false,
    });
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
    );
    await new Promise(resolve => compiler.close(resolve));
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString("errors-warnings"));
    writeFileSync(join(out, "index.html"), html("./main.js"));
  },
  async esbuild(entry, out) {
    const { build } = require("esbuild");
    const { warnings } = await build({
      entryPoints: { main: project("esbuild", `${entry}.mjs`) },
      outdir: out,
      bundle: true,
      minify: true,
      format: "esm",
      loader: { ".wasm": "file" },
      logLevel: "silent",
    });
    if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
    writeFileSync(join(out, "index.html"), html("./main.js"));
  },
  async rollup(entry, out) {
    const { rollup } = await load("rollup");
    const { nodeResolve } = await load("@rollup/plugin-node-resolve");
    const bundle = await rollup({
      input: project("rollup", `${entry}.mjs`),
      plugins: [nodeResolve({ browser: true })],
      onwarn: warning => {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: join(out, "main.js"), format: "es" });
    await bundle.close();
    if (entry === "web")
      cpSync(
        require.resolve(project("node_modules/scimlens/dist/scimlens.wasm")),
        join(out, "scimlens.wasm"),
      );
    writeFileSync(join(out, "index.html"), html("./main.js"));
  },
};

/** Which entries each bundles, and how many .wasm files have to come of it. */
export const BUILDS = [
  ["vite", "inline", 0],
  ["vite", "web", 1],
  ["vite", "slim", 1],
  ["vite", "worker", 1],
  ["vite", "core", 0],
  ["webpack", "inline", 0],
  ["webpack", "web", 1],
  ["webpack", "slim", 1],
  ["webpack", "worker", 1],
  ["webpack", "core", 0],
  ["esbuild", "inline", 0],
  ["esbuild", "web", 1],
  ["esbuild", "core", 0],
  ["rollup", "inline", 0],
  ["rollup", "web", 1],
  ["rollup", "core", 0],
];

export async function bundlers() {
  for (const [bundler, entry, modules] of BUILDS) {
    const name = `${bundler} ${version(bundler)}, ${entry}: builds without a warning, with ${modules} .wasm`;
    await held(name, async () => {
      const out = project("built", bundler, entry);
      mkdirSync(out, { recursive: true });
      await BUNDLERS[bundler](entry, out);
      const found = readdirSync(out, { recursive: true }).filter(file => file.endsWith(".wasm"));
      if (found.length !== modules) throw new Error(`made ${found.join(", ") || "none"}`);
    });
  }
  for (const entry of ["inline", "web", "worker"]) {
    mkdirSync(project("plain", entry), { recursive: true });
    writeFileSync(project("plain", entry, "index.html"), html(`../${entry}.mjs`));
  }
  await held(`vitest ${version("vitest")} with jsdom ${version("jsdom")}`, async () => {
    const script = join(home, "node_modules/vitest/vitest.mjs");
    execFileSync(process.execPath, [script, "run", "--root", projects, "--dir", "vitest"], {
      cwd: projects,
      encoding: "utf8",
    });
  });
}
