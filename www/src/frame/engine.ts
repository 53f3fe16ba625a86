import { useEffect, useState } from "preact/hooks";
import wasm from "scimlens/scimlens.wasm?url";
import type { Scim } from "scimlens/slim";
import { definitions } from "../definitions/definitions.ts";
import { type Definitions, sameDefinitions } from "../definitions/documents.ts";
import { notify } from "../state/storage.ts";
import { Value } from "../state/value.ts";

type Toolkit = typeof import("scimlens/slim");

/** The toolkit, once its module is compiled, with the reader's own schemas and resource types. */
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

/** The engine in use. Another one takes its place when other definitions come into force. */
const inUse = new Value<Engine | undefined>(undefined);

/** Fetches and compiles the toolkit. It has a chunk of its own, so that the page paints before it. */
export function loadEngine(): Promise<Engine> {
  started ??= Promise.all([loadModule(), import("scimlens/slim")]).then(([module, toolkit]) => {
    toolkit.initSync(module);
    let inForce: Definitions = definitions.now;
    const first = firstEngine(toolkit);
    definitions.follow(now => {
      if (sameDefinitions(now, inForce)) return;
      inForce = now;
      use(engineWith(toolkit, now));
    });
    return use(first);
  });
  return started;
}

function use(engine: Engine): Engine {
  window.scim = engine.scim;
  inUse.set(engine);
  return engine;
}

/** What was sound once may be so no longer: this may be another version of the toolkit. */
function firstEngine(toolkit: Toolkit): Engine {
  try {
    return engineWith(toolkit, definitions.now);
  } catch (error) {
    if (!(error instanceof toolkit.ScimError)) throw error;
    definitions.update({ schemas: [], resourceTypes: [] });
    notify({ kind: "definitions" });
    return engineWith(toolkit, definitions.now);
  }
}

/** @throws ScimError for definitions that can't be loaded. */
function engineWith({ Scim, version }: Toolkit, { schemas, resourceTypes }: Definitions): Engine {
  const make = (profile: string) =>
    new Scim({ profile, schemas: [...schemas], resourceTypes: [...resourceTypes] });
  const scim = make("rfc");
  // The first call is slow: not the one that the reader sees.
  scim.validate("{}");
  const known = new Map([["rfc", scim]]);
  const inProfile = (profile: string) => {
    const made = known.get(profile) ?? make(profile);
    known.set(profile, made);
    return made;
  };
  return { scim, version, in: inProfile };
}

/** Follows a load, and the engines that come after it. */
export function useLoading(load: () => Promise<Engine>): Loading {
  const [loading, setLoading] = useState<Loading>({ state: "loading" });
  useEffect(() => {
    load().then(
      engine => setLoading({ state: "ready", engine: inUse.now ?? engine }),
      error =>
        setLoading({
          state: "failed",
          reason: error instanceof Error ? error.message : String(error),
        }),
    );
    return inUse.follow(engine => engine && setLoading({ state: "ready", engine }));
  }, [load]);
  return loading;
}
