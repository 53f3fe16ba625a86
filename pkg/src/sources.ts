// What a module can come from. The types are those of the consumer's environment, and absent where it has none: the
// declarations need neither the DOM's nor Node's.

type Global<Name extends string> = typeof globalThis extends {
  [name in Name]: { prototype: infer T };
}
  ? T
  : never;

/** A compiled WebAssembly module. (In the DOM's types it is any object.) */
export type CompiledModule = object &
  (typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : unknown);

/** The bytes of scimlens.wasm. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** The Request of fetch. */
export type FetchRequest = Global<"Request">;

/** The Response of fetch. */
export type FetchResponse = Global<"Response">;

/** Where to fetch scimlens.wasm from, the answer to that, its bytes, or the module. */
export type ModuleSource =
  | string
  | Global<"URL">
  | FetchRequest
  | FetchResponse
  | Bytes
  | CompiledModule;

/** @internal Whether it is a module, of any realm. */
export function isModule(value: unknown): value is WebAssembly.Module {
  return tag(value) === "WebAssembly.Module";
}

/** @internal Whether it is bytes, of any realm. */
export function isBuffer(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || tag(value) === "ArrayBuffer";
}

/** @internal Whether it is the answer to a request, of any realm. */
export function isResponse(value: unknown): value is Response {
  return tag(value) === "Response";
}

function tag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
