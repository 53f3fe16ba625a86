// The built pages in Chromium and Firefox, a dedicated worker, an extension, and Vite while developing.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { FLAGS, launch } from "../wasm/browser.mjs";
import { BUILDS } from "./bundlers.mjs";
import { check, held, skipped } from "./checks.mjs";
import { home, projects } from "./prepare.mjs";
import { serve } from "./serve.mjs";

const PAGES = [
  ...BUILDS.map(([bundler, entry]) => `/built/${bundler}/${entry}/`),
  ...["inline", "web", "worker"].map(entry => `/plain/${entry}/`),
];

/** What a page leaves as its answer. */
async function answer(page) {
  await page.waitForFunction(() => "answer" in globalThis, undefined, { timeout: 20_000 });
  return page.evaluate(() => globalThis.answer);
}

async function inChromium(browser, name, url, judge = check) {
  await judge(name, async () => {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", error => errors.push(String(error)));
    try {
      await page.goto(url);
      return await answer(page);
    } catch (error) {
      throw new Error([error.message, ...errors].join("\n"));
    } finally {
      await page.close();
    }
  });
}

/** A page that may not compile must say so, with what its policy lacks. */
async function withoutPermission(browser, server) {
  for (const entry of ["inline", "web"]) {
    await inChromium(
      browser,
      `a page whose policy forbids it, ${entry}: a plain error`,
      `${server.url}/forbidden/plain/${entry}/`,
      (name, work) =>
        held(name, async () => {
          const { error } = await work();
          if (!/^ScimInitError: .*'wasm-unsafe-eval'/.test(error)) throw new Error(error);
        }),
    );
  }
}

/** Vite's server, which bundles dependencies ahead, and a page of each entry. */
async function whileDeveloping(browser) {
  const path = createRequire(join(home, "package.json")).resolve("vite");
  const { createServer, version } = await import(pathToFileURL(path));
  const root = join(projects, "vite");
  const server = await createServer({ root, configFile: false, logLevel: "error" });
  await server.listen(0);
  const { port } = server.httpServer.address();
  for (const entry of ["inline", "web", "slim", "worker", "core"]) {
    const name = `vite ${version} while developing, ${entry}`;
    await inChromium(browser, name, `http://localhost:${port}/${entry}.html`);
  }
  await server.close();
}

/** A Manifest V3 extension: its service worker and a page of it. */
async function extension() {
  const folder = join(projects, "extension");
  for (const name of ["proof.mjs", "settle.mjs", "node_modules"])
    cpSync(join(projects, name), join(folder, name), { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), "scimlens-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    channel: "chromium",
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  });
  try {
    let url;
    await check("a Manifest V3 extension in Chromium, its service worker", async () => {
      const worker =
        context.serviceWorkers()[0] ??
        (await context.waitForEvent("serviceworker", { timeout: 20_000 }));
      url = worker.url();
      for (let tries = 0; tries < 100; tries++) {
        const found = await worker.evaluate(() => globalThis.answer);
        if (found !== undefined) return found;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      throw new Error("no answer");
    });
    await check("a Manifest V3 extension in Chromium, a page", async () => {
      const page = await context.newPage();
      await page.goto(new URL("/page.html", url).href);
      return await answer(page);
    });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

const FIREFOX = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"];

async function firefox() {
  const program = FIREFOX.find(path => path && existsSync(path));
  if (program === undefined) {
    skipped(
      "Firefox",
      "it is not installed (Debian: apt-get install firefox-esr), nor named in FIREFOX",
    );
    return;
  }
  const version = execFileSync(program, ["--version"], { encoding: "utf8" }).trim();
  const answers = new Map();
  let end;
  const ended = new Promise(resolve => {
    end = resolve;
  });
  const server = await serve(projects, (path, body) => {
    if (path === "/end") end();
    else answers.set(path.slice("/answers".length), JSON.parse(body));
  });
  const profile = mkdtempSync(join(tmpdir(), "scimlens-firefox-"));
  const query = PAGES.map(page => `page=${encodeURIComponent(page)}`).join("&");
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", profile, `${server.url}/firefox.html?${query}`],
    { stdio: "ignore", env: { ...process.env, HOME: profile } },
  );
  let timer;
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, 90_000);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
  const gone = new Promise(resolve => child.on("exit", resolve));
  child.kill();
  await gone;
  await server.close();
  rmSync(profile, { recursive: true, force: true });
  for (const page of PAGES) await check(`${version}, ${page}`, () => answers.get(page));
}

export async function browsers() {
  const server = await serve(projects);
  const browser = await launch();
  try {
    const version = `Chromium ${browser.version()}`;
    for (const page of PAGES) await inChromium(browser, `${version}, ${page}`, server.url + page);
    await withoutPermission(browser, server);
    await whileDeveloping(browser);
  } finally {
    await browser.close();
    await server.close();
  }
  await extension();
  await firefox();
}
