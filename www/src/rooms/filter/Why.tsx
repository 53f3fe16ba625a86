import { useMemo } from "preact/hooks";
import type { ExplainNode, Filter, Range } from "scimlens/slim";
import { Severity } from "../../diagnostics/Severity.tsx";
import { Choice } from "../../parts/Choice.tsx";
import type { Listed } from "./resources.ts";

interface WhyProps {
  readonly filter: Filter;
  readonly resources: readonly Listed[];
  readonly resourceType: string;
  readonly picked: number;
  onPick(index: number): void;
  onLight(range: Range | null): void;
}

/** Why a resource matches, or doesn't: each clause with the value that it saw. */
export function Why({ filter, resources, resourceType, picked, onPick, onLight }: WhyProps) {
  const own = useMemo(
    () =>
      resources.flatMap((resource, index) =>
        resource.resourceType === resourceType ? [{ resource, index }] : [],
      ),
    [resources, resourceType],
  );
  const shown = own.find(({ index }) => index === picked) ?? own[0];
  const explained = useMemo(
    () => shown && filter.explain(shown.resource.text),
    [filter, shown?.resource],
  );
  if (shown === undefined || explained === undefined)
    return <p class="empty">There is no resource of this type in the list.</p>;
  return (
    <div class="reading">
      <Choice
        label="Resource"
        value={String(shown.index)}
        options={own.map(({ resource, index }) => ({ value: String(index), title: resource.name }))}
        onPick={index => onPick(Number(index))}
      />
      <p class="why-verdict">
        <Severity level={explained.result ? "ok" : "off"} />{" "}
        {explained.result ? "It matches." : "It does not match."}
      </p>
      <ul class="tree why">
        <Clause node={explained} onLight={onLight} />
      </ul>
    </div>
  );
}

function Clause({ node, onLight }: { node: ExplainNode; onLight(range: Range | null): void }) {
  const { text, range, result, actual, children } = node;
  return (
    <li>
      <div
        class="clause"
        onPointerEnter={() => onLight(range)}
        onPointerLeave={() => onLight(null)}
      >
        <span class={result ? "truth ok" : "truth"}>{String(result)}</span> <code>{text}</code>
        {!children?.length && (
          <span class="seen">
            saw <code>{actual === undefined ? "no value" : JSON.stringify(actual)}</code>
          </span>
        )}
      </div>
      {children && children.length > 0 && (
        <ul>
          {children.map((child, index) => (
            <Clause key={`${index}-${child.text}`} node={child} onLight={onLight} />
          ))}
        </ul>
      )}
    </li>
  );
}
