import type { EditorView } from "@codemirror/view";
import { CornerDownLeft } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Diagnostic, Scim } from "scimlens/slim";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { directory, directoryFacts } from "../../directory/directory.ts";
import type { Answer } from "../../directory/protocol.ts";
import { BASE_URL } from "../../directory/protocol.ts";
import { addressLanguage } from "../../editor/address.ts";
import { addressCompletion, documentCompletion } from "../../editor/complete.ts";
import { completing } from "../../editor/completing.ts";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { type RequestExample, requests } from "../../examples/examples.ts";
import { announce } from "../../frame/announce.ts";
import { useCommands } from "../../frame/commands.ts";
import { useFacts } from "../../frame/facts.ts";
import { MOD } from "../../frame/KeySheet.tsx";
import { PROFILES } from "../../frame/profiles.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { closeLive } from "../../live/live.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { duration, timed } from "../../parts/duration.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { readAddress } from "../../requests/address.ts";
import { bodyOptions, checkAddress } from "../../requests/check.ts";
import { FORMS, type Form, written } from "../../requests/code.ts";
import { recognise } from "../../requests/recognise.ts";
import {
  encoded,
  hasBody,
  METHODS,
  readHeaders,
  type WrittenRequest,
  writeHeaders,
} from "../../requests/request.ts";
import { useValue } from "../../state/value.ts";
import type { Asked } from "../../verdicts/judge.ts";
import { select, useTargetFindings } from "../../verdicts/target-findings.ts";
import { VerdictPanel } from "../../verdicts/VerdictPanel.tsx";
import { AnswerBody, AnswerHeaders, Changes, Outcome, Past } from "./Answer.tsx";
import { askLive, type Endpoint, hostOf, LiveFields, RECEIVERS } from "./Live.tsx";
import { FIRST_HEADERS, type Past as PastRequest, remember, saved } from "./state.ts";
import { Verdicts } from "./Verdicts.tsx";

/** What the room knows of the last request. */
export type Sending =
  | { readonly state: "none" }
  | { readonly state: "waiting" }
  | { readonly state: "answered"; readonly answer: Answer }
  | { readonly state: "failed"; readonly reason: string };

