import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const before_ = JSON.stringify({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  id: "1",
  userName: "noor",
  active: true,
});
const request = (...Operations) =>
  JSON.stringify({ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });

test("the resource afterwards, with the lines marked that came and went", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", before_);
  await tab.write(
    "Request",
    request(
      { op: "replace", path: "active", value: false },
      { op: "add", path: "title", value: "Pilot" },
    ),
  );
  await tab.room.getByText("applied, the resource changed").waitFor();
  const lines = kind => tab.room.locator(`.at-after .cm-line.${kind}`).allTextContents();
  assert.deepEqual(await lines("removed"), ['  "active": true']);
  assert.deepEqual(await lines("added"), ['  "active": false,', '  "title": "Pilot"']);
  assert.deepEqual(await tab.room.locator(".at-after .cm-gutterElement.added").allTextContents(), [
    "+7",
    "+8",
  ]);
  await tab.room.getByText("2 added, 1 removed").waitFor();

  await tab.write("Request", request({ op: "replace", path: "active", value: true }));
  await tab.room.getByText("applied, nothing changed").waitFor();
  assert.deepEqual(await lines("removed"), []);
  assert.deepEqual(await lines("added"), []);
  await tab.leave();
});

test("a refusal shows the operation, the place and the answer; the resource stays", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", before_);
  await tab.write(
    "Request",
    request(
      { op: "add", path: "title", value: "Pilot" },
      { op: "replace", path: "active", value: "no" },
    ),
  );
  assert.equal(await tab.room.locator(".at-request .cm-lintRange-error").textContent(), '"no"');
  const [finding] = await tab.findings("Request").all();
  assert.deepEqual(await finding.locator(".meta > *").allTextContents(), [
    "error",
    "Operations[1]",
    "invalidValue",
  ]);
  const answer = JSON.parse(await tab.room.locator(".refusal pre").textContent());
  assert.equal(answer.status, "400");
  assert.equal(answer.scimType, "invalidValue");
  assert.equal(await tab.text("Before"), before_);
  await tab.leave();
});

test("keys alone: a defect in the resource is mended, a request is typed", async () => {
  const tab = await playground.visit("patch");
  const { keyboard } = tab.page;
  await tab.editor("Before").focus();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText(before_.replace('"1"', "1"));
  await tab.counts("Before").getByText("1 error").waitFor();
  await keyboard.press("F8");
  await keyboard.press("ControlOrMeta+.");
  await tab.counts("Before").getByText("Valid User").waitFor();
  assert.equal(await tab.text("Before"), before_);
  await keyboard.press("Escape");
  await keyboard.press("Tab");
  assert.equal(
    await tab.page.evaluate(() => document.activeElement.getAttribute("aria-label")),
    "Request",
  );
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText(request({ op: "replace", path: "active", value: false }));
  await tab.room.locator(".status:not(.refused)").waitFor();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText("{");
  await tab.room.locator(".status.refused").waitFor();
  await keyboard.press("ControlOrMeta+z");
  await tab.room.locator(".status:not(.refused)").waitFor();
  await tab.leave();
});

test("a resource that is no JSON is said at the resource", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", '{"userName": }');
  await tab.counts("Before").getByText(/error/).waitFor();
  await tab.counts("Request").getByText("Not applied").waitFor();
  await tab.leave();
});

test("a profile tolerates what the standard refuses; step by step each operation shows what it did", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", before_);
  await tab.write(
    "Request",
    request(
      { op: "Replace", path: "active", value: "False" },
      { op: "Add", path: "title", value: "Pilot" },
    ),
  );
  await tab.room.locator(".status.refused").waitFor();
  await tab.pick("Profile", "Entra ID");
  await tab.room.getByText("applied, the resource changed").waitFor();
  await tab.room.getByRole("tab", { name: "Step by step" }).click();
  await tab.room.getByText("It touched /active.").waitFor();
  await tab.room.getByRole("button", { name: "2 title" }).click();
  await tab.room.getByText("It touched /title.").waitFor();
  await tab.pick("Profile", "RFC 7644");
  await tab.room.getByText("An operation before it is refused").waitFor();
  await tab.leave();
});

test("the reverse: what is wanted gives the smallest request, as a client would write it", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", before_);
  await tab.room.getByRole("tab", { name: "The reverse" }).click();
  await tab.write("Wanted", before_.replace("true", "false"));
  assert.deepEqual(JSON.parse(await tab.text("Made request")).Operations, [
    { op: "replace", path: "active", value: false },
  ]);
  await tab.pick("Written as", "Entra ID");
  assert.deepEqual(JSON.parse(await tab.text("Made request")).Operations, [
    { op: "Replace", path: "active", value: "False" },
  ]);
  await tab.room.getByRole("button", { name: "Use as the request" }).click();
  assert.match(await tab.text("Request"), /"Replace"/);
  await tab.leave();
});
