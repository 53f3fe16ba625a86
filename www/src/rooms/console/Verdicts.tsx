import { useMemo } from "preact/hooks";
import type { Diagnostic, ValidateOptions } from "scimlens/slim";
import { Severity } from "../../diagnostics/Severity.tsx";
import type { Engine } from "../../frame/engine.ts";
import { profileTitle } from "../../frame/profiles.ts";

interface VerdictsProps {
  readonly engine: Engine;
  readonly state: { readonly profile: string; readonly body: string };
  readonly current: string | undefined;
  readonly options: ValidateOptions | undefined;
}

/** What the standard, the sender's profile and others make of the body, side by side. */
export function Verdicts({ engine, state: { profile, body }, options }: VerdictsProps) {
  const profiles = useMemo(() => [...new Set(["rfc", profile, "interop", "lenient"])], [profile]);
  const verdicts = useMemo(
    () => options && profiles.map(name => verdict(engine, name, body, options)),
    [engine, profiles, body, options],
  );
  if (verdicts === undefined) return null;
  return (
    <dl class={`verdict of-${verdicts.length}`}>
      {verdicts.map(({ name, level, words }) => (
        <div key={name}>
          <dt>{profileTitle(name)}</dt>
          <dd>
            <Severity level={level} />
            {words}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A verdict in words. What is an error to the standard and none here is a habit that the profile tolerates. */
function verdict(engine: Engine, name: string, body: string, options: ValidateOptions) {
  const errorsIn = (profile: string) =>
    engine.in(profile).validate(body, options).diagnostics.filter(isError).length;
  const errors = errorsIn(name);
  const habits = errorsIn("rfc") - errors;
  if (errors > 0) return { name, level: "error" as const, words: several(errors, "error") };
  if (habits > 0)
    return { name, level: "warning" as const, words: `fine, ${several(habits, "habit")}` };
  return { name, level: "ok" as const, words: "fine" };
}

const isError = ({ severity }: Diagnostic) => severity === "error";

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
