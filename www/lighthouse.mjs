// What Lighthouse says of the built page, in each of its categories: node www/lighthouse.mjs [room …]
//
// It is no dependency of the project: npm install --no-save lighthouse@12.8.2 brings it, or LIGHTHOUSE names the folder
// of another one. It is run as its defaults have it: a slow phone on a slow network, simulated. What a host of static
// files does is done here as well: text goes out compressed.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { FLAGS } from "../tests/wasm/browser.mjs";

const VERSION = "12.8.2";

/** The least that each category has to have. */
const LEAST = 95;

/** How often each page is measured; the median counts. */
const RUNS = 3;

const dist = fileURLToPath(new URL("dist", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".png": "image/png",
};

/** Serves the build, compressed. */
function serve() {
  const packed = new Map();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      if (!packed.has(file)) packed.set(file, brotliCompressSync(readFileSync(file)));
      response.writeHead(200, { "Content-Type": type, "Content-Encoding": "br" });
      response.end(packed.get(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise(resolve => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function tools() {
  const home = process.env.LIGHTHOUSE;
  const require = createRequire(
    home ? pathToFileURL(join(home, "package.json")).href : import.meta.url,
  );
  const load = async name => import(pathToFileURL(require.resolve(name)).href);
  try {
    const { version } = require("lighthouse/package.json");
    if (version !== VERSION) say(`Lighthouse ${version}; the figures of ours are of ${VERSION}.`);
    return [(await load("lighthouse")).default, await load("chrome-launcher")];
  } catch (error) {
    say(`${error.message}\nLighthouse is missing: npm install --no-save lighthouse@${VERSION}`);
    process.exit(2);
  }
}

const say = line => process.stdout.write(`${line}\n`);

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const [lighthouse, chromeLauncher] = await tools();
const server = await serve();
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", ...FLAGS],
});
const rooms = process.argv.slice(2);
let good = true;
try {
  for (const room of rooms.length > 0 ? rooms : ["console"]) {
    const runs = [];
    const low = new Map();
    for (let run = 0; run < RUNS; run++) {
      const url = `http://127.0.0.1:${server.address().port}/#/${room}`;
      const { lhr } = await lighthouse(url, {
        port: chrome.port,
        logLevel: "error",
        output: "json",
      });
      runs.push(lhr);
      for (const { id, auditRefs } of Object.values(lhr.categories))
        for (const { id: name, weight } of auditRefs) {
          const { score, title, displayValue = "" } = lhr.audits[name];
          if (weight > 0 && score !== null && score < 0.9)
            low.set(name, `${id}: ${title} ${displayValue}`);
        }
    }
    for (const id of Object.keys(runs[0].categories)) {
      const scores = runs.map(({ categories }) => Math.round(categories[id].score * 100));
      say(`${room}: ${id} ${median(scores)} (${scores.join(", ")})`);
      good &&= median(scores) >= LEAST;
    }
    for (const line of low.values()) say(`  ${line}`);
  }
} finally {
  chrome.kill();
  server.close();
}
process.exitCode = good ? 0 : 1;
