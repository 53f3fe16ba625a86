// Rollup leaves `new URL` alone; the page puts the file where it likes and says so.
import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(async () => {
  await scimlens.init("./scimlens.wasm");
  return prove(scimlens);
});
