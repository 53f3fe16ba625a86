// @vitest-environment jsdom
import * as scimlens from "scimlens/slim";
import { expect, it } from "vitest";
import { core, rest } from "../expected.json";
import { prove } from "../proof.mjs";

it("answers as elsewhere", async () => {
  expect(document.createElement("p").nodeName).toBe("P");
  const { readFileSync } = process.getBuiltinModule("node:fs");
  scimlens.initSync(readFileSync("node_modules/scimlens/dist/scimlens.wasm"));
  expect(prove(scimlens)).toEqual({ ...core, ...rest });
});
