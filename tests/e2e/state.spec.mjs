import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

test("each room is as it was after a reload", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", '{"displayName": "kept"}');
  await tab.pick("Operation", "replace");
  await tab.go("Filter lab");
  await tab.write("Filter", "title pr");
  await tab.pick("Resource type", "Group");
  await tab.go("PATCH lab");
  await tab.write("Request", '{"Operations": []}');
  await tab.reload();
  assert.equal(await tab.text("Request"), '{"Operations": []}');
  await tab.go("Filter lab");
  assert.equal(await tab.text("Filter"), "title pr");
  await tab.room.getByRole("button", { name: "Resource type Group" }).waitFor();
  await tab.go("Document");
  assert.equal(await tab.text("Document"), '{"displayName": "kept"}');
  await tab.room.getByRole("button", { name: "Operation replace" }).waitFor();
  await tab.leave();
});

test("a new tab starts from the last state, and two tabs keep their own", async () => {
  const visitor = await playground.visitor();
  const one = await visitor.open("#/document");
  await one.write("Document", '{"displayName": "one"}');
  await one.reload();
  const two = await visitor.open("#/document");
  assert.equal(await two.text("Document"), '{"displayName": "one"}');
  await two.write("Document", '{"displayName": "two"}');
  await two.reload();
  await one.reload();
  assert.equal(await one.text("Document"), '{"displayName": "one"}');
  assert.equal(await two.text("Document"), '{"displayName": "two"}');
  await one.leave();
  await two.leave();
});

test("a stored state that can't be read is kept aside and said, until it is deleted", async () => {
  for (const damaged of [
    '{"version": 1, "state": {"text"',
    '{"version": 99, "state": {}}',
    '{"version": 1, "state": {"text": 7}}',
  ]) {
    const visitor = await playground.visitor();
    await visitor.context.addInitScript(text => {
      if (!sessionStorage.getItem("damaged")) localStorage.setItem("scimlens/document", text);
      sessionStorage.setItem("damaged", "yes");
    }, damaged);
    const tab = await visitor.open("#/document");
    const notice = tab.page.locator(".notice");
    await notice.getByText("The stored state of Document could not be read.").waitFor();
    await tab.counts("Document").getByText("3 errors").waitFor();

    const [download] = await Promise.all([
      tab.page.waitForEvent("download"),
      notice.getByRole("button", { name: "Download it" }).click(),
    ]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), damaged);

    await tab.reload();
    await notice.getByText("The stored state of Document could not be read.").waitFor();
    await notice.getByRole("button", { name: "Delete it" }).click();
    await notice.waitFor({ state: "detached" });
    await tab.reload();
    assert.equal(await notice.count(), 0);
    await tab.leave();
  }
});

test("without room in the storage the page says so and goes on", async () => {
  const visitor = await playground.visitor();
  await visitor.context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const tab = await visitor.open("#/document");
  await tab.write("Document", '{"displayName": "x"}');
  await tab.page.locator(".notice").getByText("This browser has no room left").waitFor();
  assert.equal(await tab.text("Document"), '{"displayName": "x"}');
  await tab.leave();
});

test("the theme is kept, and there from the first paint", async () => {
  const tab = await playground.visit("document", { colorScheme: "light" });
  const background = () =>
    tab.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await tab.page.getByRole("radio", { name: "Dark" }).check({ force: true });
  const dark = await background();
  assert.notEqual(dark, light);
  await tab.reload();
  assert.equal(await background(), dark);
  await tab.page.getByRole("radio", { name: "System" }).check({ force: true });
  assert.equal(await background(), light);
  await tab.page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await background(), dark);
  await tab.leave();
});

test("before the engine is there, the frame is, and says that it loads", async () => {
  const { context, address } = await playground.visitor();
  const page = await context.newPage();
  let arrive = () => {};
  const arrived = new Promise(resolve => {
    arrive = resolve;
  });
  await page.route(/scimlens-.*\.wasm$/, async route => {
    await arrived;
    await route.continue();
  });
  await page.goto(address);
  await page.getByText("Loading the engine…").waitFor();
  assert.equal(await page.locator("main").getAttribute("aria-busy"), "true");
  await page.getByRole("link", { name: "Filter lab" }).waitFor();
  arrive();
  await page.locator(".cm-content").first().waitFor();
  assert.equal(await page.locator("main").getAttribute("aria-busy"), "false");
  await page.close();
});

test("an engine that can't be loaded is said, and the state is kept", async () => {
  const visitor = await playground.visitor();
  const tab = await visitor.open("#/document");
  await tab.write("Document", '{"displayName": "kept"}');
  await tab.reload();
  await tab.page.route(/scimlens-.*\.wasm$/, route => route.abort());
  await tab.page.reload();
  await tab.page.getByRole("alert").getByText("The engine could not be loaded").waitFor();
  await tab.page.unroute(/scimlens-.*\.wasm$/);
  await tab.page.getByRole("button", { name: "Try again" }).click();
  await tab.editor("Document").waitFor();
  assert.equal(await tab.text("Document"), '{"displayName": "kept"}');
  await tab.page.close();
});
