// All vectors in a page of a real Chromium: the same answers as the native build's.
import { launch } from "./browser.mjs";
import { conclude, readNative, readVectors, root } from "./files.mjs";
import { serve } from "./serve.mjs";

const page = `<!doctype html><meta charset="utf-8"><title>vectors</title><script type="module">
import init, * as glue from "/pkg/generated/scimlens.js";
import { runVectors } from "/tests/wasm/vectors.mjs";
const module = await init();
window.run = (vectors, native) => runVectors(glue, module, vectors, new Map(native));
</script>`;

const server = await serve(root, { "/page.html": page });
const browser = await launch();
try {
  const tab = await browser.newPage();
  tab.on("pageerror", error => console.error(error));
  await tab.goto(`${server.url}/page.html`);
  await tab.waitForFunction(() => "run" in window);
  const result = await tab.evaluate(
    ([vectors, native]) => window.run(vectors, native),
    [readVectors(), readNative()],
  );
  conclude("Chromium", result);
} finally {
  await browser.close();
  await server.close();
}
