import * as scimlens from "../node_modules/scimlens/dist/esm/web.js";
import { prove } from "../proof.mjs";

scimlens.init().then(() => postMessage(prove(scimlens)));
