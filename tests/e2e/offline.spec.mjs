import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const allowed = { serviceWorkers: "allow" };
const dist = fileURLToPath(new URL("../../www/dist/", import.meta.url));

/** Until the worker has all that it keeps. */
const kept = tab =>
  tab.page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active !== null));

test("after the first visit every room is there without a network", async () => {
  const visitor = await playground.visitor(allowed);
  const tab = await visitor.open("#/console");
  await kept(tab);
  await visitor.context.setOffline(true);
  for (const room of [
    "console",
    "document",
    "filter",
    "patch",
    "directory",
    "audit",
    "scenarios",
  ]) {
    await tab.page.goto(`${visitor.address}#/${room}`);
    await tab.reload();
    assert.equal(await tab.page.getByRole("alert").count(), 0, room);
  }
  await tab.page.goto(`${visitor.address}#/console`);
  await tab.reload();
  await tab.room.locator(".primary").click();
  await tab.room.locator(".head .status").getByText("200").first().waitFor();
  await tab.page.close();
});

test("all that was built is kept, and the switch isn't", () => {
  const worker = readFileSync(`${dist}sw.js`, "utf8");
  for (const name of ["index.html", "theme.js", "manifest.webmanifest"])
    assert.ok(worker.includes(`"${name}"`), name);
  assert.ok(/"assets\/scimlens-[^"]+\.wasm"/.test(worker));
  assert.ok(!worker.includes("switches.json"));
});

test("the switch removes a worker that is there, and what it kept", async () => {
  const visitor = await playground.visitor(allowed);
  const tab = await visitor.open("#/document");
  await kept(tab);
  await visitor.context.route(/switches\.json$/, route =>
    route.fulfill({ json: { serviceWorker: false } }),
  );
  await tab.reload();
  await tab.page.waitForFunction(
    async () =>
      (await navigator.serviceWorker.getRegistrations()).length === 0 &&
      (await caches.keys()).length === 0,
  );
  await tab.page.close();
});

test("it can be installed: the manifest is one", async () => {
  const tab = await playground.visit("document");
  const cdp = await tab.page.context().newCDPSession(tab.page);
  const { errors, data } = await cdp.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(JSON.parse(data).display, "standalone");
  await tab.leave();
});
