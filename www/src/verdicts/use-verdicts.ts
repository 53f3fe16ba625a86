import { useEffect, useMemo, useState } from "preact/hooks";
import type { Engine } from "../frame/engine.ts";
import { useSettled } from "../parts/settled.ts";
import { type Asked, judgements, type Try, type Verdict } from "./judge.ts";

/** How long it may take at once, in milliseconds: keys that are pressed meanwhile come first. */
const SLICE = 8;

/** A verdict on another body than the one that is there: its findings have no place in that. */
const withoutPlaces = (verdict: Verdict): Verdict => ({
  ...verdict,
  findings: verdict.findings.map(({ range: _, fixes: __, ...finding }) => finding),
});

/** All verdicts on a request, once it has stayed as it is for a while; undefined until the first are there. */
export function useVerdicts(
  engine: Engine,
  asked: Asked,
  tried?: Try,
): readonly Verdict[] | undefined {
  const settled = useSettled(asked, true);
  const settledTry = useSettled(tried, true);
  const [judged, setJudged] = useState<{ body: string; verdicts: readonly Verdict[] }>();
  useEffect(() => {
    const left = judgements(engine, settled, settledTry);
    const found: Verdict[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = () => {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const next = left.shift();
        if (next === undefined) return setJudged({ body: settled.body, verdicts: found });
        found.push(next());
      }
      timer = setTimeout(go);
    };
    go();
    return () => clearTimeout(timer);
  }, [engine, settled, settledTry]);
  const isStale = judged !== undefined && judged.body !== asked.body;
  return useMemo(
    () => (isStale ? judged.verdicts.map(withoutPlaces) : judged?.verdicts),
    [judged, isStale],
  );
}
