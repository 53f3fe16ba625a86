import module from "scimlens/scimlens.wasm";
import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";

export default {
  async fetch() {
    await scimlens.init(module);
    return Response.json(prove(scimlens));
  },
};
