import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(async () => {
  await scimlens.init();
  return prove(scimlens);
});
