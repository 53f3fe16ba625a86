import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as scimlens from "scimlens/slim";
import { prove } from "../proof.mjs";

const file = createRequire(import.meta.url).resolve("scimlens/scimlens.wasm");
scimlens.initSync(readFileSync(file));
console.log(JSON.stringify(prove(scimlens)));
