import { createGlue } from "../generated/glue.js";
import { notCompiled, ScimError, ScimInitError, ScimInternalError } from "./error.ts";
import { version } from "./version.ts";

export type Glue = ReturnType<typeof createGlue>;
export type Engine = InstanceType<Glue["Engine"]>;
export type FilterStore = InstanceType<Glue["FilterStore"]>;
export type ServiceHandle = InstanceType<Glue["ServiceHandle"]>;
export type SetHandle = InstanceType<Glue["SetHandle"]>;
export type StreamHandle = InstanceType<Glue["StreamHandle"]>;

/** A module instance: the glue bound to it, and its memory. */
export interface Instance {
  readonly glue: Glue;
  readonly memory: WebAssembly.Memory;
}

/** What a module that is only a part of the toolkit lacks: its exports, and what they are called. */
type Absent = Readonly<Record<string, string>>;

let source: (() => WebAssembly.Module) | undefined;
let absent: Absent | undefined;
let compiled: WebAssembly.Module | undefined;
let current: Instance | undefined;
let broken: Instance | undefined;

/** Where the module comes from when it is first needed. What has been said first holds, but the whole replaces a part. */
export function provide(module: () => WebAssembly.Module): void {
  if (isReady()) return;
  source = module;
  absent = undefined;
  // Engines and filters are made again on the whole; the collector has the part.
  compiled = undefined;
  current = undefined;
}

/** Where a module comes from that is only a part of the toolkit. */
export function providePart(module: () => WebAssembly.Module, lacking: Absent): void {
  if (source !== undefined) return;
  source = module;
  absent = lacking;
}

/** Whether it is known where the whole module comes from. */
export function isReady(): boolean {
  return source !== undefined && absent === undefined;
}

/** Compiles the module. */
export function compile(bytes: BufferSource): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw notCompiled(cause);
  }
}

/** The instance in use; compiled on the first call, so that importing costs nothing. */
export function instance(): Instance {
  if (broken !== undefined) retire();
  if (current === undefined) {
    compiled ??= required(source)();
    current = instantiate(compiled);
  }
  return current;
}

function required(source: (() => WebAssembly.Module) | undefined): () => WebAssembly.Module {
  if (source !== undefined) return source;
  throw new ScimInitError(
    "scimlens has no module yet: first `await init()` of scimlens/web, or call `initSync(module)` of scimlens/slim.",
  );
}

function instantiate(module: WebAssembly.Module): Instance {
  const glue = createGlue(absent, name => {
    const detail = `scimlens/core has no \`${name}\`; import it from scimlens.`;
    return new ScimInitError(detail);
  });
  let found: string;
  let memory: WebAssembly.Memory;
  try {
    memory = glue.initSync({ module }).memory;
    found = glue.version();
  } catch (cause) {
    throw new ScimInitError("The module is not scimlens.wasm of this version.", { cause });
  }
  if (found === version) return { glue, memory };
  throw new ScimInitError(`The module is scimlens.wasm ${found}; the package is ${version}.`);
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

/** Calls into the core; {@link failed} tells what becomes of what it throws. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    return failed(error);
  }
}

/**
 * Throws what became of a call into the core. What it refuses becomes a {@link ScimError}, and what the code of the
 * caller's own objects throws goes on to the caller. Anything else ran through the module and left it as it was at that
 * moment: a trap, or the end of the stack. The instance is dropped, so that the next call gets a fresh one.
 */
export function failed(error: unknown): never {
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
