// The entry `scimlens` for workerd, which compiles modules when a worker is deployed and never from bytes.
import module from "../scimlens.wasm";
import { provide } from "./instance.ts";

export * from "./index.ts";

provide(() => module);
