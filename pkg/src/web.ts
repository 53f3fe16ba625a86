// The entry `scimlens/web`: the module is a file of its own, compiled while it arrives.
import { type Builtin, builtin } from "./builtin.ts";
import { notCompiled, ScimInitError } from "./error.ts";
import { home } from "./home.ts";
import { isReady, provide } from "./instance.ts";
import type { ModuleSource } from "./sources.ts";
import { isBuffer, isModule, isResponse } from "./sources.ts";
import { nameOf } from "./text.ts";

export * from "./index.ts";
export type { Bytes, CompiledModule, ModuleSource } from "./sources.ts";

let pending: Promise<void> | undefined;

/**
 * Makes the toolkit ready. Without a source the module is fetched from where the package has it, which bundlers see
 * to; else from a URL, or it is read from a Response, or it is the module or its bytes. Once it is ready, or while it
 * is on its way, another call changes nothing; after a failure one can try again.
 *
 * @throws {@link ScimInitError} where the module can't be had or compiled.
 */
export function init(source?: ModuleSource | PromiseLike<ModuleSource>): Promise<void> {
  if (isReady()) return Promise.resolve();
  pending ??= load(source)
    .then(module => provide(() => module))
    .finally(() => {
      pending = undefined;
    });
  return pending;
}

async function load(source: ModuleSource | PromiseLike<ModuleSource> | undefined) {
  const given = (await source) ?? home();
  if (isModule(given)) return given;
  if (isBuffer(given)) return compiled(WebAssembly.compile(given));
  if (isResponse(given)) return fromResponse(given);
  const url = urlOf(given);
  const fs = url.startsWith("file:") ? builtin("node:fs") : undefined;
  // Node's fetch takes no files.
  if (fs !== undefined) return compiled(WebAssembly.compile(await read(fs, url)));
  return fromResponse(await fetched(given as string | URL | Request, url));
}

/** What a source points to; for messages too. */
function urlOf(given: unknown): string {
  if (typeof given === "string") return given;
  if (given instanceof URL) return given.href;
  const url =
    (given as { url?: unknown } | null)?.url ?? (given as { href?: unknown } | null)?.href;
  if (typeof url === "string") return url;
  throw new TypeError(
    `A module comes from a URL, a Request, a Response, bytes or a WebAssembly.Module, not ${nameOf(given)}.`,
  );
}

async function read(fs: Builtin["node:fs"], url: string): Promise<BufferSource> {
  try {
    // As text: in a test runner URL may be that of a document.
    return await fs.promises.readFile(builtin("node:url")?.fileURLToPath(url) ?? url);
  } catch (cause) {
    throw new ScimInitError(`${url} can't be read.`, { cause });
  }
}

async function fetched(what: string | URL | Request, url: string): Promise<Response> {
  try {
    return await fetch(what);
  } catch (cause) {
    throw new ScimInitError(`${url} can't be fetched.`, { cause });
  }
}

async function fromResponse(response: Response): Promise<WebAssembly.Module> {
  const { url, status, ok } = response;
  const from = url || "The source of the module";
  if (!ok) throw new ScimInitError(`${from} answered with status ${status}.`);
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/wasm\b/i.test(type) && "compileStreaming" in WebAssembly)
    return compiled(WebAssembly.compileStreaming(response));
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength < 4 || new DataView(bytes).getUint32(0) !== MAGIC)
    throw new ScimInitError(`${from} is no WebAssembly; its type is ${type || "not told"}.`);
  return compiled(WebAssembly.compile(bytes));
}

/** What a module begins with. */
const MAGIC = 0x00_61_73_6d;

async function compiled(module: Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  try {
    return await module;
  } catch (cause) {
    throw notCompiled(cause);
  }
}
