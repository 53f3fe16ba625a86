import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const [badge, device] = JSON.parse(
  readFileSync(new URL("../../www/src/examples/definitions.json", import.meta.url), "utf8"),
);
const BADGE = badge.documents[0].id;
const DEVICE = device.documents[0].id;
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

const item = (tab, name) =>
  tab.room.getByRole("treeitem").filter({ has: tab.page.getByText(name, { exact: true }) });
const panel = (tab, name) => tab.room.getByRole("tab", { name, exact: true }).click();
const picked = tab => tab.room.getByRole("region", { name: "Characteristics" });
const state = (tab, text) => tab.room.locator(".definitions-state").getByText(text).waitFor();
const focused = tab => tab.page.evaluate(() => document.activeElement.textContent);

/** Puts definitions into force: the text of the editor, one document or several. */
async function define(tab, documents, said) {
  await panel(tab, "Definitions");
  await tab.write(
    "Definitions",
    typeof documents === "string" ? documents : JSON.stringify(documents),
  );
  await state(tab, said);
}

/** The messages at a field of the form. */
async function messagesAt(field) {
  const ids = (await field.getAttribute("aria-describedby")) ?? "";
  return field.evaluate(
    (_, list) => list.split(" ").map(id => document.getElementById(id)?.textContent ?? ""),
    ids,
  );
}

test("by mouse: an attribute is found, and its characteristics are told", async () => {
  const tab = await playground.visit("schema");
  await picked(tab).getByText("userName", { exact: true }).waitFor();
  await item(tab, "emails").click();
  await item(tab, "primary").click();
  const told = await picked(tab).textContent();
  for (const fact of ["emails.primary", "boolean", "readWrite", "RFC 7643 §4.1.2", USER])
    assert.ok(told.includes(fact), `${fact} in ${told}`);

  const search = tab.room.getByRole("searchbox");
  await search.fill("employeeNumber");
  assert.equal(await tab.room.getByRole("treeitem").count(), 2);
  await item(tab, "employeeNumber").click();
  assert.match(
    await picked(tab).textContent(),
    /enterprise:2\.0:User:employeeNumber.*RFC 7643 §4\.3/,
  );
  await search.fill("readOnly meta.");
  assert.deepEqual(await tab.room.locator(".tree-row code").allTextContents(), [
    "meta",
    "resourceType",
    "created",
    "lastModified",
    "location",
    "version",
  ]);
  await search.fill("no such thing");
  await tab.room.getByText("No attribute of User has these words.").waitFor();
  await search.fill("");

  await tab.pick("Resource type", "Group");
  await item(tab, "members").waitFor();
  await picked(tab).getByText("displayName", { exact: true }).waitFor();
  await tab.leave();
});

test("by keyboard alone: the tree is walked as any tree", async () => {
  const tab = await playground.visit("schema");
  const { keyboard } = tab.page;
  await tab.room.getByRole("searchbox").focus();
  await keyboard.press("Tab");
  assert.match(await focused(tab), /^userName/);
  await keyboard.press("ArrowDown");
  assert.match(await focused(tab), /^name/);
  assert.equal(await item(tab, "givenName").count(), 0);
  await keyboard.press("ArrowRight");
  await item(tab, "givenName").waitFor();
  assert.equal(await item(tab, "givenName").getAttribute("aria-level"), "3");
  await keyboard.press("ArrowRight");
  assert.match(await focused(tab), /^formatted/);
  await picked(tab).getByText("name.formatted").waitFor();
  await keyboard.press("ArrowLeft");
  await keyboard.press("ArrowLeft");
  assert.equal(await item(tab, "givenName").count(), 0);
  await keyboard.press("ArrowLeft");
  assert.match(await focused(tab), /^User/);
  for (const key of "tim") await keyboard.press(key);
  assert.match(await focused(tab), /^timezone/);
  await keyboard.press("Home");
  assert.match(await focused(tab), /^Common attributes/);
  await keyboard.press("End");
  assert.match(await focused(tab), /^manager/);
  await keyboard.press("Enter");
  assert.equal(await item(tab, "manager").getAttribute("aria-expanded"), "true");
  // One stop for the whole tree.
  await keyboard.press("Tab");
  assert.equal(await tab.page.evaluate(() => document.activeElement.getAttribute("role")), null);
  await tab.leave();
});

