// workerd, which runs Cloudflare Workers: it takes modules that are compiled when a worker is deployed, and none else.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { check, held, skipped } from "./checks.mjs";
import { home, program, projects } from "./prepare.mjs";

/** As wrangler bundles: the conditions of workerd, and modules left as files. */
export async function bundle(file, outdir) {
  const esbuild = createRequire(join(home, "package.json"))("esbuild");
  mkdirSync(outdir, { recursive: true });
  await esbuild.build({
    entryPoints: [file],
    outdir,
    entryNames: "worker",
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    logLevel: "error",
  });
}

/** Writes how to run it; gives the number of modules. */
export function configure(folder) {
  const modules = readdirSync(folder).filter(name => name.endsWith(".wasm"));
  const wasm = modules.map(name => `(name = "./${name}", wasm = embed "${name}")`);
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js"), ${wasm.join(", ")}],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  );
  return modules.length;
}

/** Starts a worker, sends it requests one by one, and ends it. */
export async function ask(workerd, folder, requests) {
  const child = spawn(workerd, ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", data => {
    complaint += data;
  });
  const ended = new Promise((_, reject) => child.on("exit", () => reject(new Error(complaint))));
  const listening = new Promise(resolve => {
    let told = "";
    child.stdio[3].on("data", data => {
      told += data;
      const port = /"port":\s*(\d+)/.exec(told)?.[1];
      if (port !== undefined) resolve(port);
    });
  });
  try {
    const port = await Promise.race([listening, ended]);
    const answers = [];
    for (const request of requests) {
      const response = await fetch(`http://127.0.0.1:${port}/`, request);
      const text = await response.text();
      if (response.status >= 500) throw new Error(`${response.status} ${text} ${complaint}`);
      answers.push({ status: response.status, body: text === "" ? undefined : JSON.parse(text) });
    }
    return answers;
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}

/** What wrangler would deploy. It needs a newer Node than the package does. */
function deployable(wrangler, node, folder) {
  mkdirSync(folder, { recursive: true });
  const config = { name: "proof", main: "../inline.mjs", compatibility_date: "2026-01-01" };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config));
  const args = ["deploy", "--dry-run", "--outdir", "out"];
  execFileSync(node, [wrangler, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
    env: { ...process.env, HOME: folder, WRANGLER_SEND_METRICS: "false" },
  });
  renameSync(join(folder, "out/inline.js"), join(folder, "out/worker.js"));
}

async function throughWrangler(workerd) {
  const wrangler = program("wrangler/bin/wrangler.js");
  const node = program("node-26/bin/node");
  if (wrangler === undefined || node === undefined) {
    skipped("wrangler", "the registry has no package with it, or with the Node that it needs");
    return;
  }
  const { version } = createRequire(join(home, "package.json"))("wrangler/package.json");
  const folder = join(projects, "workerd/wrangler");
  await held(`wrangler ${version}, inline: deploys one module`, () => {
    deployable(wrangler, node, folder);
    const modules = configure(join(folder, "out"));
    if (modules !== 1) throw new Error(`${modules} modules`);
  });
  await check(`wrangler ${version}, inline, in workerd`, async () => {
    const [{ body }] = await ask(workerd, join(folder, "out"), [{}]);
    return body;
  });
}

export async function workers() {
  const workerd = program("@cloudflare/bin/workerd");
  if (workerd === undefined) {
    skipped("workerd", "the registry has no package with the program for this machine");
    return;
  }
  const { version } = createRequire(join(home, "package.json"))("workerd/package.json");
  for (const entry of ["inline", "slim", "web", "core"]) {
    const folder = join(projects, "workerd/dist", entry);
    await held(`workerd ${version}, ${entry}: esbuild leaves one module`, async () => {
      await bundle(join(projects, "workerd", `${entry}.mjs`), folder);
      const modules = configure(folder);
      if (modules !== 1) throw new Error(`${modules} modules`);
    });
    await check(`workerd ${version}, ${entry}`, async () => {
      const [{ body }] = await ask(workerd, folder, [{}]);
      return body;
    });
  }
  await throughWrangler(workerd);
}
