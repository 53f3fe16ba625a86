// The entry `scimlens/core` for workerd, which compiles modules when a worker is deployed and never from bytes.
import module from "../core.wasm";
import { absent } from "./core-absent.js";
import { providePart } from "./instance.ts";

export * from "./index.ts";

providePart(() => module, absent);
