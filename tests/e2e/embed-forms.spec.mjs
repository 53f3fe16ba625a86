import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openEmbedding } from "./embed.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

let embedding;
before(async () => {
  embedding = await openEmbedding("forms");
});
after(() => embedding.close());

/** What is said of an input, by what it says describes it. */
const said = input =>
  input.evaluate(async element => {
    await new Promise(resolve => setTimeout(resolve, 50));
    const ids = (element.getAttribute("aria-describedby") ?? "").split(" ");
    return ids.map(id => document.getElementById(id)?.textContent ?? "").join("");
  });

/** Until something is said of it, or nothing. */
async function until(input, expected) {
  for (let count = 0; count < 40; count++) if ((await said(input)) === expected) return;
  assert.equal(await said(input), expected);
}

const NO_URI = '"::" in profileUrl is no URI: what stands before the colon is no scheme.';

for (const library of ["hook", "tanstack"])
  test(`${library}: a defect is told at its field as it is typed, goes with undo, and what is sent is a User`, async () => {
    const { page, assertAccessible, leave } = await embedding.visit();
    const form = page.locator(`#${library} form`);
    const input = name => form.getByLabel(name, { exact: true });
    const { keyboard } = page;

    await input("User name").focus();
    await keyboard.type("m");
    await keyboard.press("Backspace");
    await until(input("User name"), "userName is required.");
    assert.equal(await input("User name").getAttribute("aria-invalid"), "true");
    await keyboard.type("mira");
    await until(input("User name"), "");

    await keyboard.press("Tab");
    await keyboard.insertText("::");
    await until(input("Profile"), NO_URI);
    await until(input("User name"), "");
    await assertAccessible(`#${library}`);
    await keyboard.press("ControlOrMeta+z");
    await until(input("Profile"), "");

    const primary = input(library === "hook" ? "Email 1 is primary" : "Email is primary");
    await primary.fill("maybe");
    await until(primary, 'emails.primary is a boolean; "maybe" is a string.');
    await keyboard.press("Enter");
    assert.equal(await form.locator("output").textContent(), "");
    await primary.fill("true");
    await until(primary, "");

    await input("Department").fill("Buying");
    await keyboard.press("Enter");
    await form.locator("output").getByText("Buying").waitFor();
    assert.deepEqual(JSON.parse(await form.locator("output").textContent()), {
      schemas: [USER, ENTERPRISE],
      userName: "mira",
      emails: [{ primary: true }],
      [ENTERPRISE]: { department: "Buying" },
    });
    await leave();
  });

test("react-hook-form: what is wrong in a row is told at that row, also behind an empty one", async () => {
  const { page, leave } = await embedding.visit();
  const form = page.locator("#hook form");
  await form.getByRole("button", { name: "Another email" }).click();
  await form.getByLabel("User name").fill("mira");
  const second = form.getByLabel("Email 2 is primary", { exact: true });
  await second.fill("maybe");
  await until(second, 'emails.primary is a boolean; "maybe" is a string.');
  await until(form.getByLabel("Email 1 is primary", { exact: true }), "");
  await leave();
});

test("react-jsonschema-form: rendered from the schema, checked without Ajv, sent", async () => {
  const { page, assertAccessible, leave } = await embedding.visit();
  const section = page.locator("#rjsf");
  const group = name => section.locator(`.form-group:has(> label[for="rjsf_${name}"])`);
  const input = name => section.locator(`[id="rjsf_${name}"]`);

  await input("profileUrl").focus();
  await page.keyboard.type("::");
  await group("profileUrl").getByText(NO_URI).waitFor();
  await page.keyboard.press("ControlOrMeta+z");
  await group("profileUrl").getByText(NO_URI).waitFor({ state: "detached" });
  await group("userName").getByText("userName is required.").waitFor();
  assert.equal(await input("emails_0_value").getAttribute("type"), "email");
  await assertAccessible("#rjsf .form-group:has(> label[for='rjsf_userName'])");

  await input("userName").fill("mira");
  await group("userName").getByText("userName is required.").waitFor({ state: "detached" });
  await input(`${ENTERPRISE.replaceAll(".", "_")}_department`).fill("Buying");
  await page.keyboard.press("Enter");
  await section.locator("output").getByText("Buying").waitFor();
  assert.deepEqual(JSON.parse(await section.locator("output").textContent()), {
    schemas: [USER, ENTERPRISE],
    userName: "mira",
    [ENTERPRISE]: { department: "Buying" },
  });
  await leave();
});
