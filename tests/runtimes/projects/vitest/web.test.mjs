// @vitest-environment jsdom
import * as scimlens from "scimlens/web";
import { expect, it } from "vitest";
import expected from "../expected.json";
import { prove } from "../proof.mjs";

it("answers as elsewhere", async () => {
  expect(document.createElement("p").nodeName).toBe("P");
  await scimlens.init();
  expect(prove(scimlens)).toEqual(expected);
});