test("an extension is loaded, and every room knows it", async () => {
  const tab = await playground.visit("document");
  const document = JSON.stringify({
    schemas: [USER, BADGE],
    userName: "mira",
    [BADGE]: { number: "7", doors: [{ floor: 3 }] },
  });
  await tab.write("Document", document);
  await tab.findings("Document").getByText("no schema").first().waitFor();
  await tab.go("Schemas");
  await tab.pick("Examples", badge.title);
  await state(tab, "In force in all rooms: 1 schema and 1 resource type of yours");
  await panel(tab, "Attributes");
  await item(tab, "Badge").waitFor();
  await item(tab, "doors").click();
  await item(tab, "floor").click();
  assert.match(
    await picked(tab).textContent(),
    /badge:1\.0:User:doors\.floor.*your own definition/,
  );

  await tab.go("Document");
  await tab.counts("Document").getByText("1 error").waitFor();
  await tab
    .findings("Document")
    .getByText(/doors\.value.*is required/)
    .waitFor();
  await tab.go("Filter lab");
  await tab.write("Filter", `${BADGE}:number eq "7"`);
  await tab
    .counts("Filter")
    .getByText(/0 of|no|valid/i)
    .first()
    .waitFor();
  assert.equal(await tab.findings("Filter").count(), 0);
  assert.equal(
    await tab.page.evaluate(urn => window.scim.describe(`${urn}:doors.floor`)?.type, BADGE),
    "integer",
  );
  await tab.go("Check a file");
  await tab.room
    .locator("input[type=file]")
    .setInputFiles({ name: "one.ndjson", mimeType: "text/plain", buffer: Buffer.from(document) });
  await tab.room
    .getByText(/doors\.value/)
    .first()
    .waitFor();
  assert.equal(await tab.room.getByText("unknown-schema").count(), 0);
  await tab.leave();
});

test("what is broken is told with its place, and breaks nothing", async () => {
  const tab = await playground.visit("schema");
  await define(tab, badge.documents, "1 schema and 1 resource type of yours");
  const broken = structuredClone(badge.documents);
  broken[0].attributes[1].type = "strng";
  await define(tab, JSON.stringify(broken, null, 2), "The text is broken");
  await state(tab, "1 schema and 1 resource type of yours");
  const finding = tab.findings("Definitions").first();
  assert.match(await finding.textContent(), /strng.*string, boolean/);
  assert.match(await finding.textContent(), /\[0\]\.attributes\[1\]\.type/);
  await panel(tab, "Attributes");
  await item(tab, "colour").waitFor();
  await tab.reload();
  await item(tab, "colour").waitFor();
  assert.equal(
    await tab.page.evaluate(urn => window.scim.describe(`${urn}:colour`)?.type, BADGE),
    "string",
  );
  await panel(tab, "Definitions");
  await tab.room.getByRole("button", { name: "Use string" }).click();
  await state(tab, "In force in all rooms");

  for (const [text, said] of [
    ["[", /closed/],
    [JSON.stringify({ schemas: [USER], userName: "mira" }), /no Schema and no ResourceType/],
    [
      JSON.stringify([badge.documents[0], { ...badge.documents[1], schema: "urn:example:none" }]),
      /not loaded/,
    ],
  ]) {
    await define(tab, text, "The text is broken");
    assert.match((await tab.findings("Definitions").allTextContents()).join(), said);
  }
  await define(tab, "", "In force in all rooms: the built-in schemas alone");
  await tab.leave();
});

