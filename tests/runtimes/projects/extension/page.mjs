import * as scimlens from "./node_modules/scimlens/dist/esm/web.js";
import { prove } from "./proof.mjs";
import { settle } from "./settle.mjs";

settle(async () => {
  await scimlens.init();
  return prove(scimlens);
});
