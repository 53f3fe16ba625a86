import * as scimlens from "scimlens/slim";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(async () => {
  const address = new URL("scimlens/scimlens.wasm", import.meta.url);
  scimlens.initSync(await WebAssembly.compileStreaming(fetch(address)));
  return prove(scimlens);
});
