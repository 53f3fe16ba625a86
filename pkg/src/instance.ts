import { createGlue } from "../generated/glue.js";
import { ScimError, ScimInternalError } from "./error.ts";
import { base64 } from "./wasm.js";

type Glue = ReturnType<typeof createGlue>;
export type Engine = InstanceType<Glue["Engine"]>;
export type FilterHandle = ReturnType<Engine["parseFilter"]>;
export type StreamHandle = InstanceType<Glue["StreamHandle"]>;

/** A module instance: the glue bound to it, and its memory. */
export interface Instance {
  readonly glue: Glue;
  readonly memory: WebAssembly.Memory;
}

let compiled: WebAssembly.Module | undefined;
let current: Instance | undefined;
let broken: Instance | undefined;

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
  if (broken !== undefined) retire();
  if (current === undefined) {
    compiled ??= new WebAssembly.Module(decode(base64));
    const glue = createGlue();
    current = { glue, memory: glue.initSync({ module: compiled }).memory };
  }
  return current;
}

/** Whether what lives on an instance can still be used. */
export function isCurrent(instance: Instance | undefined): boolean {
  return instance !== undefined && instance === current;
}

/** Lets go of an instance that failed; the finalizers of what lives on it do nothing from now on. */
function retire(): void {
  broken?.glue.retire();
  broken = undefined;
}

/**
 * Calls into the core. What it refuses becomes a {@link ScimError}, and what the code of the caller's own objects
 * throws goes on to the caller. Anything else ran through the module and left it as it was at that moment: a trap, or
 * the end of the stack. The instance is dropped, so that the next call gets a fresh one.
 */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof error === "string") throw new ScimError(JSON.parse(error));
    if (Array.isArray(error)) throw error[0];
    // First what needs no stack: there may be none left.
    broken = current;
    current = undefined;
    retire();
    throw new ScimInternalError("scimlens failed inside; the next call starts afresh.", {
      cause: error,
    });
  }
}
