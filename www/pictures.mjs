// Pictures of the built page, for the README: npm run pictures [folder]
import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/wasm/browser.mjs";
import { serve } from "../tests/wasm/serve.mjs";

/** Bytes that a picture in the repository may have. */
const MOST = 300_000;

/** Makes playground-light.png and playground-dark.png in a folder. */
export async function takePictures(folder) {
  mkdirSync(folder, { recursive: true });
  const server = await serve(fileURLToPath(new URL("dist", import.meta.url)));
  const browser = await launch();
  try {
    for (const colorScheme of ["light", "dark"]) {
      const path = join(folder, `playground-${colorScheme}.png`);
      await takePicture(browser, server.url, colorScheme, path);
      const { size } = statSync(path);
      if (size > MOST) throw new Error(`${path} has ${size} bytes; a picture has at most ${MOST}.`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function takePicture(browser, url, colorScheme, path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
  await page.goto(url);
  await page.locator(".findings").waitFor();
  await page.evaluate(() => document.fonts.ready);
  // A finding in hand, and the clock of the check past its first run.
  await page.keyboard.press("F8");
  await page.locator(".findings li.on").waitFor();
  // What the request changes, beside it.
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.locator(".at-changes .cm-line.added").first().waitFor();
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  await page.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await takePictures(
    resolve(process.argv[2] ?? fileURLToPath(new URL("../docs/pictures", import.meta.url))),
  );
}
