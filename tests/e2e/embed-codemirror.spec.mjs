import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openEmbedding } from "./embed.mjs";

let embedding;
before(async () => {
  embedding = await openEmbedding("codemirror");
});
after(() => embedding.close());

async function open() {
  const visit = await embedding.visit();
  const editor = name => visit.page.getByRole("textbox", { name, exact: true });
  await editor("Filter").waitFor();
  return {
    ...visit,
    editor,
    text: name => editor(name).evaluate(content => content.cmTile.view.state.doc.toString()),
    marks: name => editor(name).locator(".cm-lintRange-error"),
    /** Puts the cursor behind the first occurrence of a text. */
    cursorAfter: (name, text) =>
      editor(name).evaluate((content, text) => {
        const { view } = content.cmTile;
        const anchor = view.state.doc.toString().indexOf(text) + text.length;
        view.dispatch({ selection: { anchor } });
        view.focus();
      }, text),
  };
}

test("a defect is underlined as it is typed, mended by key, and undo takes that back", async () => {
  const { page, cursorAfter, text, marks, assertAccessible, leave } = await open();
  const sound = await text("Document");
  await cursorAfter("Document", '"active": ');
  await page.keyboard.type('"');
  await page.keyboard.press("End");
  await page.keyboard.type('"');
  await marks("Document").getByText('"true"').waitFor();
  assert.equal(await marks("Document").count(), 1);
  await assertAccessible("#document");

  // F8 goes to the finding, and Ctrl-. mends it.
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await marks("Document").waitFor({ state: "detached" });
  assert.equal(await text("Document"), sound);
  await page.keyboard.press("ControlOrMeta+z");
  await marks("Document").waitFor();
  assert.match(await text("Document"), /"active": "true"/);
  await leave();
});

test("a fix is a button of the tooltip", async () => {
  const { page, cursorAfter, text, marks, leave } = await open();
  await cursorAfter("Document", '"userName": ');
  await page.keyboard.press("Shift+End");
  await page.keyboard.insertText('"mira",\n  "title": 7,');
  await marks("Document").getByText("7").hover();
  const tip = page.locator(".cm-tooltip");
  await tip.getByText("title is a string; 7 is a number.").waitFor();
  assert.match(await tip.textContent(), /RFC 7643/);
  await tip.getByRole("button", { name: "Put it in quotes" }).click();
  await marks("Document").waitFor({ state: "detached" });
  assert.match(await text("Document"), /"title": "7"/);
  await leave();
});

test("names and values are offered, and characteristics shown", async () => {
  const { page, cursorAfter, text, leave } = await open();
  await cursorAfter("Document", '"active": true');
  await page.keyboard.type(',\n"nickN');
  const list = page.locator(".cm-tooltip-autocomplete");
  await list.getByText("nickName").waitFor();
  // An offer is taken only once it could be read.
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  assert.match(await text("Document"), /"nickName/);
  await cursorAfter("Document", '"userNa');
  await page.keyboard.press("F1");
  const card = page.locator(".cm-scim-attribute");
  await card.getByText("readWrite").waitFor();
  assert.match(await card.textContent(), /uniqueness ?server/);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await leave();
});

test("a filter has colours, findings with fixes, and offers", async () => {
  const { page, editor, text, marks, assertAccessible, leave } = await open();
  const tokens = kind => editor("Filter").locator(`.tok-${kind}`).allTextContents();
  assert.deepEqual(await tokens("name"), ["userName"]);
  assert.deepEqual(await tokens("operator"), ["eq"]);
  assert.deepEqual(await tokens("string"), ['"mira"']);

  await editor("Filter").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('userName = "mira"');
  await marks("Filter").getByText("=").waitFor();
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await marks("Filter").waitFor({ state: "detached" });
  assert.equal(await text("Filter"), 'userName eq "mira"');
  await page.keyboard.press("ControlOrMeta+z");
  assert.equal(await text("Filter"), 'userName = "mira"');

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("emails[ty");
  const list = page.locator(".cm-tooltip-autocomplete");
  await list.getByText("type").first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await marks("Filter").waitFor({ state: "detached" });
  await assertAccessible("#filter");
  await leave();
});
