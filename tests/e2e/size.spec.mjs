import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

test("a first visit loads at most 180 kB of script, gzipped, before the reader can begin", async () => {
  const { context, address } = await playground.visitor();
  const page = await context.newPage();
  const scripts = [];
  page.on("response", response => {
    if (response.url().endsWith(".js")) scripts.push(response.body());
  });
  await page.goto(address);
  await page.locator(".room:not([hidden]) .cm-content").first().waitFor();
  const size = (await Promise.all(scripts)).reduce(
    (sum, body) => sum + gzipSync(body, { level: 9 }).length,
    0,
  );
  assert.ok(scripts.length > 3, `${scripts.length} scripts`);
  assert.ok(size <= 180_000, `${size} bytes`);
  await page.close();
});
