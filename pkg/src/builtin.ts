/** Modules of Node, which Deno and Bun have as well. */
export interface Builtin {
  "node:fs": { promises: { readFile(path: string): Promise<Uint8Array<ArrayBuffer>> } };
  "node:url": { pathToFileURL(path: string): URL; fileURLToPath(url: string): string };
}

/** A module of the runtime, where it has it. Not imported: bundlers for pages could not resolve it. */
export function builtin<Name extends keyof Builtin>(name: Name): Builtin[Name] | undefined {
  const { process } = globalThis as unknown as {
    process?: { getBuiltinModule?(name: Name): Builtin[Name] };
  };
  return process?.getBuiltinModule?.(name);
}
