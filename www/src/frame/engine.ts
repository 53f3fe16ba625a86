import { useEffect, useState } from "preact/hooks";
import wasm from "scimlens/scimlens.wasm?url";
import type { Scim } from "scimlens/slim";

/** The toolkit, once its module is compiled. */
export interface Engine {
  readonly scim: Scim;
  readonly version: string;
  /** The toolkit with a profile, made when it is first asked for. */
  in(profile: string): Scim;
}

export type Loading =
  | { state: "loading" }
  | { state: "ready"; engine: Engine }
  | { state: "failed"; reason: string };

declare global {
  interface Window {
    /** The toolkit, for the console of the browser. */
    scim: Scim;
  }
}

let started: Promise<Engine> | undefined;

let fetched: Promise<WebAssembly.Module> | undefined;

/** The module, compiled while it arrives. Workers get the same one. */
export function loadModule(): Promise<WebAssembly.Module> {
  fetched ??= compiled().catch(error => {
    fetched = undefined;
    throw error;
  });
  return fetched;
}

async function compiled(): Promise<WebAssembly.Module> {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`The module was answered with ${response.status}.`);
  // A host that doesn't know what .wasm is would make streaming fail.
  if (response.headers.get("content-type") !== "application/wasm")
    return WebAssembly.compile(await response.arrayBuffer());
  return WebAssembly.compileStreaming(response);
}

/** Fetches and compiles the toolkit. It has a chunk of its own, so that the page paints before it. */
export function loadEngine(): Promise<Engine> {
  started ??= Promise.all([loadModule(), import("scimlens/slim")]).then(([module, toolkit]) => {
    const { initSync, Scim, version } = toolkit;
    initSync(module);
    const scim = new Scim();
    // The first call is slow: not the one that the reader sees.
    scim.validate("{}");
    window.scim = scim;
    const known = new Map([["rfc", scim]]);
    const inProfile = (profile: string) => {
      const made = known.get(profile) ?? new Scim({ profile });
      known.set(profile, made);
      return made;
    };
    return { scim, version, in: inProfile };
  });
  return started;
}

/** Follows a load. */
export function useLoading(load: () => Promise<Engine>): Loading {
  const [loading, setLoading] = useState<Loading>({ state: "loading" });
  useEffect(() => {
    load().then(
      engine => setLoading({ state: "ready", engine }),
      error =>
        setLoading({
          state: "failed",
          reason: error instanceof Error ? error.message : String(error),
        }),
    );
  }, [load]);
  return loading;
}
