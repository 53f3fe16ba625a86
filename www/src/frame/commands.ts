import { useEffect } from "preact/hooks";
import { Value } from "../state/value.ts";

/** Something that can be done, by its name. */
export interface Command {
  readonly title: string;
  /** What it belongs to. */
  readonly group: string;
  readonly keys?: string;
  run(): void;
}

/** What the room in view offers. */
export const roomCommands = new Value<readonly Command[]>([]);

/** Offers commands while the room is in view. */
export function useCommands(active: boolean, commands: readonly Command[]): void {
  useEffect(() => {
    if (active) roomCommands.set(commands);
  });
  useEffect(() => {
    if (!active) return;
    return () => roomCommands.set([]);
  }, [active]);
}
