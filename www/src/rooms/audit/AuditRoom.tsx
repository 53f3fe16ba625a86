import { History, Undo2 } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Severity } from "../../diagnostics/Severity.tsx";
import { DiffView } from "../../diff/DiffView.tsx";
import { diffLines } from "../../diff/line-diff.ts";
import { directory, directoryChanges, directoryFacts } from "../../directory/directory.ts";
import type { AuditedEntry, Changed } from "../../directory/protocol.ts";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { jsonLanguage } from "../../editor/json.ts";
import { announce } from "../../frame/announce.ts";
import { useFacts } from "../../frame/facts.ts";
import { profileTitle } from "../../frame/profiles.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { download } from "../../parts/download.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { VirtualList } from "../../parts/VirtualList.tsx";
import { useValue } from "../../state/value.ts";

const EXPORTS = [
  { value: "ndjson", title: "NDJSON", detail: "An entry a line" },
  { value: "json", title: "JSON", detail: "One array" },
  { value: "csv", title: "CSV", detail: "Without what changed" },
];

/** What happened to the directory: every change, and the way back. */
export function AuditRoom({ engine: { version }, active }: RoomProps) {
  const entries = useEntries();
  const facts = useValue(directoryFacts);
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState<number>();
  const [bring, setBring] = useState<{ panel: string }>();
  const [trouble, setTrouble] = useState<string>();
  // The newest first: it is what one looks for.
  const shown = useMemo(() => filtered(entries, words).reverse(), [entries, words]);
  const index = shown.findIndex(entry => entry.seq === picked);
  const entry = shown[index];
  useFacts(active, {
    left: [
      [entries.length.toLocaleString("en"), entries.length === 1 ? "change" : "changes"],
      ...(facts
        ? ([
            [facts.requests.toLocaleString("en"), facts.requests === 1 ? "request" : "requests"],
          ] as const)
        : []),
    ],
    right: [`scimlens ${version}`],
  });

  const rewind = async (to: number, said: string) => {
    setTrouble(undefined);
    try {
      await directory.ask("rewind", [to]);
      setPicked(undefined);
      announce(said);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <h1 class="unseen">Audit</h1>
      <div class="bench wrap">
        <label class="field">
          <span class="unseen">Find in the audit</span>
          <input
            type="search"
            class="input"
            placeholder="Find: a resource, a method, an actor"
            value={words}
            onInput={event => setWords(event.currentTarget.value)}
          />
        </label>
        <div class="grow" />
        {facts?.undo !== undefined && (
          <button
            type="button"
            class="ghost"
            onClick={() => directory.ask("undo", []).catch(error => setTrouble(error.message))}
          >
            <Icon icon={Undo2} /> Undo {facts.undo}
          </button>
        )}
        {entries.length > 0 && (
          <button
            type="button"
            class="ghost"
            onClick={() => rewind(0, "The directory is as it was in the beginning")}
          >
            <Icon icon={History} /> <span class="word">Back to the beginning</span>
          </button>
        )}
        <Choice
          label="Export"
          align="end"
          options={EXPORTS}
          onPick={format => download(exported(filtered(entries, words), format), `audit.${format}`)}
        />
      </div>
      {trouble !== undefined && (
        <p class="note" role="alert">
          <Severity level="error" /> {trouble}
        </p>
      )}
      <Panes
        name="audit"
        bring={bring}
        columns={[
          [
            {
              id: "entries",
              title: "Changes",
              aside: <span class="hint">the newest first</span>,
              body:
                shown.length === 0 ? (
                  <p class="empty">
                    {entries.length === 0
                      ? "Nothing has changed since the directory was filled. Send a request in the Console, and it is written down here."
                      : "No change has these words."}
                  </p>
                ) : (
                  <VirtualList
                    label="Changes"
                    total={shown.length}
                    picked={index < 0 ? undefined : index}
                    row={at => <Row entry={shown[at]} />}
                    onPick={at => {
                      setPicked(shown[at]?.seq);
                      setBring({ panel: "entry" });
                    }}
                  />
                ),
            },
          ],
          [
            {
              id: "entry",
              title: "What changed",
              body: entry ? (
                <Entry
                  key={entry.seq}
                  entry={entry}
                  last={entry.record === entries.at(-1)?.record}
                  onRewind={() =>
                    rewind(entry.record, `The directory is as it was after change ${entry.seq}`)
                  }
                />
              ) : (
                <p class="empty">Pick a change: what was before and after it is shown here.</p>
              ),
            },
          ],
        ]}
      />
    </>
  );
}

/** The entries of the audit, as they come. */
function useEntries(): readonly AuditedEntry[] {
  const changes = useValue(directoryChanges);
  const [entries, setEntries] = useState<readonly AuditedEntry[]>([]);
  useEffect(() => {
    let stale = false;
    directory.ask("audit", [0]).then(
      all => {
        if (!stale) setEntries(all);
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [changes]);
  return entries;
}

function filtered(entries: readonly AuditedEntry[], words: string): AuditedEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(entry => {
    const { method, url, resource, actor, time, profile } = entry;
    const text = [method, url, resource, actor, time, profile].join(" ").toLowerCase();
    return wanted.every(word => text.includes(word));
  });
}

function Row({ entry }: { entry: AuditedEntry | undefined }) {
  if (entry === undefined) return null;
  const { seq, time, method, resource, notes } = entry;
  return (
    <>
      <Severity level={notes.length > 0 ? "warning" : "ok"} />
      <span class="match-name">
        <code>
          {method} {resource}
        </code>
      </span>
      <time class="match-word number" dateTime={time}>
        {new Date(time).toLocaleTimeString("en-GB")}
      </time>
      <span class="match-word number wide">{seq}</span>
    </>
  );
}

interface EntryProps {
  readonly entry: AuditedEntry;
  /** Whether nothing came after it. */
  readonly last: boolean;
  onRewind(): void;
}

function Entry({ entry, last, onRewind }: EntryProps) {
  const { time, method, url, actor, status, profile, notes, resource, record, change } = entry;
  const [compared, setCompared] = useState<Changed>();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current || resource === undefined) return;
    asked.current = true;
    directory.ask("compare", [record, resource]).then(setCompared, () => undefined);
  }, []);
  const lines = useMemo(() => {
    if (!compared) return undefined;
    const text = (json: string | undefined) => (json === undefined ? "" : formatJson(json, 0));
    return diffLines(text(compared.before), text(compared.after)).filter(one => one.text !== "");
  }, [compared]);
  const request = useMemo(() => change && formatJson(JSON.stringify(change)), [change]);
  return (
    <>
      <dl class="pairs flat">
        <Pair name="Request">
          <code>
            {method} {url}
          </code>
        </Pair>
        <Pair name="Answered">
          <span class={status < 400 ? "status" : "status refused"}>{status}</span>
        </Pair>
        <Pair name="When, and by whom">
          {new Date(time).toLocaleString("en-GB")} · {actor} · {profileTitle(profile)}
        </Pair>
        {notes.map(note => (
          <Pair key={note.message} name="Tolerated">
            <Prose text={note.message} />
          </Pair>
        ))}
      </dl>
      {lines ? (
        <DiffView label="Before and after" lines={lines} />
      ) : (
        <Editor label="As a PATCH" text={request ?? ""} readOnly extension={jsonLanguage} />
      )}
      <div class="panel-foot">
        <button type="button" class="ghost small" disabled={last} onClick={onRewind}>
          <Icon icon={History} size={14} />{" "}
          {last ? "This is the last change" : "Back to what was after it"}
        </button>
      </div>
    </>
  );
}

function Pair({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div class="pair">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function exported(entries: readonly AuditedEntry[], format: string): Blob {
  if (format === "json") return new Blob([JSON.stringify(entries, null, 2)]);
  if (format === "ndjson")
    return new Blob([entries.map(entry => `${JSON.stringify(entry)}\n`).join("")]);
  const cells = ({ seq, time, method, url, status, actor, resource, profile }: AuditedEntry) =>
    [seq, time, method, url, status, actor, resource ?? "", profile].map(cell => {
      const text = String(cell);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    });
  const head = ["seq", "time", "method", "url", "status", "actor", "resource", "profile"];
  return new Blob([[head, ...entries.map(cells)].map(row => `${row.join(",")}\r\n`).join("")]);
}
