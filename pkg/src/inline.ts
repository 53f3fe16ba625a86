// The entry `scimlens`: the module is inside, and nothing has to be awaited.
import { decode } from "./base64.ts";
import { compile, provide } from "./instance.ts";
import { base64 } from "./wasm.js";

export * from "./index.ts";

provide(() => compile(decode(base64)));
