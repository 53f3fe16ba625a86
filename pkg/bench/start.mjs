// How long until the first answer: importing the package, and the first call, in processes and pages that are new each
// time. Beside it what the parts of that cost at least: compiling the module as it is, and Ajv with a small schema, which
// people know.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "../../tests/wasm/browser.mjs";
import { serve } from "../../tests/wasm/serve.mjs";
import { machine } from "./rounds.mjs";

const ROUNDS = 21;
const package_ = join(dirname(fileURLToPath(import.meta.url)), "..");
const user = JSON.stringify(
  JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "mira" }),
);

/** What is imported, what makes it ready, and the first call. The base is where the package is. */
const CANDIDATES = {
  "scimlens, ES module": base => [`import("${base}/dist/esm/index.js")`, `it.validate(${user})`],
  "scimlens/web, ES module": base => [
    `import("${base}/dist/esm/web.js")`,
    `it.init().then(() => it.validate(${user}))`,
  ],
  "scimlens/core, ES module": base => [
    `import("${base}/dist/esm/core.js")`,
    `it.validate(${user})`,
  ],
  "scimlens, first filter": base => [
    `import("${base}/dist/esm/index.js")`,
    'it.parseFilter("userName pr")',
  ],
};
const NODE_ONLY = {
  "scimlens, CommonJS": base => [
    `Promise.resolve(require("${fileURLToPath(`${base}/dist/cjs/index.js`)}"))`,
    `it.validate(${user})`,
  ],
  "Ajv, a schema of two properties": () => [
    'Promise.resolve(require("ajv"))',
    'new it.default().compile({ type: "object", properties: { a: { type: "string" }, b: { type: "string" } } })({})',
  ],
};

const script = ([load, call]) => `(async () => {
  const begin = performance.now();
  const it = await ${load};
  const loaded = performance.now();
  await ${call};
  const first = performance.now();
  const more = performance.now();
  await ${call};
  return [loaded - begin, first - loaded, performance.now() - more];
})()`;

function inNode(candidate) {
  const text = `${script(candidate)}.then(times => console.log(JSON.stringify(times)))`;
  const told = execFileSync(process.execPath, ["--eval", text], {
    cwd: package_,
    encoding: "utf8",
  });
  return JSON.parse(told);
}

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];
const shown = value => value.toFixed(2).padStart(8);

/** Rounds in turn, so that what else the machine does hits all alike. */
async function table(title, candidates, measure) {
  const samples = new Map(Object.keys(candidates).map(name => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, candidate] of Object.entries(candidates))
      samples.get(name).push(await measure(candidate));
  }
  console.log(`\n${title}, ms: median and best of ${ROUNDS}`);
  console.log(`  ${"".padEnd(34)}  import           first call       next call`);
  for (const [name, times] of samples) {
    const columns = [0, 1, 2].map(part => {
      const values = times.map(time => time[part]);
      return `${shown(median(values))} ${shown(Math.min(...values))}`;
    });
    console.log(`  ${name.padEnd(34)}${columns.join("")}`);
  }
}

console.log(machine());
const base = pathToFileURL(package_).href;
const inProcess = Object.fromEntries(
  Object.entries({ ...CANDIDATES, ...NODE_ONLY }).map(([name, make]) => [name, make(base)]),
);
await table("Node, a process each", inProcess, inNode);

const blank = { "/page.html": "<!doctype html><title>page</title>" };
const server = await serve(package_, blank);
const browser = await launch();
const inPage = Object.fromEntries(
  Object.entries(CANDIDATES).map(([name, make]) => [name, make(server.url)]),
);
await table(`Chromium ${browser.version()}, a page each`, inPage, async candidate => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/page.html`);
  const times = await page.evaluate(script(candidate));
  await context.close();
  return times;
});
await browser.close();
await server.close();
