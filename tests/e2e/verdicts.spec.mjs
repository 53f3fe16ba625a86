import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const patch = (...Operations) => JSON.stringify({ schemas: [PATCH], Operations }, null, 2);
const leaver = patch({ op: "replace", path: "active", value: "False" });

/** The verdicts, by who it is. */
const verdicts = async tab => {
  await tab.room.locator(".verdict-row").first().waitFor();
  const rows = await tab.room.locator(".verdict-row").all();
  const cells = rows.map(async row => [
    await row.getByRole("button").textContent(),
    {
      word: await row.locator(".verdict-word").textContent(),
      reason: await row.locator(".verdict-reason").textContent(),
      sure: await row.locator(".verdict-sure").textContent(),
    },
  ]);
  return Object.fromEntries(await Promise.all(cells));
};
const why = tab => tab.room.locator(".verdict-why");
const open = tab => tab.room.getByRole("tab", { name: "Verdicts" }).click();
/** Until who is in the row has this verdict. */
const until = (tab, who, word) =>
  tab.room
    .locator(".verdict-row", { has: tab.page.getByRole("button", { name: who, exact: true }) })
    .getByText(word, { exact: true })
    .waitFor();
const write = (tab, method, address, body) =>
  tab
    .pick("Method", method)
    .then(() => tab.write("Address", address))
    .then(() => body === undefined || tab.write("Body", body));

test("a row for each profile and each application, with what each makes of the request", async () => {
  const tab = await playground.visit("console");
  await open(tab);
  await write(tab, "PATCH", "/Users/1", leaver);
  await until(tab, "Entra ID", "tolerated");
  const found = await verdicts(tab);
  const { profiles, targets } = await tab.page.evaluate(() => ({
    profiles: window.scim.profiles.map(({ name }) => name),
    targets: window.scim.targets.map(({ title }) => title),
  }));
  assert.equal(Object.keys(found).length, profiles.length + targets.length);
  for (const title of targets) assert.ok(found[title], title);
  assert.equal(found["RFC 7644"].word, "refused");
  assert.match(found["RFC 7644"].reason, /active is a boolean/);
  assert.equal(found["Entra ID"].reason, "coerce-boolean-strings");
  assert.equal(found["Entra ID"].sure, "documented, observed");
  assert.equal(found.Okta.word, "refused");
  // The standard refuses it; whether Slack does nobody tells.
  assert.equal(found.Slack.word, "not told");
  await tab.leave();
});

test("by mouse: a row shows its findings and is chosen; a finding leads into the body", async () => {
  const tab = await playground.visit("console");
  await open(tab);
  await write(tab, "PATCH", "/Users/1", leaver);
  await until(tab, "Entra ID", "tolerated");
  await tab.room.getByRole("button", { name: "Keycloak" }).click();
  await tab.room.getByRole("button", { name: "Sender Keycloak" }).waitFor();
  await why(tab).getByText("tolerated by coerce-boolean-strings").waitFor();
  await why(tab).getByText("Known from The source of mitodl/keycloak-scim.").waitFor();
  await tab.room.getByRole("button", { name: "RFC 7644", exact: true }).click();
  await why(tab).locator(".finding", { hasText: "is a boolean" }).click();
  await tab.room.locator(".at-body .cm-focused").waitFor();
  const selected = await tab.editor("Body").evaluate(({ cmTile: { view } }) => {
    const { from, to } = view.state.selection.main;
    return view.state.sliceDoc(from, to);
  });
  assert.equal(selected, '"False"');
  await tab.leave();
});

test("an application that refuses: its reason, squiggles in the body, and the request that it takes", async () => {
  const tab = await playground.visit("console");
  await open(tab);
  const user = { schemas: [USER], userName: "noor", title: "Pilot", photos: [] };
  const whole = { ...user, displayName: "Noor", name: { givenName: "Noor", familyName: "Aziz" } };
  await write(tab, "POST", "/Users", JSON.stringify({ ...whole, password: "s" }));
  await until(tab, "AWS IAM Identity Center", "refused");
  await tab.room.getByRole("button", { name: "AWS IAM Identity Center" }).click();
  await tab.room.getByRole("button", { name: "Application AWS IAM Identity Center" }).waitFor();
  await tab.findings("Body").getByText("refuses an attribute").first().waitFor();
  await why(tab).getByText("What is known of it").click();
  await why(tab).getByText("not verified").first().waitFor();
  await why(tab).getByRole("button", { name: "Write what it takes" }).click();
  await until(tab, "AWS IAM Identity Center", "accepted");
  const body = JSON.parse(await tab.text("Body"));
  const { photos: _, ...wanted } = whole;
  assert.deepEqual(body, wanted);
  // None is chosen again: the body has no findings of an application.
  await tab.write("Body", JSON.stringify({ ...whole, password: "s" }));
  await tab.findings("Body").getByText("refuses an attribute").first().waitFor();
  await tab.pick("Application", "None");
  await tab.findings("Body").first().waitFor({ state: "detached" });
  await tab.leave();
});

