import * as scimlens from "scimlens/web";
import { prove } from "../proof.mjs";

await scimlens.init();
console.log(JSON.stringify(prove(scimlens)));
