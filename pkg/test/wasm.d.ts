// What the tests use of tests/wasm.

declare module "*/tests/wasm/browser.mjs" {
  /** Starts the system's Chromium. */
  export function launch(): Promise<import("playwright-core").Browser>;
}

declare module "*/tests/wasm/serve.mjs" {
  /** Serves a folder, and pages that no file holds, on a free port of this machine. */
  export function serve(
    folder: string,
    pages?: Record<string, string>,
  ): Promise<{ url: string; close(): Promise<void> }>;
}
