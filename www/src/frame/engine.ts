import { useEffect, useState } from "preact/hooks";
import type { Scim } from "scimlens";

/** The toolkit, once its module is compiled. */
export interface Engine {
  readonly scim: Scim;
  readonly version: string;
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

/** Fetches and compiles the toolkit. It has a chunk of its own, so that the page paints before it. */
export function loadEngine(): Promise<Engine> {
  started ??= import("scimlens").then(({ Scim, version }) => {
    const scim = new Scim();
    // The first call is slow: not the one that the reader sees.
    scim.validate("{}");
    window.scim = scim;
    return { scim, version };
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