/** A request as one document, and what the service provider in the page answers. */
export function ConsoleRoom({ engine, active }: RoomProps) {
  const { version } = engine;
  const state = useValue(saved);
  const facts = useValue(directoryFacts);
  const scim = engine.in(state.profile);
  const [sending, setSending] = useState<Sending>({ state: "none" });
  const [bring, setBring] = useState<{ panel: string }>();
  const [live, setLive] = useState(false);
  const [endpoint, setEndpoint] = useState<Endpoint>({ base: "", token: "" });
  const [form, setForm] = useState<Form>("curl");
  const current = useCurrent(scim, state.method, state.url);

  useEffect(() => {
    // The reader's first look comes first; Send starts it as well.
    const timer = setTimeout(() => {
      directory.open().catch(error => setSending({ state: "failed", reason: reasonOf(error) }));
    }, 1_000);
    return () => clearTimeout(timer);
  }, []);

  const [checked, took] = useMemo(
    () => timed(() => check(scim, state.method, state.url, state.body, current)),
    [scim, state.method, state.url, state.body, current],
  );
  const headers = useMemo(() => readHeaders(state.headers), [state.headers]);
  const asked = useMemo<Asked>(
    () => ({
      method: state.method,
      url: encoded(state.url),
      headers: headers.headers,
      body: hasBody(state.method) ? state.body : "",
    }),
    [state.method, state.url, headers, state.body],
  );
  const ofTarget = useTargetFindings(engine, asked, state.target);
  const bodyView = useRef<EditorView | null>(null);
  const request: WrittenRequest = {
    method: state.method,
    url: whole(state.url, live && endpoint.base !== "" ? endpoint.base : BASE_URL),
    headers: headers.headers,
    body: hasBody(state.method) ? state.body : "",
  };

  const send = async () => {
    setSending({ state: "waiting" });
    try {
      const answer = live
        ? await askLive(request, endpoint)
        : await directory.ask("send", [
            { ...request, headers: Object.fromEntries(request.headers) },
            state.profile,
          ]);
      setSending({ state: "answered", answer });
      setBring({
        panel: answer.changes.length > 0 || answer.response.body === "" ? "changes" : "answer",
      });
      announce(`Answered with ${answer.response.status}`);
      const { target: _, ...sent } = state;
      remember({
        time: new Date().toISOString(),
        ...sent,
        status: answer.response.status,
      });
    } catch (error) {
      setSending({ state: "failed", reason: reasonOf(error) });
    }
  };
  const latestSend = useRef(send);
  latestSend.current = send;
  useSendKey(active, () => void latestSend.current());

  const take = (pasted: WrittenRequest) => {
    saved.update({
      method: pasted.method,
      url: shortened(pasted.url),
      headers: writeHeaders(pasted.headers) || FIRST_HEADERS,
      body: pretty(pasted.body),
    });
    setSending({ state: "none" });
  };
  usePaste(active, take);

  const known = useRef({ resourceType: checked.resourceType, patch: state.method === "PATCH" });
  known.current = { resourceType: checked.resourceType, patch: state.method === "PATCH" };
  // Another profile may be chosen while offers are looked for: what shows them stays.
  const latestScim = useRef(scim);
  latestScim.current = scim;
  const [urlExtension, completions] = useMemo(
    () => [
      [addressLanguage, completing(context => addressCompletion(latestScim.current)(context))],
      completing(context => documentCompletion(latestScim.current, () => known.current)(context)),
    ],
    [],
  );
  const bodyExtension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => known.current.resourceType), completions],
    [scim, completions],
  );

  useFacts(active, {
    left: facts
      ? [
          [facts.requests.toLocaleString("en"), facts.requests === 1 ? "request" : "requests"],
          [facts.users.toLocaleString("en"), "users"],
          [facts.groups.toLocaleString("en"), "groups"],
        ]
      : [],
    right: [`scimlens ${version}`, `check ${duration(took)}`],
    away: live ? hostOf(endpoint.base) : undefined,
  });

  const takeExample = (example: RequestExample) => {
    const { profile, method, url, body } = example;
    saved.update({ profile, method, url, body, headers: FIRST_HEADERS });
    setSending({ state: "none" });
  };
  useCommands(active, [
    { title: "Send the request", group: "Console", keys: `${MOD} Enter`, run: () => void send() },
    ...requests.map(example => ({
      title: example.title,
      group: "Example",
      run: () => takeExample(example),
    })),
  ]);

  const code = written(request, form, version);
  const answer = sending.state === "answered" ? sending.answer : undefined;
  return (
    <>
      <h1 class="unseen">Console</h1>
      <div class="bench tall">
        <div class="bench-row">
          <Choice
            label="Sender"
            value={state.profile}
            options={PROFILES}
            onPick={profile => saved.update({ profile })}
          />
          <Choice
            label="Receiver"
            value={live ? "live" : "page"}
            options={RECEIVERS}
            onPick={picked => {
              setLive(picked === "live");
              if (picked !== "live") void closeLive();
            }}
          />
          <div class="grow" />
          <Choice
            label="Examples"
            align="end"
            options={requests.map(({ id, title, claim, group }) => ({
              value: id,
              title,
              detail: claim,
              group,
            }))}
            onPick={picked => {
              const example = requests.find(({ id }) => id === picked);
              if (example) takeExample(example);
            }}
          />
        </div>
        {live && <LiveFields endpoint={endpoint} onChange={setEndpoint} />}
        <div class="request-line">
          <CheckedEditor
            label="Address"
            text={state.url}
            findings={checked.address}
            fine="The address can be read"
            extension={urlExtension}
            hint={'/Users?filter=userName eq "mira.oduya"'}
            oneLine
            active={active}
            before={
              <Choice
                label="Method"
                value={state.method}
                options={METHODS.map(method => ({ value: method, title: method }))}
                onPick={method => saved.update({ method })}
              />
            }
            place={({ range }) => (range ? `character ${range.start + 1}` : "")}
            onText={url => saved.update({ url })}
          />
          <button
            type="button"
            class="primary"
            disabled={sending.state === "waiting"}
            onClick={send}
          >
            Send{" "}
            <kbd>
              {MOD} <Icon icon={CornerDownLeft} size={12} />
            </kbd>
          </button>
        </div>
      </div>
      <Panes
        name="console"
        bring={bring}
        columns={[
          [
            {
              id: "body",
              title: "Body",
              aside: <span class="hint wide">paste curl, HTTP or HAR anywhere</span>,
              body: hasBody(state.method) ? (
                <CheckedEditor
                  label="Body"
                  text={state.body}
                  findings={ofTarget.length > 0 ? [...checked.body, ...ofTarget] : checked.body}
                  fine={checked.fine}
                  extension={bodyExtension}
                  hint="{ … }"
                  active={active}
                  main
                  viewRef={view => {
                    bodyView.current = view;
                  }}
                  onText={body => saved.update({ body })}
                  fixed={checked.fixed}
                />
              ) : (
                <p class="empty">A {state.method} request has no body.</p>
              ),
            },
            {
              id: "headers",
              title: `Headers ${headers.headers.length}`,
              body: (
                <CheckedEditor
                  label="Headers"
                  text={state.headers}
                  findings={brokenHeaders(state.headers, headers.broken)}
                  fine="Each line is a header"
                  extension={[]}
                  hint="Content-Type: application/scim+json"
                  active={active}
                  onText={text => saved.update({ headers: text })}
                />
              ),
            },
            {
              id: "code",
              title: "As code",
              body: (
                <>
                  <Editor label="Code" text={code} readOnly wrap numbers={false} />
                  <div class="panel-foot">
                    <Choice
                      label="Form"
                      value={form}
                      options={FORMS}
                      onPick={picked => setForm(picked as Form)}
                    />
                    <span class="grow" />
                    <CopyButton what="Request" text={code} />
                  </div>
                </>
              ),
            },
          ],
          [
            {
              id: "changes",
              title: "Changes",
              aside: <Outcome sending={sending} scim={scim} />,
              body: (
                <>
                  <Verdicts
                    engine={engine}
                    asked={asked}
                    profile={state.profile}
                    target={state.target}
                  />
                  <Changes sending={sending} />
                </>
              ),
            },
            {
              id: "answer",
              title: "Answer",
              aside: <Outcome sending={sending} scim={scim} />,
              body: <AnswerBody answer={answer} scim={scim} active={active} />,
            },
            {
              id: "answer-headers",
              title: "Its headers",
              body: <AnswerHeaders answer={answer} />,
            },
            {
              id: "verdicts",
              passing: true,
              title: "Verdicts",
              body: (
                <VerdictPanel
                  engine={engine}
                  asked={asked}
                  profile={state.profile}
                  target={state.target}
                  onPick={chosen => saved.update(chosen)}
                  onBody={body => {
                    saved.update({ body: pretty(body) });
                    setBring({ panel: "body" });
                  }}
                  onShow={({ range }) => {
                    setBring({ panel: "body" });
                    setTimeout(() => select(bodyView.current, range));
                  }}
                />
              ),
            },
            {
              id: "history",
              title: "History",
              body: (
                <Past
                  onPick={(past: PastRequest) => {
                    const { profile, method, url, headers, body } = past;
                    saved.update({ profile, method, url, headers, body });
                    setSending({ state: "none" });
                  }}
                />
              ),
            },
          ],
        ]}
      />
    </>
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What is found in the request. */
function check(scim: Scim, method: string, url: string, body: string, current: string | undefined) {
  const address = readAddress(url, scim.resourceTypes);
  const options = bodyOptions(method, address, current);
  const report = options && scim.validate(body, options);
  return {
    address: checkAddress(scim, method, address),
    options,
    body: report?.diagnostics ?? [],
    fine: report ? `Valid ${report.resourceType ?? report.kind ?? "document"}` : "",
    resourceType: report?.resourceType ?? address.resourceType?.name,
    fixed: () => report?.fixed() ?? body,
  };
}

/** What a PUT would replace, so that what may not change can be told. */
function useCurrent(scim: Scim, method: string, url: string): string | undefined {
  const [current, setCurrent] = useState<{ url: string; text: string }>();
  const address = readAddress(url, scim.resourceTypes);
  const wanted =
    method === "PUT" && address.resourceType && address.id
      ? `${address.resourceType.endpoint}/${address.id}`
      : undefined;
  useEffect(() => {
    if (wanted === undefined) return;
    let stale = false;
    directory.ask("read", [wanted]).then(
      ({ status, body }) => {
        if (!stale && status === 200) setCurrent({ url: wanted, text: body });
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [wanted]);
  return current?.url === wanted ? current?.text : undefined;
}

function brokenHeaders(text: string, broken: readonly number[]): Diagnostic[] {
  const lines = text.split("\n");
  const startOf = (line: number) => lines.slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
  return broken.map(line => ({
    code: "request/header",
    severity: "error",
    message: "A line is a name, a colon and a value.",
    pointer: "",
    range: { start: startOf(line), end: startOf(line) + (lines[line]?.length ?? 0) },
    reference: "RFC 9110 §5",
  }));
}

/** Addresses that begin at the base URL are typed without it. */
function whole(url: string, base: string): string {
  return url.startsWith("/") && !url.startsWith("/scim/") ? base.replace(/\/$/, "") + url : url;
}

function shortened(url: string): string {
  const [, rest] =
    /^https?:\/\/[^/]+(?:\/[^?]*?)?(\/(?:Users|Groups|Bulk|Me|Schemas|ResourceTypes|ServiceProviderConfig|\.search)\b.*)$/.exec(
      url,
    ) ?? [];
  return rest ?? url;
}

function pretty(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return body;
  }
  return formatJson(body);
}

/** Ctrl+Enter sends, wherever the focus is in the room. */
function useSendKey(active: boolean, send: () => void): void {
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      send();
    };
    document.addEventListener("keydown", listen, true);
    return () => document.removeEventListener("keydown", listen, true);
  }, [active]);
}

/** A request that is pasted takes the place of the one that is there. */
function usePaste(active: boolean, take: (request: WrittenRequest) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!active) return;
    const listen = (event: ClipboardEvent) => {
      const found = recognise(event.clipboardData?.getData("text/plain") ?? "");
      if (found === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(found.request);
      const more = found.more > 0 ? `; ${found.more} more are left out` : "";
      announce(`${found.form} taken as the request${more}`);
    };
    document.addEventListener("paste", listen, true);
    return () => document.removeEventListener("paste", listen, true);
  }, [active]);
}
