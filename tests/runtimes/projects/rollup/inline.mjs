import * as scimlens from "scimlens";
import { prove } from "../proof.mjs";
import { settle } from "../settle.mjs";

settle(() => prove(scimlens));
