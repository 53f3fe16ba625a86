import type { EditorView } from "@codemirror/view";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { type Diagnostic, type PatchResult, type Scim, ScimError } from "scimlens/slim";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { DiffView } from "../../diff/DiffView.tsx";
import { type DiffLine, diffLines } from "../../diff/line-diff.ts";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { patches } from "../../examples/examples.ts";
import { useFacts } from "../../frame/facts.ts";
import { PROFILES } from "../../frame/profiles.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { duration, timed } from "../../parts/duration.ts";
import { Panes } from "../../parts/Panes.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { Saved, since, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import type { Asked, Try } from "../../verdicts/judge.ts";
import { select, useTargetFindings } from "../../verdicts/target-findings.ts";
import { VerdictPanel } from "../../verdicts/VerdictPanel.tsx";
import { Make } from "./Make.tsx";
import { Steps } from "./Steps.tsx";

const [first] = patches;

const saved = new Saved(
  "patch",
  "PATCH lab",
  {
    before: first.before,
    request: first.request,
    profile: "rfc",
    target: "",
    wanted: "",
    style: "rfc",
  },
  {
    before: text,
    request: text,
    profile: since(text, "rfc"),
    target: since(text, ""),
    wanted: since(text, ""),
    style: since(text, "rfc"),
  },
);

/** What became of the request. */
type Outcome = { result: PatchResult; error?: never } | { error: ScimError; result?: never };

function apply(scim: Scim, before: string, request: string): Outcome {
  try {
    return { result: scim.applyPatch(before, request) };
  } catch (error) {
    if (error instanceof ScimError) return { error };
    throw error;
  }
}

/** A resource, a PATCH request, and the resource afterwards. */
export function PatchRoom({ engine, active }: RoomProps) {
  const { version } = engine;
  const state = useValue(saved);
  const scim = engine.in(state.profile);
  const report = useMemo(
    () => scim.validate(state.before, { operation: "read" }),
    [scim, state.before],
  );
  const [outcome, took] = useMemo(
    () => timed(() => apply(scim, state.before, state.request)),
    [scim, state.before, state.request],
  );
  const known = useRef(report.resourceType);
  known.current = report.resourceType;
  const extension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => known.current)],
    [scim],
  );
  const findings = useMemo(() => requestFindings(outcome), [outcome]);
  useFacts(active, {
    left: [[`${report.resourceType ?? "no resource type"}`]],
    right: [`scimlens ${version}`, `apply ${duration(took)}`],
  });
  const asked = useMemo(
    () => askedFor(scim, report.resourceType, state.before, state.request),
    [scim, report.resourceType, state.before, state.request],
  );
  const tried = useCallback<Try>(
    inProfile => requestFindings(apply(inProfile, state.before, state.request), true),
    [state.before, state.request],
  );
  const ofTarget = useTargetFindings(engine, asked, state.target);
  const requestView = useRef<EditorView | null>(null);
  const [bring, setBring] = useState<{ panel: string }>();
  const { result } = outcome;
  const after = useMemo(() => result && formatJson(result.json, 0), [result]);
  const lines = useMemo(
    () => (after === undefined ? [] : diffLines(formatJson(state.before, 0), after)),
    [after, state.before],
  );
  return (
    <>
      <h1 class="unseen">PATCH lab</h1>
      <div class="bench">
        <Choice
          label="Profile"
          value={state.profile}
          options={PROFILES}
          onPick={profile => saved.update({ profile })}
        />
        <Verdict outcome={outcome} />
        <div class="grow" />
        <Choice
          label="Examples"
          align="end"
          options={patches.map(({ id, title, claim, group }) => ({
            value: id,
            title,
            detail: claim,
            group,
          }))}
          onPick={picked => {
            const example = patches.find(({ id }) => id === picked);
            if (!example) return;
            saved.update({ before: example.before, request: example.request, wanted: "" });
          }}
        />
      </div>
      <Panes
        name="patch"
        bring={bring}
        columns={[
          [
            {
              id: "before",
              title: "Before",
              body: (
                <CheckedEditor
                  label="Before"
                  text={state.before}
                  findings={report.diagnostics}
                  fine={`Valid ${report.resourceType ?? "resource"}`}
                  extension={extension}
                  hint="Paste the resource as the service provider holds it"
                  active={active}
                  onText={changed => saved.update({ before: changed })}
                  fixed={() => report.fixed()}
                />
              ),
            },
          ],
          [
            {
              id: "request",
              title: "Request",
              body: (
                <CheckedEditor
                  label="Request"
                  text={state.request}
                  findings={ofTarget.length > 0 ? [...findings, ...ofTarget] : findings}
                  fine={result ? "Applied" : "Not applied"}
                  extension={jsonLanguage}
                  hint="Paste a PatchOp request"
                  active={active}
                  main
                  viewRef={view => {
                    requestView.current = view;
                  }}
                  onText={changed => saved.update({ request: changed })}
                />
              ),
            },
          ],
          [
            {
              id: "after",
              title: "After",
              aside: after !== undefined && (
                <>
                  <LineCounts lines={lines} />
                  <CopyButton what="Resource" text={after} />
                </>
              ),
              body: outcome.error ? (
                <Refused error={outcome.error} />
              ) : (
                <DiffView label="After" lines={lines} />
              ),
            },
            {
              id: "steps",
              passing: true,
              title: "Step by step",
              body: <Steps scim={scim} before={state.before} request={state.request} />,
            },
            {
              id: "verdicts",
              passing: true,
              title: "Verdicts",
              body: (
                <VerdictPanel
                  engine={engine}
                  asked={asked}
                  tried={tried}
                  profile={state.profile}
                  target={state.target}
                  onPick={chosen => saved.update(chosen)}
                  onBody={request => saved.update({ request: formatJson(request) })}
                  onShow={({ range }) => {
                    setBring({ panel: "request" });
                    setTimeout(() => select(requestView.current, range));
                  }}
                />
              ),
            },
            {
              id: "make",
              passing: true,
              title: "The reverse",
              body: (
                <Make
                  scim={scim}
                  before={state.before}
                  wanted={state.wanted || (after === undefined ? state.before : formatJson(after))}
                  style={state.style}
                  active={active}
                  onWanted={wanted => saved.update({ wanted })}
                  onStyle={style => saved.update({ style })}
                  onUse={request => saved.update({ request })}
                />
              ),
            },
          ],
        ]}
      />
    </>
  );
}