test("one document, an array and a ListResponse; a schema that no type has is pointed out", async () => {
  const tab = await playground.visit("schema");
  await define(tab, badge.documents[0], "1 schema of yours");
  await tab.room.getByText("No resource type has").waitFor();
  await tab.room.getByRole("button", { name: "Add it to User" }).click();
  await state(tab, "1 schema and 1 resource type of yours");
  await panel(tab, "Attributes");
  await item(tab, "Badge").waitFor();
  const list = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: 4,
    Resources: [...badge.documents, ...device.documents],
  };
  await define(tab, JSON.stringify(list, null, 1), "2 schemas and 2 resource types of yours");
  await tab.pick("Resource type", "Device");
  await tab.text("Example");
  await tab.leave();
});

test("the example is valid for every resource type and operation", async () => {
  const tab = await playground.visit("schema");
  await define(tab, [...badge.documents, ...device.documents], "2 resource types of yours");
  for (const [type, uri] of [
    ["User", BADGE],
    ["Group", "urn:ietf:params:scim:schemas:core:2.0:Group"],
    ["Device", DEVICE],
  ]) {
    await tab.pick("Resource type", type);
    for (const operation of ["create", "replace", "read"]) {
      await tab.pick("Operation", operation);
      await panel(tab, "Example");
      await tab.room.locator(".example-state").getByText(`Valid ${type}`).waitFor();
      const text = await tab.text("Example");
      assert.ok(JSON.parse(text).schemas.includes(uri));
      assert.equal("meta" in JSON.parse(text), operation === "read");
      const findings = await tab.page.evaluate(
        ([text, resourceType, operation]) =>
          window.scim.validate(text, { resourceType, operation }).diagnostics,
        [text, type, operation],
      );
      assert.deepEqual(findings, []);
    }
  }
  await panel(tab, "JSON Schema");
  assert.equal(
    JSON.parse(await tab.text("JSON Schema")).$schema,
    "https://json-schema.org/draft/2020-12/schema",
  );
  await tab.pick("Draft", "draft-07");
  assert.match(JSON.parse(await tab.text("JSON Schema")).$schema, /draft-07/);
  await panel(tab, "TypeScript");
  assert.match(await tab.text("TypeScript"), /serialNumber/);
  await tab.leave();
});

test("the form writes a resource, and each message stands at its field", async () => {
  const tab = await playground.visit("schema");
  await define(tab, [...badge.documents, ...device.documents], "2 resource types of yours");
  await panel(tab, "Form");
  const form = tab.room.locator(".form");
  const json = async () => JSON.parse(await tab.text("Resource of the form"));
  const userName = form.getByLabel("userName");
  assert.match((await messagesAt(userName)).join(), /userName is required/);
  await form.getByRole("button", { name: "Go to the first" }).click();
  assert.equal(await userName.evaluate(field => field === document.activeElement), true);
  await userName.fill("mira");
  await form.getByText("Valid User").waitFor();
  assert.equal(await userName.getAttribute("aria-invalid"), null);

  // An entry that is left empty has no place in the resource: the message of the second is at the second.
  await form.getByRole("button", { name: "Add phoneNumbers" }).click();
  await form.getByRole("button", { name: "Add phoneNumbers" }).click();
  const second = form.getByRole("group", { name: "phoneNumbers 2" });
  await second.getByLabel("value").fill("12");
  assert.match((await messagesAt(second.getByLabel("value"))).join(), /tel:/);
  assert.deepEqual((await json()).phoneNumbers, [{ value: "12" }]);
  await second.getByLabel("value").fill("tel:+46-8-555-0100");
  await second.getByLabel("type").selectOption("work");
  await form.getByRole("button", { name: "Remove phoneNumbers 1" }).click();
  assert.deepEqual((await json()).phoneNumbers, [{ value: "tel:+46-8-555-0100", type: "work" }]);

  const group = form.getByRole("group", { name: /^Badge/ });
  await group.getByLabel("colour").selectOption("green");
  assert.match((await messagesAt(group.getByLabel("number"))).join(), /number is required/);
  await group.getByLabel("number").fill("B7");
  await group.getByLabel("validUntil").fill("2027-03-01T09:30:15");
  await group.getByRole("button", { name: "Add doors" }).click();
  await group.getByLabel("floor").fill("3");
  await group.getByLabel("atNight").check();
  assert.match((await messagesAt(group.getByLabel("value"))).join(), /doors\.value is required/);
  await group.getByLabel("value").fill("North");
  assert.deepEqual((await json())[BADGE], {
    number: "B7",
    colour: "green",
    validUntil: "2027-03-01T09:30:15Z",
    doors: [{ value: "North", floor: 3, atNight: true }],
  });
  assert.deepEqual((await json()).schemas, [USER, BADGE]);
  await form.getByText("Valid User").waitFor();
  await tab.page.waitForTimeout(400);
  await tab.reload();
  await panel(tab, "Form");
  assert.equal(await userName.inputValue(), "mira");

  await tab.pick("Resource type", "Device");
  await form.getByRole("button", { name: "Fill in the example" }).click();
  await form.getByText("Valid Device").waitFor();
  await form.getByLabel("weight").fill("2.5");
  assert.equal((await json()).weight, 2.5);
  await form.getByRole("button", { name: "Empty it" }).click();
  await form.getByText("1 error").waitFor();
  await tab.leave();
});

