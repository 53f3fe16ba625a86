// The entry `scimlens/slim`: the module is handed in.
import { compile, isReady, provide } from "./instance.ts";
import type { Bytes, CompiledModule } from "./sources.ts";
import { isBuffer, isModule } from "./sources.ts";
import { nameOf } from "./text.ts";

export * from "./index.ts";
export type { Bytes, CompiledModule } from "./sources.ts";

/**
 * Makes the toolkit ready with a module: compiled, as `import` gives it on Workers, or its bytes. What is called after
 * the first time does nothing.
 *
 * @throws {@link ScimInitError} for bytes that can't be compiled.
 */
export function initSync(module: CompiledModule | Bytes): void {
  if (isReady()) return;
  if (isModule(module)) {
    provide(() => module);
  } else if (isBuffer(module)) {
    const compiled = compile(module);
    provide(() => compiled);
  } else {
    throw new TypeError(`A module is a WebAssembly.Module or its bytes, not ${nameOf(module)}.`);
  }
}
