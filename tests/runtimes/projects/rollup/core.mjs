import * as scimlens from "scimlens/core";
import { proveCore } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(() => proveCore(scimlens));