test("by keyboard alone: a list of the form grows and shrinks under the focus", async () => {
  const tab = await playground.visit("schema");
  await panel(tab, "Form");
  const { keyboard } = tab.page;
  await tab.room.getByLabel("userName").focus();
  await keyboard.insertText("mira");
  await tab.room.getByRole("button", { name: "Add emails" }).focus();
  await keyboard.press("Enter");
  await keyboard.insertText("mira@example.com");
  assert.deepEqual(JSON.parse(await tab.text("Resource of the form")).emails, [
    { value: "mira@example.com" },
  ]);
  for (let press = 0; press < 3; press++) await keyboard.press("Tab");
  await keyboard.press("Space");
  assert.equal(JSON.parse(await tab.text("Resource of the form")).emails[0].primary, true);
  await tab.room.getByRole("button", { name: "Remove emails 1" }).focus();
  await keyboard.press("Enter");
  const label = () => tab.page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(await label(), "Add emails");
  await tab.leave();
});

test("the service provider of the page has the definitions, also after a reload and a change of mind", async () => {
  const tab = await playground.visit("console");
  const send = async (method, url, body) => {
    await tab.pick("Method", method);
    await tab.write("Address", url);
    if (body) {
      await panel(tab, "Body");
      await tab.write("Body", JSON.stringify(body));
    }
    await tab.room.getByRole("button", { name: /^Send\b/ }).click();
    await tab.room.locator(".outcome .status").first().waitFor();
    await tab.page.waitForTimeout(300);
    return tab.room.locator(".outcome .status").first().textContent();
  };
  const laptop = { schemas: [DEVICE], serialNumber: "A1" };
  assert.match(await send("POST", "/Devices", laptop), /404/);
  await tab.go("Schemas");
  await tab.pick("Examples", device.title);
  await state(tab, "In force in all rooms");
  await tab.go("Console");
  assert.match(await send("POST", "/Devices", laptop), /201/);
  await tab.reload();
  assert.match(await send("GET", '/Devices?filter=serialNumber eq "A1"'), /200/);
  await tab.go("Directory");
  await tab.pick("Resource type", "Device");
  await tab.counts("Filter").getByText("1 of type Device").waitFor();

  // A type that the directory holds resources of can't go; it is said, and nothing is lost.
  await tab.go("Schemas");
  await define(tab, "", "the built-in schemas alone");
  await tab.page.getByText(/goes on with the ones before/).waitFor();
  await tab.reload();
  await tab.go("Console");
  assert.match(await send("GET", "/Devices"), /200/);
  assert.match(await tab.text("Answer"), /"A1"/);
  await tab.leave();
});
