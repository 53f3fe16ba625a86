import * as scimlens from "./node_modules/scimlens/dist/esm/index.js";
import { prove } from "./proof.mjs";
import { settle } from "./settle.mjs";

settle(() => prove(scimlens));
