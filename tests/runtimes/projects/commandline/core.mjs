import * as scimlens from "scimlens/core";
import { proveCore } from "../proof.mjs";

console.log(JSON.stringify(proveCore(scimlens)));
