import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openEmbedding } from "./embed.mjs";

let embedding;
before(async () => {
  embedding = await openEmbedding("monaco");
});
after(() => embedding.close());

async function open() {
  const visit = await embedding.visit();
  const { page } = visit;
  await page.locator("body[data-ready]").waitFor();
  const markers = id =>
    page.evaluate(
      id =>
        window.monaco.editor
          .getModelMarkers({ resource: window.editors[id].getModel().uri })
          .map(({ message, severity, startLineNumber, startColumn, endColumn }) => ({
            message: message.split("\n")[0],
            severity,
            at: [startLineNumber, startColumn, endColumn],
          })),
      id,
    );
  return {
    ...visit,
    markers,
    text: id => page.evaluate(id => window.editors[id].getValue(), id),
    /** Until so many markers are there. */
    count: async (id, expected) => {
      for (let tries = 0; tries < 100; tries++) {
        if ((await markers(id)).length === expected) return;
        await page.waitForTimeout(30);
      }
      assert.equal((await markers(id)).length, expected);
    },
    /** Puts the cursor behind the first occurrence of a text. */
    cursorAfter: (id, text) =>
      page.evaluate(
        ([id, text]) => {
          const editor = window.editors[id];
          const offset = editor.getValue().indexOf(text) + text.length;
          editor.setPosition(editor.getModel().getPositionAt(offset));
          editor.focus();
        },
        [id, text],
      ),
  };
}

test("a defect is marked as it is typed, mended by the quick fix, and undo takes that back", async () => {
  const { page, cursorAfter, count, markers, text, assertAccessible, leave } = await open();
  const sound = await text("document");
  await cursorAfter("document", '"active": ');
  await page.keyboard.type('"');
  await page.keyboard.press("End");
  await page.keyboard.type('"');
  await count("document", 1);
  assert.deepEqual(await markers("document"), [
    { message: 'active is a boolean; "true" is a string.', severity: 8, at: [6, 13, 19] },
  ]);
  await page.locator("#document .squiggly-error").first().waitFor();

  await page.keyboard.press("ControlOrMeta+.");
  const action = page.getByRole("option", { name: "Use true" });
  await action.or(page.locator(".action-widget").getByText("Use true")).first().waitFor();
  await page.keyboard.press("Enter");
  await count("document", 0);
  assert.equal(await text("document"), sound);
  await page.keyboard.press("ControlOrMeta+z");
  await count("document", 1);
  assert.match(await text("document"), /"active": "true"/);
  await assertAccessible("#filter");
  await leave();
});

test("names and values are offered, and characteristics shown", async () => {
  const { page, cursorAfter, text, leave } = await open();
  await cursorAfter("document", '"active": true');
  await page.keyboard.type(',\n"nickN');
  const list = page.locator(".suggest-widget");
  await list.getByText("nickName").first().waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  assert.match(await text("document"), /"nickName/);

  await page.keyboard.press("Escape");
  await page.evaluate(() =>
    window.editors.document.setValue(
      '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"m"}',
    ),
  );
  await cursorAfter("document", '"userN');
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.press("ControlOrMeta+i");
  const card = page.locator(".monaco-hover").filter({ hasText: "mutability: readWrite" });
  await card.waitFor();
  assert.match(await card.textContent(), /uniqueness: server/);
  await leave();
});

test("a filter has tokens, markers with fixes, and offers; and all ends with its handle", async () => {
  const { page, cursorAfter, count, text, leave } = await open();
  const scopes = await page.evaluate(() =>
    window.monaco.editor
      .tokenize('userName eq "mira"', "scim-filter")[0]
      .map(({ type }) => type.split(".")[0])
      .filter(type => type !== ""),
  );
  assert.deepEqual(scopes, ["variable", "keyword", "string"]);

  await page.evaluate(() => window.editors.filter.setValue('userName = "mira"'));
  await count("filter", 1);
  await cursorAfter("filter", "userName =");
  await page.keyboard.press("ControlOrMeta+.");
  await page.locator(".action-widget").getByText("eq").first().waitFor();
  await page.keyboard.press("Enter");
  await count("filter", 0);
  assert.equal(await text("filter"), 'userName eq "mira"');

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("emails[ty");
  await page.locator(".suggest-widget").getByText("type").first().waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.editors.filter.setValue('userName = "a"'));
  await count("filter", 1);
  await page.evaluate(() => {
    for (const handle of window.handles) handle.dispose();
  });
  await count("filter", 0);
  await page.evaluate(() => window.editors.filter.setValue("also ="));
  await page.waitForTimeout(300);
  await count("filter", 0);
  await leave();
});
