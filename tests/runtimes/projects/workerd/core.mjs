import * as scimlens from "scimlens/core";
import { proveCore } from "../proof.mjs";

export default { fetch: () => Response.json(proveCore(scimlens)) };