/** The request as it would be sent for the resource. */
function askedFor(scim: Scim, type: string | undefined, before: string, request: string): Asked {
  const endpoint = scim.resourceTypes.find(({ name }) => name === type)?.endpoint ?? "/Users";
  const [, id = "id"] = /"id"\s*:\s*"([^"\\]+)"/.exec(before) ?? [];
  return {
    method: "PATCH",
    url: `${endpoint}/${encodeURIComponent(id)}`,
    headers: [["Content-Type", "application/scim+json"]],
    body: request,
  };
}

/** The refusal or the notes of a request, as findings in its text; what is about the resource alone if that is wanted. */
function requestFindings({ result, error }: Outcome, always = false): readonly Diagnostic[] {
  if (result) return result.notes;
  // Then it is the resource that can't be used.
  if (!always && error.range === undefined && error.operation === undefined) return [];
  return [
    {
      code: "patch/refused",
      severity: "error",
      message: error.detail,
      pointer: error.operation === undefined ? "" : `/Operations/${error.operation}`,
      ...(error.range && { range: error.range }),
      ...(error.scimType && { scimType: error.scimType }),
    },
  ];
}

function Verdict({ outcome: { result, error } }: { outcome: Outcome }) {
  if (error) {
    return (
      <p class="outcome">
        <Severity level="error" />
        <span class="status refused">
          {error.status} {error.scimType ?? ""}
        </span>
        <span class="wide">refused: the resource stays as it is</span>
      </p>
    );
  }
  return (
    <p class="outcome">
      <Severity level="ok" />
      <span class="status">200</span>
      <span class="wide">
        {result.changed
          ? "applied, the resource changed"
          : "applied, nothing changed: no new version"}
      </span>
    </p>
  );
}

function LineCounts({ lines }: { lines: readonly DiffLine[] }) {
  const added = lines.filter(line => line.kind === "added").length;
  const removed = lines.filter(line => line.kind === "removed").length;
  return (
    <span class="hint number">
      {added} added, {removed} removed
    </span>
  );
}

function Refused({ error }: { error: ScimError }) {
  return (
    <div class="empty refusal">
      <p>
        <Prose text={error.detail} />
      </p>
      <p>The resource stays as it is. This is the answer:</p>
      <pre>
        <code>{formatJson(JSON.stringify(error))}</code>
      </pre>
    </div>
  );
}
