import { useEffect } from "preact/hooks";
import { Value } from "../state/value.ts";

/** Facts of the room in view, for the foot of the page. */
export interface Facts {
  /** Number or value, and what it is of: ["Ln 3, Col 7"], ["1,024", "bytes"]. */
  readonly left: readonly (readonly [value: string, what?: string])[];
  readonly right: readonly string[];
  /** Where requests go, if they leave the tab. */
  readonly away?: string | undefined;
}

export const facts = new Value<Facts>({ left: [], right: [] });

/** Shows facts at the foot of the page while the room is in view. */
export function useFacts(active: boolean, now: Facts): void {
  useEffect(() => {
    if (active) facts.set(now);
  });
}
