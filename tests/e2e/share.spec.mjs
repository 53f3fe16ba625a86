import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const MIRA = JSON.stringify({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "mira.oduya@brightwater.example",
  name: { givenName: "Mira" },
  emails: [{ value: "mira.oduya@brightwater.example", type: "work" }],
});

async function linkOf(tab, { fakes }) {
  await tab.page.getByRole("button", { name: "Share" }).click();
  const sheet = tab.page.getByRole("dialog");
  await sheet.getByRole("checkbox").setChecked(fakes);
  await tab.page.waitForTimeout(150);
  const link = await sheet.getByRole("textbox", { name: "Link" }).inputValue();
  await tab.page.keyboard.press("Escape");
  return new URL(link);
}

test("a link brings what is in a room to another visitor, and the way back", async () => {
  const one = await playground.visit("document");
  await one.write("Document", MIRA);
  const link = await linkOf(one, { fakes: false });
  assert.equal(link.search, "");
  const other = await playground.visitor();
  const tab = await other.open("#/document");
  const before_ = await tab.text("Document");
  await tab.page.goto(link.href);
  await tab.page.getByText("Document shows what came with the link.").waitFor();
  assert.equal(await tab.text("Document"), MIRA);
  assert.ok(!tab.page.url().includes("?s="));
  await tab.page.getByRole("button", { name: "Back to what was here" }).click();
  assert.equal(await tab.text("Document"), before_);
  await tab.leave();
  await one.leave();
});

test("fakes have the same shape, and the same place everywhere; the rest stays", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", MIRA);
  const link = await linkOf(tab, { fakes: true });
  const other = await playground.visitor();
  const seen = await other.open(link.hash);
  await seen.page.getByText("Document shows what came with the link.").waitFor();
  const text = await seen.text("Document");
  assert.doesNotMatch(text, /mira|oduya/i);
  const document_ = JSON.parse(text);
  assert.match(document_.userName, /^[a-z]{4}\.[a-z]{5}@[a-z]{11}\.[a-z]{7}$/);
  assert.equal(document_.emails[0].value, document_.userName);
  assert.equal(document_.emails[0].type, "work");
  assert.match(document_.name.givenName, /^[A-Z][a-z]{3}$/);
  await seen.leave();
  await tab.leave();
});

test("Authorization is never in a link", async () => {
  const tab = await playground.visit("console");
  await tab.room.getByRole("tab", { name: /^Headers/ }).click();
  await tab.write("Headers", "Accept: application/json\nAuthorization: Bearer s3cret");
  const link = await linkOf(tab, { fakes: false });
  const other = await playground.visitor();
  const seen = await other.open(link.hash);
  await seen.page.getByText("Console shows what came with the link.").waitFor();
  await seen.room.getByRole("tab", { name: /^Headers/ }).click();
  assert.equal(await seen.text("Headers"), "Accept: application/json");
  await seen.leave();
  await tab.leave();
});

const DEFINITIONS = [
  {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id: "urn:harbour:schemas:Berth",
    name: "Berth",
    attributes: [{ name: "quay", type: "string", multiValued: false, description: "Mira's quay." }],
  },
  {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: "Berth",
    name: "Berth",
    endpoint: "/Berths",
    schema: "urn:harbour:schemas:Berth",
  },
];

test("a link of Schemas has the reader's definitions, and they come into force where it is opened", async () => {
  const one = await playground.visit("schema");
  await one.room.getByRole("tab", { name: "Definitions" }).click();
  const text = JSON.stringify(DEFINITIONS, null, 2);
  await one.write("Definitions", text);
  await one.pick("Resource type", "Berth");
  const link = await linkOf(one, { fakes: true });
  const other = await playground.visitor();
  const tab = await other.open(link.hash);
  await tab.page.getByText("Schemas shows what came with the link.").waitFor();
  await tab.room.getByRole("button", { name: "Resource type Berth" }).waitFor();
  await tab.room.getByRole("tab", { name: "Definitions" }).click();
  assert.equal(await tab.text("Definitions"), text);
  await tab.page.getByRole("button", { name: "Back to what was here" }).click();
  assert.equal(await tab.text("Definitions"), "");
  await tab.leave();
  // Too long for a link: it goes without them, and that is said.
  const letters = Array.from({ length: 60_000 }, () =>
    String.fromCharCode(97 + Math.floor(Math.random() * 26)),
  ).join("");
  const [schema, type] = DEFINITIONS;
  await one.write("Definitions", JSON.stringify([{ ...schema, description: letters }, type]));
  await one.page.getByRole("button", { name: "Share" }).click();
  await one.page.getByText("Your definitions are not in the link").waitFor();
  await one.assertAccessible("share without definitions");
  const short = await one.page.getByRole("textbox", { name: "Link" }).inputValue();
  assert.ok(short.length < 32_000);
  await one.page.keyboard.press("Escape");
  await one.leave();
});

test("a link of a newer version, and one that is damaged, change nothing and say so", async () => {
  for (const [hash, said] of [
    ["#/document?s=2.abc", "The link is of a newer version"],
    ["#/document?s=1.AAAA", "The link can't be read"],
    ["#/document?s=1.", "The link can't be read"],
    ["#/document?s=nonsense", "The link can't be read"],
  ]) {
    const visitor = await playground.visitor();
    const tab = await visitor.open("#/document");
    const before_ = await tab.text("Document");
    await tab.page.goto(`${visitor.address}${hash}`);
    await tab.page.locator(".notice").getByText(said).waitFor();
    assert.equal(await tab.text("Document"), before_);
    await tab.leave();
  }
});

test("commands by keys alone: a room, an example, a theme", async () => {
  const tab = await playground.visit("document");
  const { keyboard } = tab.page;
  const command = async words => {
    await keyboard.press("ControlOrMeta+k");
    await tab.page.getByRole("combobox", { name: "Command" }).waitFor();
    await keyboard.insertText(words);
    await keyboard.press("Enter");
    await tab.page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await command("console");
  await tab.editor("Address").waitFor();
  await command("lookup before");
  await tab.room.getByRole("button", { name: "Method GET" }).waitFor();
  await command("theme dark");
  assert.equal(await tab.page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await keyboard.press("ControlOrMeta+k");
  await tab.assertAccessible("commands");
  await keyboard.press("Escape");
  await tab.page.getByRole("button", { name: "Share" }).click();
  await tab.assertAccessible("share");
  await keyboard.press("Escape");
  await tab.leave();
});
