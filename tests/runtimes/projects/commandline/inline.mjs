import * as scimlens from "scimlens";
import { prove } from "../proof.mjs";

console.log(JSON.stringify(prove(scimlens)));
