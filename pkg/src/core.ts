// The entry `scimlens/core`: a smaller module is inside, for what validates resources, evaluates filters and applies
// PATCH requests. All names are there; what needs the rest of the toolkit throws a ScimInitError.
import { decode } from "./base64.ts";
import { absent, base64 } from "./core-wasm.js";
import { compile, providePart } from "./instance.ts";

export * from "./index.ts";

providePart(() => compile(decode(base64)), absent);
