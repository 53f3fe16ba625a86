// esbuild leaves `new URL` alone, so it is told to take the file along by an import: --loader:.wasm=file.
import address from "scimlens/scimlens.wasm";
import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(async () => {
  await scimlens.init(new URL(address, import.meta.url));
  return prove(scimlens);
});
