// @vitest-environment jsdom
import * as scimlens from "scimlens";
import { expect, it } from "vitest";
import { core, rest } from "../expected.json";
import { prove } from "../proof.mjs";

it("answers as elsewhere", async () => {
  expect(document.createElement("p").nodeName).toBe("P");
  expect(prove(scimlens)).toEqual({ ...core, ...rest });
});
