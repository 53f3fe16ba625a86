import { useMemo, useState } from "preact/hooks";
import { type PatchResult, type Scim, ScimError } from "scimlens/slim";
import { shortUrn } from "../../diagnostics/meta.ts";
import { DiffView } from "../../diff/DiffView.tsx";
import { diffLines } from "../../diff/line-diff.ts";
import { formatJson } from "../../editor/format.ts";

interface StepsProps {
  readonly scim: Scim;
  readonly before: string;
  readonly request: string;
}

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

/** The operations one by one, each with what it did. */
export function Steps({ scim, before, request }: StepsProps) {
  const operations = useMemo(() => operationsOf(request), [request]);
  const [picked, setPicked] = useState(0);
  const at = Math.min(picked, Math.max(operations.length - 1, 0));
  const step = useMemo(
    () => (operations.length === 0 ? undefined : stepOf(scim, before, request, operations, at)),
    [scim, before, request, operations, at],
  );
  if (step === undefined)
    return <p class="empty">The request has no operations that can be read.</p>;
  return (
    <>
      <fieldset class="chips" aria-label="Operations">
        {operations.map((operation, index) => (
          <button
            key={index}
            type="button"
            class="chip"
            aria-pressed={index === at}
            onClick={() => setPicked(index)}
          >
            {index + 1} {titleOf(operation)}
          </button>
        ))}
        <span class="hint number">
          step {at + 1} of {operations.length}
        </span>
      </fieldset>
      <p class="note">{step.said}</p>
      {step.lines && <DiffView label="What the operation did" lines={step.lines} />}
    </>
  );
}

function operationsOf(request: string): readonly Operation[] {
  try {
    const { Operations } = JSON.parse(request) as { Operations?: unknown };
    return Array.isArray(Operations) ? (Operations as Operation[]) : [];
  } catch {
    return [];
  }
}

function titleOf({ op, path, value }: Operation): string {
  if (typeof path === "string") return shortUrn(path);
  if (typeof value === "object" && value !== null)
    return Object.keys(value).map(shortUrn).join(", ");
  return String(op);
}

/** What an operation does to what those before it have left. */
function stepOf(
  scim: Scim,
  before: string,
  request: string,
  operations: readonly Operation[],
  index: number,
) {
  const head = JSON.parse(request) as object;
  const until = (count: number): PatchResult | ScimError => {
    const Operations = operations.slice(0, count);
    try {
      return scim.applyPatch(before, JSON.stringify({ ...head, Operations }), { trace: true });
    } catch (error) {
      if (error instanceof ScimError) return error;
      throw error;
    }
  };
  const earlier = index === 0 ? undefined : until(index);
  if (earlier instanceof ScimError)
    return { said: "An operation before it is refused, so it is never reached." };
  const later = until(index + 1);
  if (later instanceof ScimError) return { said: later.detail };
  const trace = later.steps.at(-1);
  const touched = trace?.touched ?? [];
  return {
    said: trace?.changed
      ? `It touched ${touched.map(pointer => pointer || "the whole resource").join(", ")}.`
      : "It changed nothing.",
    lines: diffLines(formatJson(earlier?.json ?? before, 0), formatJson(later.json, 0)),
  };
}
