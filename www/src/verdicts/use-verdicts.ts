import { useEffect, useState } from "preact/hooks";
import type { Engine } from "../frame/engine.ts";
import { useSettled } from "../parts/settled.ts";
import { type Asked, judgements, type Try, type Verdict } from "./judge.ts";

/** How long it may take at once, in milliseconds: keys that are pressed meanwhile come first. */
const SLICE = 8;

/** All verdicts on a request, once it has stayed as it is for a while; undefined until the first are there. */
export function useVerdicts(
  engine: Engine,
  asked: Asked,
  tried?: Try,
): readonly Verdict[] | undefined {
  const settled = useSettled(asked, true);
  const settledTry = useSettled(tried, true);
  const [verdicts, setVerdicts] = useState<readonly Verdict[]>();
  useEffect(() => {
    const left = judgements(engine, settled, settledTry);
    const found: Verdict[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = () => {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const next = left.shift();
        if (next === undefined) return setVerdicts(found);
        found.push(next());
      }
      timer = setTimeout(go);
    };
    go();
    return () => clearTimeout(timer);
  }, [engine, settled, settledTry]);
  return verdicts;
}
