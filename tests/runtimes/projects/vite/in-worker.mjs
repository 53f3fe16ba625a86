import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";

scimlens.init().then(() => postMessage(prove(scimlens)));
