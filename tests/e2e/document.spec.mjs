import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openPlayground } from "./page.mjs";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const user = members =>
  JSON.stringify({ schemas: [USER], userName: "mira.oduya", ...members }, null, 2);

/** The colour of a token of the look. */
const colour = (tab, name) =>
  tab.page.evaluate(name => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

/** The colour of the squiggle under a selected text: Chromium draws it in the colour of the selection. */
const underline = (tab, text) =>
  tab.room
    .locator(".cm-lintRange-error", { hasText: text })
    .evaluate(mark => getComputedStyle(mark, "::selection").color);

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

test("a defect that is typed is underlined and listed at its place, and goes with undo", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({ active: true }));
  await tab.counts("Document").getByText("Valid User").waitFor();
  assert.equal(await tab.room.locator(".cm-lintRange").count(), 0);

  await tab.cursorAfter("Document", '"active": ');
  await tab.page.keyboard.type('"');
  await tab.page.keyboard.press("End");
  await tab.page.keyboard.type('"');
  await tab.counts("Document").getByText("1 error").waitFor();
  assert.equal(await tab.room.locator(".cm-lintRange-error").textContent(), '"true"');
  const [finding] = await tab.findings("Document").all();
  assert.equal(
    await finding.locator(".finding").textContent(),
    '`active` is a boolean; "true" is a string.'.replaceAll("`", ""),
  );
  assert.deepEqual(await finding.locator(".finding code").allTextContents(), ["active"]);
  assert.deepEqual(await finding.locator(".meta > *").allTextContents(), [
    "error",
    "active",
    "invalidValue",
    "RFC 7643 §2.3.2",
    "S-39",
  ]);

  await tab.page.keyboard.press("ControlOrMeta+z");
  await tab.page.keyboard.press("ControlOrMeta+z");
  await tab.counts("Document").getByText("Valid User").waitFor();
  await tab.leave();
});

test("a fix is applied by mouse, and undo takes it back", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({ active: "False" }));
  await tab.findings("Document").getByRole("button", { name: "Use false" }).click();
  await tab.counts("Document").getByText("Valid User").waitFor();
  assert.equal(await tab.text("Document"), user({ active: false }));
  await tab.editor("Document").focus();
  await tab.page.keyboard.press("ControlOrMeta+z");
  assert.equal(await tab.text("Document"), user({ active: "False" }));
  await tab.page.keyboard.press("ControlOrMeta+Shift+Z");
  assert.equal(await tab.text("Document"), user({ active: false }));
  await tab.leave();
});

test("a fix is applied in the tooltip of a squiggle", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({ active: "False" }));
  await tab.room.locator(".cm-lintRange-error").hover();
  const tip = tab.room.locator(".cm-tooltip");
  await tip.getByText("RFC 7643 §2.3.2").waitFor();
  await tip.getByRole("button", { name: "Use false" }).click();
  assert.equal(await tab.text("Document"), user({ active: false }));
  await tab.leave();
});

test("all that is safe is mended at once, and what is not safe stays", async () => {
  const tab = await playground.visit("document");
  const emails = [
    { value: "a@example.com", primary: true },
    { value: "b@example.com", primary: true },
  ];
  await tab.write("Document", user({ active: "True", title: 7, emails }));
  await tab.counts("Document").getByText("3 errors").waitFor();
  await tab.room.getByRole("button", { name: "Fix all that is safe" }).click();
  await tab.counts("Document").getByText("1 error").waitFor();
  assert.equal(await tab.text("Document"), user({ active: true, title: "7", emails }));
  assert.equal(await tab.room.getByRole("button", { name: "Fix all that is safe" }).count(), 0);
  await tab.leave();
});

