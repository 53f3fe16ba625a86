import address from "scimlens/scimlens.wasm?url";
import * as scimlens from "scimlens/slim";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(async () => {
  scimlens.initSync(await WebAssembly.compileStreaming(fetch(address)));
  return prove(scimlens);
});
