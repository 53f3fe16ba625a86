// The recipes of the README that are files: of a page, of its worker, of a worker on the edge. (pkg/test/readme.test.ts
// runs the others.)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { launch } from "../wasm/browser.mjs";
import { held, skipped } from "./checks.mjs";
import { home, program, projects } from "./prepare.mjs";
import { serve } from "./serve.mjs";
import { ask, bundle, configure } from "./workers.mjs";

const folder = join(projects, "readme");

/** Writes the files, and gives their texts. */
function extract() {
  const text = readFileSync(join(projects, "node_modules/scimlens/README.md"), "utf8");
  const blocks = text.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm);
  const files = Object.fromEntries([...blocks].map(([, name, code]) => [name, code]));
  mkdirSync(folder, { recursive: true });
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  writeFileSync(
    join(folder, "main.html"),
    '<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>',
  );
  return files;
}

/** What a script promises to print. */
function promised(code) {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, words]) => words);
}

async function printed(browser, url, lines) {
  const page = await browser.newPage();
  const told = [];
  page.on("console", message => message.type() === "log" && told.push(message.text()));
  page.on("pageerror", error => told.push(String(error)));
  await page.goto(url);
  const begin = Date.now();
  while (told.length < lines && Date.now() - begin < 20_000) await page.waitForTimeout(20);
  await page.close();
  return told;
}

function same(found, expected) {
  if (!isDeepStrictEqual(found, expected))
    throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

async function pages(files) {
  const path = createRequire(join(home, "package.json")).resolve("vite");
  const { build } = await import(pathToFileURL(path));
  await build({
    root: folder,
    base: "./",
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: {
      rolldownOptions: { input: ["index.html", "main.html"].map(name => join(folder, name)) },
    },
  });
  const server = await serve(join(folder, "dist"));
  const browser = await launch();
  for (const [name, page, script] of [
    ["in a web worker", "main.html", "main.js"],
    ["under a content security policy", "index.html", "page.js"],
  ]) {
    await held(`README, ${name}`, async () => {
      const expected = promised(files[script]);
      if (expected.length === 0) throw new Error("it promises nothing");
      same(await printed(browser, `${server.url}/${page}`, expected.length), expected);
    });
  }
  await browser.close();
  await server.close();
}

async function edge() {
  const workerd = program("@cloudflare/bin/workerd");
  if (workerd === undefined) {
    skipped("README, on the edge", "the registry has no package with workerd for this machine");
    return;
  }
  await held("README, on the edge", async () => {
    const out = join(folder, "edge");
    await bundle(join(folder, "edge.js"), out);
    configure(out);
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    const post = user => ({ method: "POST", body: JSON.stringify({ schemas, ...user }) });
    same(
      await ask(workerd, out, [
        post({ userName: "mira" }),
        post({ userName: "mira", active: "yes" }),
      ]),
      [
        { status: 204, body: undefined },
        {
          status: 400,
          body: {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
            status: "400",
            scimType: "invalidValue",
            detail: '`active` is a boolean; "yes" is a string.',
          },
        },
      ],
    );
  });
}

export async function readme() {
  const files = extract();
  await pages(files);
  await edge();
}
