import { useMemo } from "preact/hooks";
import { Severity } from "../../diagnostics/Severity.tsx";
import type { Engine } from "../../frame/engine.ts";
import { useSettled } from "../../parts/settled.ts";
import { type Asked, forTarget, inProfile, type Verdict } from "../../verdicts/judge.ts";

interface VerdictsProps {
  readonly engine: Engine;
  readonly asked: Asked;
  readonly profile: string;
  readonly target: string;
}

/** What the standard, the sender's profile and others make of the request, side by side. */
export function Verdicts({ engine, asked, profile, target }: VerdictsProps) {
  const settled = useSettled(asked, true);
  const verdicts = useMemo(() => {
    const last = target === "" ? ["lenient"] : [];
    const profiles = [...new Set(["rfc", profile, "interop", ...last])];
    return [
      ...profiles.map(name => inProfile(engine, settled, name)),
      target === "" ? undefined : forTarget(engine, settled, target),
    ].filter(one => one !== undefined);
  }, [engine, settled, profile, target]);
  return (
    <dl class={`verdict of-${verdicts.length}`}>
      {verdicts.map(verdict => (
        <div key={verdict.name}>
          <dt>{verdict.title}</dt>
          <dd>
            <Severity level={LEVELS[verdict.word]} />
            {wordsOf(verdict)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const LEVELS = {
  accepted: "ok",
  tolerated: "warning",
  refused: "error",
  "not told": "off",
} as const;

/** A verdict in words. What the standard refuses and the profile tolerates is a habit. */
function wordsOf({ word, findings }: Verdict): string {
  const count = (is: boolean) => (is ? 1 : 0);
  const habits = findings.reduce((sum, { quirk }) => sum + count(quirk !== undefined), 0);
  const errors = findings.reduce((sum, { severity }) => sum + count(severity === "error"), 0);
  if (word === "refused") return errors > 0 ? several(errors, "error") : "refused";
  if (word === "tolerated") return habits > 0 ? `fine, ${several(habits, "habit")}` : "fine";
  return word === "accepted" ? "fine" : word;
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
