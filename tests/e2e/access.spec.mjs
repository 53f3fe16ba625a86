import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const ROOMS = [
  "console",
  "document",
  "filter",
  "patch",
  "directory",
  "audit",
  "scenarios",
  "check",
  "schema",
];
const WINDOWS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** Nothing is wider than the window. */
const overflow = page =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is cut off at the right, other than what scrolls by itself. */
const cutOff = page =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, a, h2, dd, [role=tab]")]
      .filter(element => !element.closest(".cm-editor, .tabs, .rail") && element.checkVisibility())
      .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
      .map(element => element.outerHTML),
  );

for (const viewport of WINDOWS) {
  for (const colorScheme of ["light", "dark"]) {
    test(`accessible at ${viewport.width} px, ${colorScheme}`, async () => {
      for (const room of ROOMS) {
        const tab = await playground.visit(room, { viewport, colorScheme });
        const panels = await tab.room.getByRole("tab").all();
        await tab.assertAccessible(`${room}, first`);
        for (const panel of panels) {
          await panel.click();
          await tab.assertAccessible(`${room}, ${await panel.textContent()}`);
          assert.equal(await overflow(tab.page), 0);
          assert.deepEqual(await cutOff(tab.page), []);
        }
        await tab.leave();
      }
    });
  }
}

test("accessible with a menu, the keys and a refusal in view", async () => {
  const tab = await playground.visit("patch");
  await tab.room.getByRole("button", { name: "Examples" }).click();
  await tab.assertAccessible("menu");
  await tab.room.getByRole("menu").getByText("A boolean as a string").click();
  await tab.assertAccessible("refusal");
  await tab.page.getByRole("button", { name: "Keys", exact: true }).click();
  await tab.page.getByRole("dialog").waitFor();
  await tab.assertAccessible("keys");
  await tab.page.keyboard.press("Escape");
  await tab.page.getByRole("dialog").waitFor({ state: "detached" });
  await tab.leave();
});

test("at 200 % zoom and in a low window everything can be reached", async () => {
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 320, height: 256 },
  ]) {
    for (const room of ROOMS) {
      const tab = await playground.visit(room, { viewport });
      assert.equal(await overflow(tab.page), 0);
      for (const part of await tab.room.locator(".diagnostics:visible").all()) {
        await part.scrollIntoViewIfNeeded();
        assert.ok((await part.boundingBox()).height >= 30);
      }
      await tab.leave();
    }
  }
});

test("every stop of the Tab key is seen, and the focus comes round", async () => {
  const tab = await playground.visit("document");
  const stops = [];
  for (let press = 0; press < 60; press++) {
    await tab.page.keyboard.press("Escape");
    await tab.page.keyboard.press("Tab");
    const stop = await tab.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // What shows the focus: the editor's ring, the row of a finding, the label of a radio button.
      const editor = element.closest(".editor");
      const inside = element.matches(".finding, input[type=radio]");
      const seen = editor ?? (inside ? element.parentElement : element);
      const { outlineStyle } = getComputedStyle(seen, editor ? "::after" : undefined);
      return { what: element.textContent.slice(0, 40), outline: outlineStyle };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  assert.ok(stops.length > 15 && stops.length < 60, `${stops.length} stops`);
  assert.deepEqual(
    stops.filter(stop => stop.outline === "none"),
    [],
  );
  await tab.leave();
});

test("under reduced motion nothing moves", async () => {
  const tab = await playground.visit("document", { reducedMotion: "reduce" });
  await tab.room.getByRole("button", { name: "Examples" }).click();
  assert.equal(await tab.page.evaluate(() => document.getAnimations().length), 0);
  await tab.leave();
});