test("keys alone: from the address to a mended document", async () => {
  const tab = await playground.visit("document");
  const { keyboard } = tab.page;
  const focused = () => tab.page.evaluate(() => document.activeElement?.textContent ?? "");
  await keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the room");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  assert.match(await focused(), /Resource type/);

  // The operation, by its menu.
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  assert.match(await focused(), /Operation ?replace/);

  // An example, by its first letters.
  await tab.room.getByRole("button", { name: "Examples" }).focus();
  await keyboard.press("ArrowDown");
  await keyboard.type("An extension");
  await keyboard.press("Enter");
  await tab.counts("Document").getByText("3 errors").waitFor();

  // Into the editor, from finding to finding.
  await keyboard.press("Tab");
  assert.ok(await tab.editor("Document").evaluate(content => content === document.activeElement));
  const selection = () =>
    tab.editor("Document").evaluate(content => {
      const { state } = content.cmTile.view;
      return state.sliceDoc(state.selection.main.from, state.selection.main.to);
    });
  await keyboard.press("F8");
  assert.match(await selection(), /enterprise/);
  await keyboard.press("F8");
  assert.equal(await selection(), "80217");
  assert.equal(
    await underline(tab, "80217"),
    await colour(tab, "--err"),
    "the squiggle at the cursor stays red",
  );
  await keyboard.press("F8");
  assert.match(await selection(), /^"26118915/);
  await keyboard.press("F8");
  assert.match(await selection(), /enterprise/, "after the last comes the first");
  await keyboard.press("Shift+F8");
  await keyboard.press("Shift+F8");
  assert.equal(await selection(), "80217");
  assert.equal(await tab.room.locator(".findings li.on").count(), 1);

  // Mended by key, and said.
  await keyboard.press("ControlOrMeta+.");
  await tab.counts("Document").getByText("2 errors").waitFor();
  assert.match(await tab.text("Document"), /"employeeNumber": "80217"/);
  await tab.page.getByRole("status").filter({ hasText: "Document: 2 errors" }).waitFor();

  // Tab indents; Escape and then Tab leaves, to the list.
  const before = await tab.text("Document");
  await keyboard.press("Home");
  await keyboard.press("Tab");
  assert.equal((await tab.text("Document")).length, before.length + 2);
  await keyboard.press("ControlOrMeta+z");
  await keyboard.press("Escape");
  await keyboard.press("Tab");
  assert.equal(await focused(), "Fix all that is safe");
  await keyboard.press("Enter");
  await tab.counts("Document").getByText("Valid User").waitFor();
  assert.ok(
    await tab.editor("Document").evaluate(content => content === document.activeElement),
    "focus is not lost",
  );
  await tab.leave();
});

test("characteristics are shown on the name of an attribute, by mouse and by key", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({ emails: [{ value: "a@example.com" }] }));
  await tab.room.locator(".tok-key", { hasText: "emails" }).hover();
  const tip = tab.room.locator(".cm-scim-attribute");
  await tip.waitFor();
  assert.deepEqual(
    await tip
      .locator("dd")
      .allTextContents()
      .then(all => all.slice(0, 4)),
    ["complex", "true", "false", "readWrite"],
  );
  await tab.page.mouse.move(5, 5);
  await tip.waitFor({ state: "detached" });

  await tab.cursorAfter("Document", '"value": "a@');
  await tab.page.keyboard.press("F1");
  await tip.getByText("emails.value").waitFor();
  await tab.page.keyboard.press("Escape");
  await tip.waitFor({ state: "detached" });
  await tab.page.getByRole("contentinfo").getByText("emails.value").waitFor();
  await tab.leave();
});

test("operation and resource type change what is found", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({}));
  await tab.counts("Document").getByText("Valid User").waitFor();
  await tab.pick("Operation", "read");
  await tab.findings("Document").getByText("id is required.").waitFor();
  await tab.pick("Operation", "create");
  await tab.pick("Resource type", "Group");
  await tab.findings("Document").getByText("is expected here").waitFor();
  await tab.leave();
});

/** What the program of the Code tab says of the document. */
async function run(tab, name) {
  await tab.room.getByRole("tab", { name: "Code" }).click();
  const code = await tab.text("Code");
  const folder = new URL("../../test-results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(name, folder);
  writeFileSync(file, code);
  const said = [];
  const { log } = console;
  console.log = (...words) => said.push(words);
  const { check } = await import(fileURLToPath(file));
  const valid = check(await tab.text("Document"));
  console.log = log;
  return { valid, said: said.map(([severity, pointer]) => `${severity} ${pointer}`) };
}

test("the code of the Code tab finds what the room finds", async () => {
  const tab = await playground.visit("document");
  await tab.write("Document", user({ active: "False" }));
  await tab.pick("Operation", "read");
  await tab.counts("Document").getByText("2 errors").waitFor();
  assert.deepEqual(await run(tab, "embed.mjs"), {
    valid: false,
    said: ["error ", "error /active"],
  });
  await tab.leave();
});

test("the code of the Code tab has the reader's own definitions", async () => {
  const tab = await playground.visit("schema");
  const schemas = ["urn:harbour:schemas:Berth"];
  const attributes = [{ name: "quay", type: "integer", multiValued: false }];
  await tab.room.getByRole("tab", { name: "Definitions" }).click();
  await tab.write(
    "Definitions",
    JSON.stringify([
      {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        id: schemas[0],
        name: "Berth",
        attributes,
      },
      {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        name: "Berth",
        endpoint: "/Berths",
        schema: schemas[0],
      },
    ]),
  );
  await tab.room.getByRole("tab", { name: "Attributes" }).click();
  await tab.pick("Resource type", "Berth");
  await tab.go("Document");
  await tab.write("Document", JSON.stringify({ schemas, quay: "four" }));
  await tab.counts("Document").getByText("1 error").waitFor();
  assert.deepEqual(await run(tab, "embed-own.mjs"), { valid: false, said: ["error /quay"] });
  await tab.leave();
});

test("window.scim is the toolkit", async () => {
  const tab = await playground.visit("document");
  assert.equal(await tab.page.evaluate(() => window.scim.validate("{}").valid), false);
  await tab.leave();
});

test("a keystroke in a document of 10 kB is checked within a frame", async () => {
  const tab = await playground.visit("document");
  const emails = Array.from({ length: 120 }, (_, index) => ({
    value: `user${index}@example.com`,
    type: "work",
  }));
  await tab.write("Document", user({ emails }));
  await tab.counts("Document").getByText("Valid User").waitFor();
  await tab.cursorAfter("Document", '"mira.oduya"');
  // The list is there in the frame that shows the letter: nothing waits for a timer.
  const counts = await tab.editor("Document").evaluate(content => {
    const { view } = content.cmTile;
    view.dispatch(view.state.replaceSelection("!"));
    return new Promise(resolve => {
      requestAnimationFrame(() => {
        const region = document.querySelector(".room:not([hidden]) .diagnostics");
        resolve({
          text: region.textContent,
          marks: content.querySelectorAll(".cm-lintRange, .cm-lintPoint").length,
        });
      });
    });
  });
  assert.match(counts.text, /1 error/);
  assert.equal(counts.marks, 1);
  await tab.leave();
});
