import { defineConfig } from "vitest/config";

// The tests are of the built package: `cargo xtask build` first.
export default defineConfig({
  test: {
    include: ["test/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
