// The built playground in Chromium, and what must hold of every visit: no error, no request to elsewhere, no violation
// of the page's policy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launch } from "../wasm/browser.mjs";
import { serve } from "../wasm/serve.mjs";

const www = fileURLToPath(new URL("../../www", import.meta.url));
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Serves www/, so that the page stands in a folder, dist/, as it may anywhere. */
export async function openPlayground() {
  const server = await serve(www);
  const browser = await launch();
  const close = async () => {
    await browser.close();
    await server.close();
  };
  /** A visitor with storage of their own. */
  const visitor = async (options = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      // Where it is not what is tested, each visit is the first.
      serviceWorkers: "block",
      ...options,
    });
    const address = `${server.url}/dist/`;
    return { context, address, open: (hash = "") => openTab(context, address, hash) };
  };
  /** A visit in a room: a tab of a new visitor. */
  const visit = async (room, options) => (await visitor(options)).open(`#/${room}`);
  return { close, visitor, visit };
}

async function openTab(context, base, hash) {
  const page = await context.newPage();
  const troubles = [];
  page.on("console", message => {
    // Said by the browser's driver, where a visit is to be without one.
    if (/^Service Worker registration blocked/.test(message.text())) return;
    if (["error", "warning"].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", error => troubles.push(`error: ${error.message}`));
  page.on("request", request => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("blob:")) troubles.push(`request: ${url}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => {
      window.violations.push(
        `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`,
      );
    });
  });
  await page.goto(base + hash);
  await ready(page);
  return new Tab(page, troubles);
}

/** Until the room in view is there itself, and not its skeleton. */
async function ready(page) {
  await page.locator(".room:not([hidden]) :is(.panes:not(.skeleton *), .drop)").first().waitFor();
  await page.waitForFunction(() => document.fonts.status === "loaded");
}

/** A tab with the playground in it. */
class Tab {
  constructor(page, troubles) {
    this.page = page;
    this.troubles = troubles;
  }

  /** What is seen of the room in view. */
  get room() {
    return this.page.locator(".room:not([hidden])");
  }

  editor(label) {
    return this.room.getByRole("textbox", { name: label, exact: true });
  }

  /** The whole text of an editor, also what is scrolled out of view. */
  text(label) {
    return this.editor(label).evaluate(content => content.cmTile.view.state.doc.toString());
  }

  /** Replaces the text of an editor by typing over it. */
  async write(label, text) {
    await this.editor(label).focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** Puts the cursor behind the first occurrence of a text in an editor. */
  async cursorAfter(label, text) {
    await this.editor(label).evaluate((content, text) => {
      const { view } = content.cmTile;
      const at = view.state.doc.toString().indexOf(text);
      if (at < 0) throw new Error(`The editor has no ${text}`);
      view.dispatch({ selection: { anchor: at + text.length }, scrollIntoView: true });
      view.focus();
    }, text);
  }

  /** The findings under an editor: sentence and second line. */
  findings(label) {
    return this.room.getByRole("region", { name: `Findings: ${label}` }).locator(".findings > li");
  }

  counts(label) {
    return this.room.getByRole("region", { name: `Findings: ${label}` }).locator(".counts");
  }

  async pick(choice, option) {
    await this.room.getByRole("button", { name: new RegExp(`^${choice}`) }).click();
    await this.room.getByRole("menu").getByText(option, { exact: true }).click();
  }

  async reload() {
    await this.page.reload();
    await ready(this.page);
  }

  async go(room) {
    await this.page
      .getByRole("navigation", { name: "Rooms" })
      .getByRole("link", { name: room })
      .click();
    await ready(this.page);
  }

  /** Says no violation of WCAG 2.2 AA and axe's best practices. */
  async assertAccessible(where) {
    await this.assertCalm();
    await this.page.evaluate(axeSource);
    const found = await this.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`),
      );
    });
    assert.deepEqual(found, [], where);
  }

  /** Says that nothing went wrong so far. */
  async assertCalm() {
    const violations = await this.page.evaluate(() => window.violations);
    assert.deepEqual([...this.troubles, ...violations], []);
  }

  /** Ends the visit. */
  async leave() {
    await this.assertCalm();
    await this.page.close();
  }
}
