import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const rows = tab => tab.room.locator(".virtual-row");

/** Sends an example of the Console. */
async function send(tab, title) {
  await tab.go("Console");
  await tab.pick("Examples", title);
  await tab.room.locator(".primary").click();
  await tab.room.locator(".head .status").first().waitFor();
}

/** A visitor who has sent three requests that changed something. */
async function busy() {
  const tab = await playground.visit("console");
  await send(tab, "A leaver, as Entra ID sends it");
  await send(tab, "A joiner");
  await send(tab, "Two users and their group at once");
  await tab.go("Audit");
  await rows(tab).nth(4).waitFor();
  return tab;
}

test("every change with its request, before and after, also of requests in another profile", async () => {
  const tab = await busy();
  assert.equal(await rows(tab).count(), 5);
  await rows(tab).nth(3).click();
  await tab.room.getByText("POST https://scim.example/v2/Users").waitFor();
  await tab.room.locator(".at-entry .cm-line.added").first().waitFor();
  assert.equal(await tab.room.locator(".at-entry .cm-line.removed").count(), 0);
  // What was done in another profile can't be taken back any more: its PATCH is shown.
  await rows(tab).last().click();
  await tab.room.getByText("is read as false").waitFor();
  assert.deepEqual(JSON.parse(await tab.text("As a PATCH")).Operations, [
    { op: "replace", path: "active", value: false },
  ]);
  await tab.leave();
});

test("found by words, and exported", async () => {
  const tab = await busy();
  await tab.room.getByRole("searchbox").fill("groups post");
  assert.equal(await rows(tab).count(), 1);
  const [download] = await Promise.all([
    tab.page.waitForEvent("download"),
    tab.pick("Export", "NDJSON"),
  ]);
  const [entry, ...rest] = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\n");
  assert.equal(rest.length, 0);
  assert.equal(JSON.parse(entry).change.Operations.length > 0, true);
  await tab.room.getByRole("searchbox").fill("nobody");
  await tab.room.getByText("No change has these words.").waitFor();
  await tab.leave();
});

test("back to any point, and forth again, also after a reload", async () => {
  const tab = await busy();
  const users = tab.page.locator(".foot");
  await rows(tab).nth(3).click();
  await tab.room.getByRole("button", { name: "Back to what was after it" }).click();
  await rows(tab).nth(2).waitFor({ state: "detached" });
  assert.equal(await rows(tab).count(), 2);
  await tab.reload();
  await rows(tab).nth(1).waitFor();
  assert.equal(await rows(tab).count(), 2);
  await tab.room.getByRole("button", { name: "Undo going back" }).click();
  await rows(tab).nth(4).waitFor();
  await tab.room.getByRole("button", { name: "Back to the beginning" }).click();
  await tab.room.getByText("Nothing has changed since the directory was filled.").waitFor();
  await users.getByText("0", { exact: true }).first().waitFor();
  await tab.room.getByRole("button", { name: "Undo going back" }).click();
  await rows(tab).nth(4).waitFor();
  await tab.leave();
});

test("keys alone: a change is read and taken back", async () => {
  const tab = await busy();
  await tab.room.locator(".virtual").focus();
  await tab.page.keyboard.press("ArrowDown");
  await tab.page.keyboard.press("End");
  await tab.page.keyboard.press("Enter");
  await tab.room.getByText("is read as false").waitFor();
  await tab.room.getByRole("button", { name: "Back to what was after it" }).focus();
  await tab.page.keyboard.press("Enter");
  await rows(tab).nth(1).waitFor({ state: "detached" });
  await tab.leave();
});
