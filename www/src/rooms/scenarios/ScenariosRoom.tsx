import { FastForward, Play, RotateCcw, SkipForward, Upload } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Severity } from "../../diagnostics/Severity.tsx";
import { directory, directoryFacts } from "../../directory/directory.ts";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { jsonLanguage } from "../../editor/json.ts";
import { announce } from "../../frame/announce.ts";
import { useFacts } from "../../frame/facts.ts";
import { PROFILES, profileTitle } from "../../frame/profiles.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { CLIENTS } from "../../scenarios/clients.ts";
import { STORIES, tell } from "../../scenarios/library.ts";
import { readRecording, readTrace, TRACES } from "../../scenarios/recorded.ts";
import type { Scenario, Step } from "../../scenarios/scenario.ts";
import { Saved, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { Changes } from "../console/Answer.tsx";
import { saved as consoleState, FIRST_HEADERS } from "../console/state.ts";
import { begin, type Checked, type Done, goOn, type Run } from "./run.ts";

const saved = new Saved(
  "scenarios",
  "Scenarios",
  { scenario: "offboarding", client: "entra", profile: "" },
  { scenario: text, client: text, profile: text },
);

/** What the directory goes through, as a client would send it. */
export function ScenariosRoom({ engine: { version }, active }: RoomProps) {
  const state = useValue(saved);
  const facts = useValue(directoryFacts);
  const { scenario, setRecording, trouble: unread } = useScenario(state);
  const [run, setRun] = useState<Run>();
  const [picked, setPicked] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [bring, setBring] = useState<{ panel: string }>();
  const stop = useRef(false);
  const profile = state.profile || scenario?.profile || "rfc";

  useEffect(() => {
    setRun(undefined);
    setPicked(undefined);
  }, [scenario, profile]);

  const at = run?.done.length ?? 0;
  const over = scenario !== undefined && run !== undefined && at >= scenario.steps.length;
  const shown = picked ?? Math.max(at - 1, 0);

  const play = async (steps: number) => {
    if (scenario === undefined) return;
    setPlaying(true);
    setTrouble(undefined);
    setPicked(undefined);
    stop.current = false;
    try {
      let now = run === undefined || over ? await begin(scenario) : run;
      setRun(now);
      for (let left = steps; left > 0 && now.done.length < scenario.steps.length; left--) {
        now = await goOn(scenario, now, profile);
        setRun(now);
        if (stop.current) break;
      }
      if (now.checked) {
        const failed = now.checked.filter(({ holds }) => !holds).length;
        announce(failed === 0 ? "The state is the expected one" : `${failed} expectations fail`);
        if (now.checked.length > 0) setBring({ panel: "state" });
      } else announce(`Step ${now.done.length} of ${scenario.steps.length}`);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setPlaying(false);
    }
  };
  useFacts(active, {
    left: [
      [`${at}`, `of ${scenario?.steps.length ?? 0} steps`],
      ...(facts ? ([[facts.users.toLocaleString("en"), "users"]] as const) : []),
    ],
    right: [`answered as ${profileTitle(profile)}`, `scimlens ${version}`],
  });

  const story = STORIES.find(({ id }) => id === state.scenario);
  const said = trouble ?? unread;
  return (
    <>
      <h1 class="unseen">Scenarios</h1>
      <div class="bench wrap">
        <Choice
          label="Scenario"
          value={state.scenario}
          options={OPTIONS}
          onPick={id => saved.update({ scenario: id, profile: "" })}
        />
        {story && (
          <Choice
            label="Sender"
            value={state.client}
            options={CLIENTS.map(({ id, title, confidence }) => ({
              value: id,
              title,
              detail: confidence,
            }))}
            onPick={client => saved.update({ client, profile: "" })}
          />
        )}
        <Choice
          label="Answered as"
          value={profile}
          options={PROFILES}
          onPick={picked => saved.update({ profile: picked })}
        />
        <div class="grow" />
        <RecordingButton
          onText={(content, title) => {
            const recording = readRecording(content, title);
            if (recording === undefined) {
              setTrouble(
                `${title} has no requests that can be read: it takes a HAR, or a JSON object a line with \`method\`, \`url\` and \`body\`.`,
              );
              return;
            }
            setTrouble(undefined);
            setRecording(recording);
            saved.update({ scenario: "recording", profile: "" });
          }}
        />
        {run && (
          <button
            type="button"
            class="ghost"
            disabled={playing}
            onClick={() => {
              setRun(undefined);
              setPicked(undefined);
            }}
          >
            <Icon icon={RotateCcw} /> <span class="word">Start over</span>
          </button>
        )}
        <button
          type="button"
          class="ghost"
          disabled={playing || scenario === undefined || over}
          onClick={() => play(1)}
        >
          <Icon icon={SkipForward} /> Next step
        </button>
        {playing ? (
          <button
            type="button"
            class="primary low"
            onClick={() => {
              stop.current = true;
            }}
          >
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary low"
            disabled={scenario === undefined}
            onClick={() => play(Number.POSITIVE_INFINITY)}
          >
            <Icon icon={over ? Play : FastForward} /> {over ? "Play again" : "Play all"}
          </button>
        )}
      </div>
      {said !== undefined && (
        <p class="note" role="alert">
          <Severity level="error" /> {said}
        </p>
      )}
      {scenario && (
        <p class="note">
          <b>{scenario.title}.</b> {scenario.about}{" "}
          {scenario.confidence && <span class="hint">{scenario.confidence}.</span>}
        </p>
      )}
      <Panes
        name="scenarios"
        bring={bring}
        columns={[
          [
            {
              id: "steps",
              title: "Steps",
              aside: !run && facts && (
                <span class="hint wide">takes the place of the directory; Undo brings it back</span>
              ),
              body: (
                <Steps
                  steps={scenario?.steps ?? []}
                  run={run}
                  shown={shown}
                  onPick={index => {
                    setPicked(index);
                    setBring({ panel: "step" });
                  }}
                />
              ),
            },
          ],
          [
            {
              id: "step",
              title: "This step",
              body: scenario?.steps[shown] ? (
                <OneStep step={scenario.steps[shown]} done={run?.done[shown]} profile={profile} />
              ) : (
                <p class="empty">There is no step to show.</p>
              ),
            },
            {
              id: "state",
              title: "Expected state",
              body: <Expected scenario={scenario} checked={run?.checked} />,
            },
          ],
        ]}
      />
    </>
  );
}

const OPTIONS = [
  ...STORIES.map(({ id, title, about }) => ({
    value: id,
    title,
    detail: about,
    group: "Life cycle",
  })),
  ...TRACES.map(name => ({
    value: name,
    title: name.replaceAll("-", " "),
    group: "What clients send, request by request",
  })),
];

/** The scenario that is picked; that of a file is there until the page is left. */
function useScenario({ scenario: id, client }: { scenario: string; client: string }) {
  const [recording, setRecording] = useState<Scenario>();
  const [trace, setTrace] = useState<Scenario>();
  const [trouble, setTrouble] = useState<string>();
  const story = STORIES.find(one => one.id === id);
  const told = useMemo(
    () => story && tell(story, CLIENTS.find(one => one.id === client) ?? CLIENTS[0]),
    [story, client],
  );
  useEffect(() => {
    directory.open().catch(error => setTrouble(String(error.message)));
  }, []);
  useEffect(() => {
    if (story || id === "recording") return;
    let stale = false;
    setTrouble(undefined);
    readTrace(id).then(
      found => {
        if (!stale) setTrace(found);
      },
      error => setTrouble(String(error)),
    );
    return () => {
      stale = true;
    };
  }, [id]);
  const scenario =
    told ?? (id === "recording" ? (recording ?? undefined) : trace?.id === id ? trace : undefined);
  return { scenario, setRecording, trouble };
}

interface StepsProps {
  readonly steps: readonly Step[];
  readonly run: Run | undefined;
  readonly shown: number;
  onPick(index: number): void;
}

function Steps({ steps, run, shown, onPick }: StepsProps) {
  if (steps.length === 0)
    return <p class="empty">Pick a scenario, or bring requests that were recorded.</p>;
  return (
    <ol class="matches">
      {steps.map((step, index) => {
        const done = run?.done[index];
        return (
          <li key={step.title + String(index)}>
            <button
              type="button"
              class="match step"
              aria-current={index === shown ? "step" : undefined}
              onClick={() => onPick(index)}
            >
              <Severity level={done === undefined ? "off" : done.fine ? "ok" : "error"} />
              <span class="match-name">{step.title}</span>
              <span class="match-type">
                <code>{step.request.method}</code>
              </span>
              <span class="match-word">{words(done)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function words(done: Done | undefined): string {
  if (done === undefined) return "to come";
  const habits = done.answer.notes.length;
  const { status } = done.answer.response;
  if (!done.fine) return `${status}, not taken`;
  return habits > 0 ? `${status}, ${habits === 1 ? "a habit" : `${habits} habits`}` : `${status}`;
}

interface OneStepProps {
  readonly step: Step;
  readonly done: Done | undefined;
  readonly profile: string;
}

function OneStep({ step, done, profile }: OneStepProps) {
  const request = done?.request ?? step.request;
  const body = useMemo(() => pretty(request.body), [request]);
  return (
    <>
      {step.why !== "" && (
        <p class="note">
          <Prose text={step.why} />
        </p>
      )}
      <div class="halves">
        <div class="half first">
          <p class="request-head">
            <code>
              <b>{request.method}</b> {request.url}
            </code>
          </p>
          {body === "" ? (
            <p class="empty">Without a body.</p>
          ) : (
            <Editor label="Request" text={body} readOnly numbers={false} extension={jsonLanguage} />
          )}
        </div>
        <div class="half">
          {done === undefined ? (
            <p class="empty">It has not been sent yet.</p>
          ) : (
            <>
              <p class="note outcome">
                <span class={done.fine ? "status" : "status refused"}>
                  {done.answer.response.status}
                </span>
                {done.fine
                  ? "The client goes on."
                  : `The client wants ${step.expect.join(" or ")}: for it this has failed.`}
              </p>
              <Changes sending={{ state: "answered", answer: done.answer }} />
            </>
          )}
        </div>
      </div>
      <div class="panel-foot">
        <button
          type="button"
          class="ghost small"
          onClick={() => {
            consoleState.update({
              profile,
              method: request.method,
              url: request.url,
              headers:
                request.headers.map(([name, value]) => `${name}: ${value}`).join("\n") ||
                FIRST_HEADERS,
              body,
            });
            location.hash = "#/console";
          }}
        >
          Open in the Console
        </button>
      </div>
    </>
  );
}

function pretty(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return body;
  }
  return formatJson(body);
}

function Expected({
  scenario,
  checked,
}: {
  scenario: Scenario | undefined;
  checked: readonly Checked[] | undefined;
}) {
  const checks = scenario?.checks ?? [];
  if (checks.length === 0) return <p class="empty">Nothing is expected of the state at the end.</p>;
  const failed = checked?.filter(({ holds }) => !holds).length ?? 0;
  return (
    <>
      {checked && (
        <p class="note" role="status">
          <Severity level={failed === 0 ? "ok" : "error"} />{" "}
          {failed === 0
            ? "The state is the expected one."
            : `${failed} of ${checks.length} expectations fail: this is what goes wrong in the field.`}
        </p>
      )}
      <ul class="matches">
        {checks.map((check, index) => {
          const one = checked?.[index];
          return (
            <li key={check.title} class="match check">
              <Severity level={one === undefined ? "off" : one.holds ? "ok" : "error"} />
              <span class="match-name">{check.title}</span>
              <span class="match-word">
                {one === undefined ? "to come" : one.holds ? "holds" : "fails"}
              </span>
              {one && !one.holds && (
                <span class="check-found">
                  There is <code>{JSON.stringify(one.found) ?? "nothing"}</code>.
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function RecordingButton({ onText }: { onText(text: string, title: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="ghost" onClick={() => input.current?.click()}>
        <Icon icon={Upload} /> <span class="word">A recording</span>
      </button>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="Recording to play"
        accept=".har,.json,.ndjson,.jsonl"
        onChange={async event => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) onText(await file.text(), file.name);
        }}
      />
    </>
  );
}
