/** Where scimlens.wasm is: beside this file. Bundlers know the expression, and take the file along. */
export function home(): URL {
  return new URL("../scimlens.wasm", import.meta.url);
}
