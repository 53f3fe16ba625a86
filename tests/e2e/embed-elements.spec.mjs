import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openEmbedding } from "./embed.mjs";

let embedding;
before(async () => {
  embedding = await openEmbedding("elements");
});
after(() => embedding.close());

async function open() {
  const visit = await embedding.visit();
  const { page } = visit;
  const editor = name => page.getByRole("textbox", { name, exact: true });
  await editor("Early filter").waitFor();
  return {
    ...visit,
    editor,
    list: name => page.getByRole("region", { name, exact: true }),
    value: id => page.locator(`#${id}`).evaluate(element => element.value),
    is: (id, what) => page.locator(`#${id}`).evaluate((element, what) => element[what], what),
    write: async (name, text) => {
      await editor(name).focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(text);
    },
  };
}

const USER = '"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]';

test("a form with a defect is not sent; mended by key, it is", async () => {
  const { page, editor, list, write, value, is, assertAccessible, leave } = await open();
  const output = page.locator("form output");
  const send = page.getByRole("button", { name: "Send" });
  await write("Filter", 'userName eq "mira"');
  await write("Document", `{${USER},"userName":"mira","active":"True"}`);
  await list("Findings of the document")
    .getByText('active is a boolean; "True" is a string.')
    .waitFor();
  assert.equal(
    await is("document", "validationMessage"),
    'active is a boolean; "True" is a string.',
  );
  assert.equal(await editor("Document").getAttribute("aria-invalid"), "true");
  assert.equal(
    await page.locator("#document").evaluate(one => one.matches(":invalid:state(invalid)")),
    true,
  );
  await send.click();
  assert.equal(await output.textContent(), "");
  assert.equal(
    await page.evaluate(() => document.activeElement.id),
    "document",
    "the focus goes to what is not valid",
  );
  await assertAccessible("main");

  await page.locator("#document .cm-lintRange-error").waitFor();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await list("Findings of the document").getByText("No findings").waitFor();
  assert.equal(await is("document", "validationMessage"), "");
  await page.keyboard.press("ControlOrMeta+z");
  await list("Findings of the document").getByText("active").waitFor();
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await list("Findings of the document").getByText("No findings").waitFor();
  await send.click();
  await output.getByText("mira").waitFor();
  assert.deepEqual(JSON.parse(await output.textContent()), {
    document: `{${USER},"userName":"mira","active":true}`,
    filter: 'userName eq "mira"',
  });
  assert.equal(await value("filter"), 'userName eq "mira"');
  await leave();
});

test("a finding leads to its place, and its fix is a button that leaves the focus in the list", async () => {
  const { page, list, write, value, leave } = await open();
  await write("Document", `{${USER},"userName":7,"active":"True"}`);
  const findings = list("Findings of the document");
  await findings.getByRole("button", { name: /^error: active/ }).click();
  const selected = await page.locator("#document").evaluate(element => {
    const { state } = element.shadowRoot.querySelector(".cm-content").cmTile.view;
    return state.sliceDoc(state.selection.main.from, state.selection.main.to);
  });
  assert.equal(selected, '"True"');
  await findings.getByRole("button", { name: "Use true" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await value("document"), `{${USER},"userName":7,"active":true}`);
  await findings.getByRole("button", { name: "Put it in quotes" }).press("Enter");
  await findings.getByText("No findings").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "document");
  await leave();
});

test("keys lead through the form, and Tab out of an editor", async () => {
  const { page, editor, leave } = await open();
  await editor("Document").focus();
  const at = () =>
    page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  await page.keyboard.press("Tab");
  assert.equal(await at(), "filter");
  await page.keyboard.press("Tab");
  assert.equal(await at(), "Send");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await at(), "filter");
  await page.keyboard.type("userName pr");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  const events = await page.evaluate(() => window.events.map(([name, id]) => `${name} ${id}`));
  assert.equal(events.filter(one => one === "input filter").length, "userName pr".length);
  assert.equal(events.filter(one => one === "change filter").length, 1);
  await leave();
});

test("is reset, disabled, read only and required as controls are", async () => {
  const { page, editor, write, value, is, leave } = await open();
  const first = await value("document");
  await write("Document", "{");
  await page.getByRole("button", { name: "Reset" }).click();
  assert.equal(await value("document"), first);
  assert.equal((await is("document", "findings")).length, 0);
  assert.equal(await page.locator("#filter").evaluate(one => one.validity.valueMissing), true);
  assert.equal(await editor("Filter").getAttribute("aria-required"), "true");

  await page.locator("#document").evaluate(one => one.setAttribute("readonly", ""));
  await editor("Document").focus();
  await page.keyboard.type("x");
  assert.equal(await value("document"), first);
  await page.locator("form").evaluate(form => {
    form.querySelector("#filter").disabled = true;
  });
  assert.equal(await editor("Filter").getAttribute("contenteditable"), "false");
  assert.equal(await is("filter", "willValidate"), false);
  await page.locator("#document").evaluate(one => one.setAttribute("operation", "read"));
  assert.deepEqual(
    (await is("document", "findings")).map(({ attribute }) => attribute),
    ["id"],
    "the operation says what is required",
  );
  await leave();
});

test("works in the shadow root of another component, and is there before it is defined", async () => {
  const { editor, list, write, assertAccessible, leave } = await open();
  await write("Inner document", `{${USER},"userName":"mira","active":"True"}`);
  const findings = list("Findings of the inner document");
  await findings.getByRole("button", { name: "Use true" }).click();
  await findings.getByText("No findings").waitFor();
  assert.equal(
    await editor("Early filter").evaluate(content => content.textContent),
    "userName pr",
  );
  await write("Early filter", "emails[ty");
  await editor("Early filter").press("ControlOrMeta+ ");
  await assertAccessible("main");
  await leave();
});
