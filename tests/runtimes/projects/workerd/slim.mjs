import module from "scimlens/scimlens.wasm";
import * as scimlens from "scimlens/slim";
import { prove } from "../proof.mjs";

scimlens.initSync(module);

export default { fetch: () => Response.json(prove(scimlens)) };
