import { useMemo, useState } from "preact/hooks";
import type { Scim } from "scimlens/slim";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { DiffView } from "../../diff/DiffView.tsx";
import { diffLines } from "../../diff/line-diff.ts";
import type { Answer, Changed } from "../../directory/protocol.ts";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { profileTitle } from "../../frame/profiles.ts";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { duration } from "../../parts/duration.ts";
import { Prose } from "../../parts/Prose.tsx";
import { useValue } from "../../state/value.ts";
import type { Sending } from "./ConsoleRoom.tsx";
import { history, type Past as PastRequest } from "./state.ts";

/** Status, time, and whether the answer is as the standard has it. */
export function Outcome({ sending, scim }: { sending: Sending; scim: Scim }) {
  const answer = sending.state === "answered" ? sending.answer : undefined;
  const valid = useMemo(() => answer && checkAnswer(scim, answer).valid, [scim, answer]);
  if (sending.state === "waiting") return <span class="hint">waiting …</span>;
  if (answer === undefined) return null;
  const { status } = answer.response;
  return (
    <span class="outcome">
      <span class={status < 400 ? "status" : "status refused"}>{status}</span>
      <span class="hint number">{duration(answer.took)}</span>
      <span class="hint wide">{valid ? "the answer is valid" : "the answer has findings"}</span>
    </span>
  );
}

function checkAnswer(scim: Scim, { response: { body } }: Answer) {
  if (body === "") return { valid: true, findings: [] };
  const report = scim.validate(body, { operation: "read" });
  return { valid: report.valid, findings: report.diagnostics };
}

/** What the request changed, resource by resource, before and after. */
export function Changes({ sending }: { sending: Sending }) {
  const changes = sending.state === "answered" ? sending.answer.changes : [];
  const [picked, setPicked] = useState<string>();
  const shown = changes.find(({ resource }) => resource === picked) ?? changes[0];
  const lines = useMemo(() => shown && linesOf(shown), [shown]);
  if (sending.state === "none")
    return (
      <p class="empty">
        Nothing has been sent. The service provider is in this page: nothing leaves it.
      </p>
    );
  if (sending.state === "waiting") return <p class="empty">The service provider is at work.</p>;
  if (sending.state === "failed") return <p class="empty">{sending.reason}</p>;
  const { answer } = sending;
  return (
    <>
      <Notes answer={answer} />
      {shown === undefined || lines === undefined ? (
        <p class="empty">{unchanged(answer)}</p>
      ) : (
        <>
          <fieldset class="chips" aria-label="Changed resources">
            {changes.map(one => (
              <button
                key={one.resource}
                type="button"
                class="chip"
                aria-pressed={one === shown}
                onClick={() => setPicked(one.resource)}
              >
                {titleOf(one)}
              </button>
            ))}
            {answer.more > 0 && <span class="hint">and {answer.more} more</span>}
          </fieldset>
          <DiffView label="Change" lines={lines} />
        </>
      )}
    </>
  );
}

function Notes({ answer: { notes } }: { answer: Answer }) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map(note => (
        <li key={note.message} class="tolerated">
          <Severity level={note.severity} /> <Prose text={note.message} />
        </li>
      ))}
    </ul>
  );
}

function unchanged({ response: { status, body } }: Answer): string {
  if (status >= 400) return detailOf(body) ?? `Answered with ${status}: nothing has changed.`;
  return "Nothing has changed.";
}

function detailOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { detail?: string }).detail;
  } catch {
    return undefined;
  }
}

function titleOf({ resource, before, after }: Changed): string {
  const text = after ?? before ?? "{}";
  const { userName, displayName } = JSON.parse(text) as {
    userName?: string;
    displayName?: string;
  };
  const name = userName ?? displayName ?? resource;
  if (before === undefined) return `new: ${name}`;
  return after === undefined ? `gone: ${name}` : name;
}

function linesOf({ before, after }: Changed) {
  const text = (json: string | undefined) => (json === undefined ? "" : formatJson(json, 0));
  return diffLines(text(before), text(after)).filter(({ text }) => text !== "");
}

/** The body of the answer, with what is wrong in it. */
export function AnswerBody({
  answer,
  scim,
  active,
}: {
  answer: Answer | undefined;
  scim: Scim;
  active: boolean;
}) {
  const text = useMemo(() => answer && formatJson(answer.response.body), [answer]);
  const report = useMemo(
    () => (text ? scim.validate(text, { operation: "read" }) : undefined),
    [scim, text],
  );
  const extension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => report?.resourceType)],
    [scim, report],
  );
  if (answer === undefined) return <p class="empty">The body of the answer appears here.</p>;
  if (text === undefined || text === "") return <p class="empty">The answer has no body.</p>;
  return (
    <CheckedEditor
      label="Answer"
      text={text}
      findings={report?.diagnostics ?? []}
      fine={`Valid ${report?.resourceType ?? report?.kind ?? "document"}`}
      extension={extension}
      active={active}
      readOnly
      onText={() => undefined}
    />
  );
}

export function AnswerHeaders({ answer }: { answer: Answer | undefined }) {
  if (answer === undefined) return <p class="empty">The headers of the answer appear here.</p>;
  return (
    <dl class="pairs">
      {Object.entries(answer.response.headers).map(([name, value]) => (
        <div key={name} class="pair">
          <dt>{name}</dt>
          <dd>
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The requests that were sent; picking one brings it back. */
export function Past({ onPick }: { onPick(past: PastRequest): void }) {
  const { past } = useValue(history);
  if (past.length === 0)
    return <p class="empty">What is sent is listed here, without its Authorization.</p>;
  return (
    <>
      <ul class="matches">
        {past.map(one => (
          <li key={one.time}>
            <button type="button" class="match past" onClick={() => onPick(one)}>
              <span class={one.status < 400 ? "status" : "status refused"}>{one.status}</span>
              <span class="match-name">
                <code>
                  {one.method} {one.url}
                </code>
              </span>
              <span class="match-type">{profileTitle(one.profile)}</span>
              <time class="match-word" dateTime={one.time}>
                {new Date(one.time).toLocaleTimeString("en-GB")}
              </time>
            </button>
          </li>
        ))}
      </ul>
      <div class="panel-foot">
        <CopyButton what="History" text={JSON.stringify(past, null, 2)} />
        <button type="button" class="ghost small" onClick={() => history.update({ past: [] })}>
          Forget all
        </button>
      </div>
    </>
  );
}
