// The recipes of the package's README for pages with editors: each is a page of its own.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openEmbedding } from "./embed.mjs";

const path = name => fileURLToPath(new URL(name, import.meta.url));
const readme = readFileSync(path("../../pkg/README.md"), "utf8");
const recipes = Object.fromEntries(
  [...readme.matchAll(/^```js page=(\w+)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [
    name,
    code,
  ]),
);

const head = `<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Recipe</title>
  <script type="module" src="./main.js"></script></head><body></body></html>`;

/** What shows in the page of each recipe once its document has been checked. */
const SHOWN = {
  codemirror: page => page.locator(".cm-lintRange-error", { hasText: '"True"' }),
  elements: page =>
    page.getByRole("button", { name: 'error: active is a boolean; "True" is a string.' }),
  monaco: page => page.locator(".squiggly-error").first(),
};

test("there is a recipe for each", () => {
  assert.deepEqual(Object.keys(recipes).sort(), Object.keys(SHOWN));
});

for (const [name, shown] of Object.entries(SHOWN))
  test(`${name}: the recipe finds what is wrong`, async () => {
    const root = path(`../../test-results/recipes/${name}`);
    mkdirSync(root, { recursive: true });
    writeFileSync(`${root}/index.html`, head);
    // Without the languages of Monaco, which take long to bundle, and their workers.
    const features = 'import "monaco-editor/features/register.all.js";\n';
    writeFileSync(`${root}/main.js`, (name === "monaco" ? features : "") + recipes[name]);
    const alias = [{ find: /^monaco-editor$/, replacement: "monaco-editor/editor.js" }];
    const embedding = await openEmbedding(`recipe-${name}`, { root, alias });
    try {
      const { page } = await embedding.visit();
      await shown(page).waitFor();
    } finally {
      await embedding.close();
    }
  });
