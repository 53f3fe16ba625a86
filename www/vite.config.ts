import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/**
 * What the page may do: its own scripts, styles, fonts and pictures, WebAssembly, and nothing else. It may fetch its
 * module, from where it is itself; other hosts are out of reach, so what is typed stays inside the tab.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The frame that sends requests to a real endpoint: it may reach other hosts, and has nothing else in it. */
const LIVE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src https: http://localhost:* http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The policy, and the fonts ahead of the style sheet that names them. Not while developing: Vite's client is inline. */
function head(): Plugin {
  return {
    name: "head",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, path }) {
        const live = path.endsWith("/live.html");
        const fonts = Object.keys(bundle ?? {}).filter(file => file.endsWith(".woff2"));
        return [
          {
            tag: "meta",
            attrs: {
              "http-equiv": "Content-Security-Policy",
              content: live ? LIVE_POLICY : POLICY,
            },
            injectTo: "head-prepend",
          },
          ...(live ? [] : fonts).map(file => ({
            tag: "link",
            attrs: {
              rel: "preload",
              as: "font",
              type: "font/woff2",
              href: `./${file}`,
              crossorigin: true,
            },
            injectTo: "head" as const,
          })),
        ];
      },
    },
  };
}

/** The service worker with the list of all that was built, and a version that changes with any of it. */
function offline(): Plugin {
  const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)));
  return {
    name: "offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const version = createHash("sha256");
        for (const [name, file] of Object.entries(bundle)) {
          version.update(name);
          version.update(file.type === "chunk" ? file.code : file.source);
        }
        const still = readdirSync(fileURLToPath(new URL("public", import.meta.url)))
          .filter(name => name !== "switches.json")
          .sort();
        for (const name of still) version.update(read(`public/${name}`));
        const files = [
          ...new Set(["index.html", "live.html", ...Object.keys(bundle), ...still]),
        ].sort();
        const source = read("src/offline/sw.js")
          .toString()
          .replace("self.__FILES__", JSON.stringify(files))
          .replace("self.__VERSION__", JSON.stringify(version.digest("hex").slice(0, 16)));
        this.emitFile({ type: "asset", fileName: "sw.js", source });
      },
    },
  };
}

export default defineConfig({
  // Works wherever it is put, in a folder as well.
  base: "./",
  plugins: [head(), offline()],
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome123", "firefox121", "safari17.5"],
    // Fonts as files: the policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "live.html"].map(page => fileURLToPath(new URL(page, import.meta.url))),
      output: {
        codeSplitting: {
          groups: [
            // After the first paint: the toolkit with its module.
            { name: "scimlens", test: /[\\/]pkg[\\/]dist[\\/]/ },
            {
              name: "codemirror",
              // Not the list of offers, which comes when an editor first gets the focus.
              test: /[\\/]node_modules[\\/]@?(codemirror(?![\\/]autocomplete)|lezer|marijn|style-mod|crelt|w3c)/,
            },
          ],
        },
      },
    },
    // The chunk with the module in it.
    chunkSizeWarningLimit: 700,
  },
});
