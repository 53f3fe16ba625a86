import source module from "scimlens/scimlens.wasm";
import * as scimlens from "scimlens/slim";
import { prove } from "../proof.mjs";

scimlens.initSync(module);
console.log(JSON.stringify(prove(scimlens)));
