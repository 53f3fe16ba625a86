import { Value } from "../state/value.ts";

/** What screen readers are told next, politely. */
export const announced = new Value("");

let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells screen readers. Only the last of several in quick succession is told: one types faster than one listens. */
export function announce(message: string, after = 0): void {
  clearTimeout(timer);
  timer = setTimeout(() => announced.set(message), after);
}
