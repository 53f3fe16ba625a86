import type { Severity as Level } from "scimlens/slim";

export const WORDS: Record<Level, string> = { error: "error", warning: "warning", info: "note" };

/** The mark of a severity: a shape of its own, not only a colour. */
export function Severity({ level }: { level: Level | "ok" | "off" }) {
  return <span class={`dot ${level}`} aria-hidden="true" />;
}