test("what was not read again in the documentation is marked", async () => {
  const tab = await playground.visit("console");
  await open(tab);
  await write(tab, "GET", '/Users?filter=userName sw "a"');
  await until(tab, "Atlassian", "refused");
  const found = await verdicts(tab);
  assert.equal(found.Atlassian.sure, "documented");
  assert.equal(found["GitHub Enterprise Managed Users"].sure, "not verified");
  assert.equal(found.Slack.sure, "as far as is told");
  await tab.leave();
});

test("by keys: the arrows go from row to row, Enter chooses, and the choice outlives a reload", async () => {
  const tab = await playground.visit("patch");
  const { keyboard } = tab.page;
  await tab.write("Before", JSON.stringify({ schemas: [USER], id: "1", userName: "noor" }));
  await tab.write("Request", leaver);
  await tab.room.getByRole("tab", { name: "After" }).focus();
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowRight");
  await until(tab, "Entra ID", "tolerated");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  const focused = () => tab.page.evaluate(() => document.activeElement.textContent);
  assert.equal(await focused(), "RFC 7644");
  for (let press = 0; press < 4; press++) await keyboard.press("ArrowDown");
  assert.equal(await focused(), "Entra ID");
  await keyboard.press("Enter");
  await tab.room.getByText("applied, the resource changed").waitFor();
  await why(tab).getByText("tolerated by coerce-boolean-strings").waitFor();
  await keyboard.press("End");
  await keyboard.press("Enter");
  await tab.room.getByRole("button", { name: /^Application Microsoft Entra ID/ }).waitFor();
  await tab.page.waitForTimeout(400);
  await tab.reload();
  await open(tab);
  await tab.room.getByRole("button", { name: /^Application Microsoft Entra ID/ }).waitFor();
  await tab.room.getByRole("button", { name: "Profile Entra ID" }).waitFor();
  await tab.leave();
});

test("in the PATCH lab the request is tried: what the resource makes of it counts", async () => {
  const tab = await playground.visit("patch");
  await tab.write("Before", JSON.stringify({ schemas: [USER], id: "1", userName: "noor" }));
  const path = 'emails[type eq "work"].value';
  await tab.write("Request", patch({ op: "replace", path, value: "noor@harbour.example" }));
  await open(tab);
  await until(tab, "RFC 7644", "refused");
  const found = await verdicts(tab);
  assert.equal(found["Entra ID"].word, "tolerated");
  assert.equal(found["Entra ID"].reason, "create-on-filtered-write");
  // A resource that has the value needs no habit.
  const emails = [{ type: "work", value: "n@harbour.example" }];
  await tab.write("Before", JSON.stringify({ schemas: [USER], id: "1", userName: "n", emails }));
  await until(tab, "RFC 7644", "accepted");
  // The interoperability draft forbids operations without a path; the engine applies them.
  await tab.write("Request", patch({ op: "replace", value: { title: "Pilot" } }));
  await until(tab, "Interop", "refused");
  await until(tab, "RFC 7644", "accepted");
  await tab.leave();
});

for (const width of [360, 1280, 1920]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`accessible with a row of each kind chosen, ${width} px, ${colorScheme}`, async () => {
      const viewport = { width, height: width === 360 ? 740 : 900 };
      for (const room of ["console", "patch"]) {
        const tab = await playground.visit(room, { viewport, colorScheme });
        await open(tab);
        for (const who of ["RFC 7644", "Entra ID", "AWS IAM Identity Center"]) {
          await tab.room
            .locator(".verdict-row")
            .getByRole("button", { name: who, exact: true })
            .click();
          await tab.assertAccessible(`${room}, ${who}`);
          const over = await tab.page.evaluate(
            () => document.documentElement.scrollWidth - innerWidth,
          );
          assert.ok(over <= 0, `${room}, ${who}: ${over} px too wide`);
        }
        await tab.leave();
      }
    });
  }
}
