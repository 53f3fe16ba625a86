import * as scimlens from "scimlens";
import { prove } from "../proof.mjs";

export default { fetch: () => Response.json(prove(scimlens)) };
