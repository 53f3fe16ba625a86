import { createGlue } from "../generated/glue.js";
import { ScimError, ScimInternalError } from "./error.ts";
import { base64 } from "./wasm.js";

type Glue = ReturnType<typeof createGlue>;
export type Engine = InstanceType<Glue["Engine"]>;
export type FilterHandle = ReturnType<Engine["parseFilter"]>;

/** A module instance: the glue bound to it, and its memory. */
export interface Instance {
  readonly glue: Glue;
  readonly memory: WebAssembly.Memory;
}

let compiled: WebAssembly.Module | undefined;
let current: Instance | undefined;

function decode(text: string): Uint8Array<ArrayBuffer> {
  // Not in every runtime yet, and three times faster than atob where it is.
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** The instance in use; compiled on the first call, so that importing costs nothing. */
export function instance(): Instance {
  if (current === undefined) {
    compiled ??= new WebAssembly.Module(decode(base64));
    const glue = createGlue();
    current = { glue, memory: glue.initSync({ module: compiled }).memory };
  }
  return current;
}

/** Whether an exception means that the instance can't be used any more. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

/**
 * Calls into the core. What it refuses becomes a {@link ScimError}; a trap drops the instance, so that the next call
 * gets a fresh one, and becomes a {@link ScimInternalError}.
 */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof error === "string") throw new ScimError(JSON.parse(error));
    if (isTrap(error)) {
      current = undefined;
      throw new ScimInternalError("scimlens failed inside; the next call starts afresh.", {
        cause: error,
      });
    }
    throw error;
  }
}
