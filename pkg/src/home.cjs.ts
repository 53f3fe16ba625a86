import { builtin } from "./builtin.ts";
import { ScimInitError } from "./error.ts";

declare const __filename: string | undefined;

/** Where scimlens.wasm is: beside this file, where files can be read. */
export function home(): URL {
  const url = builtin("node:url");
  if (url === undefined || typeof __filename !== "string") {
    throw new ScimInitError(
      "As CommonJS scimlens/web doesn't know where scimlens.wasm is: say so, as `init(url)`.",
    );
  }
  return new URL("../scimlens.wasm", url.pathToFileURL(__filename));
}
