import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const matching = tab =>
  tab.room
    .locator(".match", { hasText: /matches$/ })
    .locator(".match-name")
    .allTextContents();

test("a filter shows its tree, its canonical text, its attributes, and what it matches", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", 'title PR AND not(emails[type eq "work"])');
  await tab.counts("Filter").getByText("Valid filter").waitFor();
  assert.equal(
    await tab.room.locator(".canonical").textContent(),
    'title pr and not (emails[type eq "work"])',
  );
  assert.deepEqual(await tab.room.locator(".attributes li").allTextContents(), [
    "urn:ietf:params:scim:schemas:core:2.0:User:title",
    "urn:ietf:params:scim:schemas:core:2.0:User:emails.type",
  ]);
  assert.deepEqual(await tab.room.locator(".node > code:first-child").allTextContents(), [
    "and",
    "title pr",
    "not",
    "emails[ ]",
    'type eq "work"',
  ]);
  assert.deepEqual(await matching(tab), ["tuan.pham"]);
  await tab.leave();
});

test("a defect is underlined where it stands, with what would be right", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", 'userName contains "mira"');
  assert.equal(await tab.room.locator(".bench .cm-lintRange-error").textContent(), "contains");
  const [finding] = await tab.findings("Filter").all();
  assert.match(await finding.locator(".finding").textContent(), /contains is written/);
  assert.deepEqual((await finding.locator(".meta > *").allTextContents()).slice(0, 3), [
    "error",
    "character 10",
    "invalidFilter",
  ]);
  assert.deepEqual(await matching(tab), []);
  await tab.leave();
});

test("the tree and the text light each other", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", 'active eq true and title eq "Contractor"');
  await tab.room.getByRole("button", { name: 'title eq "Contractor"' }).hover();
  assert.equal(
    (await tab.room.locator(".lit").allTextContents()).join(""),
    'title eq "Contractor"',
  );
  await tab.cursorAfter("Filter", "acti");
  assert.deepEqual(await tab.room.locator(".node.on").allTextContents(), ["active eq true"]);
  await tab.leave();
});

test("keys alone: a filter, its tree, a match", async () => {
  const tab = await playground.visit("filter");
  const { keyboard } = tab.page;
  await tab.editor("Filter").focus();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type('userName sw "A."');
  assert.deepEqual(await matching(tab), ["a.karimi"]);
  await keyboard.press("Enter");
  assert.equal(await tab.text("Filter"), 'userName sw "A."', "a filter is one line");
  await keyboard.press("Tab");
  assert.equal(
    await tab.page.evaluate(() => document.activeElement.textContent),
    "Tree",
    "one line: Tab leaves",
  );
  await tab.room.locator(".match").nth(2).focus();
  await keyboard.press("Enter");
  const selected = await tab.editor("Resources").evaluate(content => {
    const { state } = content.cmTile.view;
    return JSON.parse(state.sliceDoc(state.selection.main.from, state.selection.main.to)).userName;
  });
  assert.equal(selected, "a.karimi");
  await tab.leave();
});

test("the resources can be edited, and what is wrong with them is shown", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", 'displayName eq "Noor"');
  const one =
    '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"noor","displayName":"Noor"}';
  await tab.write("Resources", `[${one}]`);
  assert.deepEqual(await matching(tab), ["noor"]);
  await tab.write("Resources", `[${one},]`);
  await tab
    .findings("Resources")
    .getByText("JSON has no comma before a closing bracket.")
    .waitFor();
  await tab.findings("Resources").getByRole("button", { name: "Remove the comma" }).click();
  assert.deepEqual(await matching(tab), ["noor"]);
  await tab.write("Resources", `[${one.replace('"1"', "1")}]`);
  const [finding] = await tab.findings("Resources").all();
  await finding.getByRole("button", { name: "Put it in quotes" }).click();
  assert.equal(await tab.text("Resources"), `[${one}]`);
  await tab.room.getByRole("button", { name: "Back to the sample" }).click();
  await tab.counts("Resources").getByText("6 valid resources").waitFor();
  await tab.leave();
});

test("what it says in words, why a resource matches or not, and the same as queries", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", 'active eq true and displayName sw "M"');
  await tab.room.locator(".sentence").getByText("active").waitFor();
  await tab.room.getByRole("button", { name: "Why a.karimi" }).click();
  await tab.room.getByText("It does not match.").waitFor();
  const clauses = await tab.room.locator(".clause").allTextContents();
  assert.equal(clauses.length, 3);
  assert.match(clauses[1], /^(?:true|false) active eq true/);

  await tab.room.getByRole("tab", { name: "As a query" }).click();
  const postgres = tab.room.getByRole("region", { name: "PostgreSQL" });
  assert.match(await postgres.locator("code").first().textContent(), /\$1/);
  await tab.pick("Stored strings", "Any");
  await postgres.getByText("can't be translated exactly").waitFor();
  await tab.leave();
});

test("attributes and operators are offered while one types", async () => {
  const tab = await playground.visit("filter");
  await tab.write("Filter", "emails[ty");
  await tab.page.keyboard.press("ControlOrMeta+Space");
  await tab.page.locator(".cm-tooltip-autocomplete").getByText("type").first().waitFor();
  await tab.page.waitForTimeout(150);
  await tab.page.keyboard.press("Enter");
  assert.equal(await tab.text("Filter"), "emails[type");
  await tab.leave();
});

test("what was typed before the list of offers came is answered when it comes", async () => {
  const { context, open } = await playground.visitor();
  let release;
  const released = new Promise(done => {
    release = done;
  });
  await context.route("**/assets/offers-*.js", async route => {
    await released;
    await route.continue();
  });
  const tab = await open("#/filter");
  await tab.write("Filter", "emails[ty");
  await tab.counts("Filter").getByText("1 error").waitFor();
  assert.equal(await tab.page.locator(".cm-tooltip-autocomplete").count(), 0);
  release();
  await tab.page.locator(".cm-tooltip-autocomplete").getByText("type").first().waitFor();
  await tab.leave();
});
