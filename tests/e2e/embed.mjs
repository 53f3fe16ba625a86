// The pages of tests/pages, built by Vite and opened in Chromium: the adapters as a page has them, under a strict policy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { launch } from "../wasm/browser.mjs";
import { serve } from "../wasm/serve.mjs";

const path = name => fileURLToPath(new URL(name, import.meta.url));
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Builds a page of tests/pages, or of another folder, and serves it. */
export async function openEmbedding(name, { root = path(`../pages/${name}`), alias = {} } = {}) {
  const outDir = path(`../../test-results/pages/${name}`);
  await build({
    configFile: false,
    root,
    base: "./",
    resolve: { alias },
    logLevel: "error",
    oxc: { jsx: { runtime: "automatic", importSource: "react" } },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 10_000,
      target: "esnext",
    },
    worker: { format: "es" },
  });
  const server = await serve(outDir);
  const browser = await launch();
  return {
    visit: () => visit(browser, server.url),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function visit(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const troubles = [];
  page.on("console", message => {
    if (["error", "warning"].includes(message.type()) && !/favicon/.test(message.location().url))
      troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", error => troubles.push(`error: ${error.message}`));
  page.on("request", request => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:"))
      troubles.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => {
      window.violations.push(
        `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`,
      );
    });
  });
  await page.goto(url);

  /** Says that nothing went wrong so far: no error, no request to elsewhere, no violation of the policy. */
  const assertCalm = async () => {
    const violations = await page.evaluate(() => window.violations);
    assert.deepEqual([...troubles, ...violations], []);
  };
  return {
    page,
    assertCalm,
    /** Says that a part of the page violates neither WCAG 2.2 AA nor axe's best practices. */
    assertAccessible: async (selector, rules = {}) => {
      await page.evaluate(axeSource);
      const found = await page.evaluate(
        async ([selector, rules]) => {
          const { violations } = await window.axe.run(selector, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            rules,
          });
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`),
          );
        },
        [selector, rules],
      );
      assert.deepEqual(found, []);
    },
    leave: async () => {
      await assertCalm();
      await context.close();
    },
  };
}
