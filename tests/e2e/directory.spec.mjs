import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const rows = tab => tab.room.locator(".virtual-row:has(.match-name)");
const names = async tab =>
  (await rows(tab).locator(".match-name").allTextContents()).map(name => name.split(" ")[0]);

async function exported(tab, format) {
  const [download] = await Promise.all([
    tab.page.waitForEvent("download"),
    tab.pick("Export", format),
  ]);
  return readFileSync(await download.path(), "utf8");
}

async function importText(tab, name, text) {
  await tab.room
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
}

test("searched by a filter, sorted, and opened", async () => {
  const tab = await playground.visit("directory");
  await rows(tab).first().waitFor();
  await tab.counts("Filter").getByText("48 of type User").waitFor();
  await tab.write("Filter", 'userName sw "m" and active eq true');
  await tab.counts("Filter").getByText("match").waitFor();
  await tab.pick("Sort", "Name");
  await tab.page.waitForTimeout(300);
  const found = await names(tab);
  assert.ok(found.length > 1 && found.every(name => name.startsWith("m")), found.join());
  assert.deepEqual(found, [...found].sort());

  await tab.write("Filter", 'userNam eq "m"');
  await tab.findings("Filter").first().waitFor();
  await tab.write("Filter", 'displayName eq "Legal"');
  await tab.pick("Resource type", "Group");
  await tab.counts("Filter").getByText("1 match").waitFor();
  await rows(tab).first().click();
  await tab.counts("Resource").getByText("Valid Group").waitFor();
  assert.equal(JSON.parse(await tab.text("Resource")).displayName, "Legal");
  await tab.leave();
});

test("a resource is changed and deleted; what is wrong with it is said first", async () => {
  const tab = await playground.visit("directory");
  await rows(tab).first().click();
  await tab.counts("Resource").getByText("Valid User").waitFor();
  const text = await tab.text("Resource");
  await tab.write("Resource", text.replace('"active": true', '"active": "no"'));
  await tab.findings("Resource").first().waitFor();
  await tab.room.getByRole("button", { name: "Save" }).click();
  await tab.room.getByRole("alert").waitFor();
  await tab.write("Resource", text.replace('"active": true', '"active": false'));
  await tab.room.getByRole("button", { name: "Save" }).click();
  await rows(tab).first().getByText("inactive").waitFor();

  await tab.room.getByRole("button", { name: "Delete" }).click();
  await tab.counts("Filter").getByText("47 of type User").waitFor();
  await tab.go("Audit");
  await rows(tab).first().waitFor();
  assert.match(await rows(tab).last().textContent(), /PUT/);
  await tab.leave();
});

test("exported in three forms, and imported from each", async () => {
  const tab = await playground.visit("directory");
  await rows(tab).first().waitFor();
  const [ndjson, json, csv] = [
    await exported(tab, "NDJSON"),
    await exported(tab, "JSON"),
    await exported(tab, "CSV"),
  ];
  assert.equal(ndjson.trim().split("\n").length, 58);
  assert.equal(JSON.parse(json).Resources.length, 58);
  for (const [name, text] of [
    ["one.ndjson", ndjson],
    ["two.json", json],
    ["three.csv", csv],
  ]) {
    await tab.pick("Fill", "Nothing");
    await tab.counts("Filter").getByText("0 of type User").waitFor();
    await importText(tab, name, text);
    await tab.counts("Filter").getByText("48 of type User").waitFor();
    // Times and versions are new; all else is as it was.
    const plain = lines =>
      lines
        .trim()
        .split("\n")
        .map(line => ({ ...JSON.parse(line), meta: undefined }));
    assert.deepEqual(plain(await exported(tab, "NDJSON")), plain(ndjson));
  }
  await tab.leave();
});

test("rows that can't be taken are named, and the rest is there", async () => {
  const tab = await playground.visit("directory");
  await importText(
    tab,
    "some.ndjson",
    [
      '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "one"}',
      '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ONE"}',
      '{"schemas": ["urn:example:Robot"], "name": "r2"}',
      '{"schemas": [',
    ].join("\n"),
  );
  await tab.room.getByText("In the directory: 1. Not taken: 3").click();
  for (const row of [2, 3, 4]) await tab.room.getByText(`Row ${row}:`).waitFor();
  await tab.room.getByRole("button", { name: /^Undo/ }).click();
  await tab.counts("Filter").getByText("48 of type User").waitFor();
  await tab.leave();
});

test("100,000 users: the list moves, filters answer, and typing is not held up", async () => {
  const tab = await playground.visit("directory");
  await rows(tab).first().waitFor();
  await tab.pick("Fill", "100,000 users");
  await tab.room.locator("progress").waitFor();
  await tab.counts("Filter").getByText("100,000 of type User").waitFor({ timeout: 120_000 });
  await tab.room.locator(".virtual").focus();
  await tab.page.keyboard.press("End");
  await tab.room.locator(".virtual-row.at .match-name").getByText("@").waitFor();
  assert.ok((await rows(tab).count()) < 80);
  await tab.write("Filter", 'externalId eq "E77777"');
  await tab.counts("Filter").getByText("1 match").waitFor();

  await tab.go("Document");
  const long = [];
  await tab.page.exposeFunction("onLong", time => long.push(time));
  await tab.page.evaluate(() => {
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) window.onLong(duration);
    }).observe({ type: "longtask" });
  });
  await tab.cursorAfter("Document", "{");
  for (const letter of "scimlens") await tab.page.keyboard.press(letter);
  await tab.go("Directory");
  await tab.room.getByRole("button", { name: /^Undo/ }).click();
  await tab.write("Filter", "");
  await tab.counts("Filter").getByText("48 of type User").waitFor({ timeout: 60_000 });
  await tab.leave();
});

test("keys alone: a user is found, opened and deactivated", async () => {
  const tab = await playground.visit("directory");
  const { keyboard } = tab.page;
  await rows(tab).first().waitFor();
  await tab.room.locator(".virtual").focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Enter"]) await keyboard.press(key);
  await tab.counts("Resource").getByText("Valid User").waitFor();
  const { userName } = JSON.parse(await tab.text("Resource"));
  assert.equal((await names(tab))[1], userName);
  await tab.editor("Resource").focus();
  await keyboard.press("ControlOrMeta+a");
  const text = (await tab.text("Resource")).replace('"active": true', '"active": false');
  await keyboard.insertText(text);
  await keyboard.press("Escape");
  for (let press = 0; press < 3; press++) await keyboard.press("Tab");
  await keyboard.press("Enter");
  await rows(tab).nth(1).getByText("inactive").waitFor();
  await tab.leave();
});
