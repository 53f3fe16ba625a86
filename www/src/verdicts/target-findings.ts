import type { EditorView } from "@codemirror/view";
import { useMemo } from "preact/hooks";
import type { Diagnostic, Range } from "scimlens/slim";
import type { Engine } from "../frame/engine.ts";
import { useSettled } from "../parts/settled.ts";
import { type Asked, forTarget } from "./judge.ts";

const NONE: readonly Diagnostic[] = [];

/** What an application refuses in the body, once typing pauses. */
export function useTargetFindings(
  engine: Engine,
  asked: Asked,
  target: string,
): readonly Diagnostic[] {
  const settled = useSettled(asked, true);
  const found = useMemo(() => {
    if (target === "") return NONE;
    const findings = forTarget(engine, settled, target)?.findings ?? NONE;
    return findings.filter(({ code, range }) => range && code.startsWith("lint/target-"));
  }, [engine, settled, target]);
  // Their places are in the text from before.
  return settled.body === asked.body ? found : NONE;
}

/** Selects a range of an editor, brings it into view, and takes the focus there. */
export function select(view: EditorView | null, range: Range | undefined): void {
  if (!view || !range) return;
  const { length } = view.state.doc;
  view.dispatch({
    selection: { anchor: Math.min(range.start, length), head: Math.min(range.end, length) },
    scrollIntoView: true,
  });
  view.focus();
}
