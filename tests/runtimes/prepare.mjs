// The tools of package.json, installed once in target/runtimes, and the packed package beside them.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "../..");
/** The tools, and below them the projects. */
export const home = join(root, "target/runtimes");
export const projects = join(home, "projects");

function npm(where, ...args) {
  const shell = process.platform === "win32";
  return execFileSync("npm", args, { cwd: where, encoding: "utf8", shell });
}

/** Installs the tools where package.json or its lock have changed. No script of theirs is run. */
export function installTools() {
  const wanted = ["package.json", "package-lock.json"].map(name =>
    readFileSync(join(here, name), "utf8"),
  );
  const stamp = join(home, "installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted.join("")) return;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const name of ["package.json", "package-lock.json"])
    cpSync(join(here, name), join(home, name));
  console.log("installing the runtimes and bundlers");
  npm(
    home,
    "install",
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  );
  writeFileSync(stamp, wanted.join(""));
}

/** Packs the package and installs the tarball, without a network, where all projects find it. */
function installPackage() {
  rmSync(projects, { recursive: true, force: true });
  cpSync(join(here, "projects"), projects, { recursive: true });
  writeFileSync(join(projects, "package.json"), '{ "name": "projects", "private": true }');
  const [{ filename }] = JSON.parse(
    npm(join(root, "pkg"), "pack", "--json", "--pack-destination", projects),
  );
  npm(
    projects,
    "install",
    "--offline",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--silent",
    `./${filename}`,
  );
}

/** What each project has: the proof, as both kinds of module. */
function layScripts() {
  for (const name of ["settle.mjs", "proof.mjs", "expected.json"])
    cpSync(join(here, name), join(projects, name));
  const proof = readFileSync(join(here, "proof.mjs"), "utf8");
  writeFileSync(
    join(projects, "proof.cjs"),
    `${proof.replaceAll("export function", "function")}\nmodule.exports = { prove, proveCore };\n`,
  );
}

export function prepare() {
  installTools();
  installPackage();
  layScripts();
}

/** A program from an npm package that carries one for this machine; `undefined` where the registry had none. */
export function program(path) {
  const [scope, ...rest] = path.split("/");
  const folder = join(home, "node_modules", scope);
  const names = scope.startsWith("@") && existsSync(folder) ? readdirSync(folder) : [""];
  return names.map(name => join(folder, name, ...rest)).find(file => existsSync(file));
}
