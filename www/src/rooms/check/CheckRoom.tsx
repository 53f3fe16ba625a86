import { FolderOpen, OctagonX, RotateCw } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Severity as Level } from "scimlens/slim";
import { checkState, fileCheck } from "../../check/file-check.ts";
import type {
  CheckState,
  CodeCount,
  ExportFormat,
  FindingFilter,
  Form,
  ListedFinding,
} from "../../check/protocol.ts";
import { countsOf } from "../../diagnostics/meta.ts";
import { Severity, WORDS } from "../../diagnostics/Severity.tsx";
import { sampleFile } from "../../examples/examples.ts";
import { announce } from "../../frame/announce.ts";
import { useCommands } from "../../frame/commands.ts";
import { useFacts } from "../../frame/facts.ts";
import { PROFILES } from "../../frame/profiles.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { download } from "../../parts/download.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { VirtualList } from "../../parts/VirtualList.tsx";
import { oneOf, Saved, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { useFindingList } from "./list.ts";
import { PickedFinding, useWholeFinding, whereOf } from "./PickedFinding.tsx";

const DETECT = "";

const OPERATIONS = [
  { value: "create", title: "create", detail: "A client sends the rows with POST" },
  { value: "replace", title: "replace", detail: "A client sends them with PUT" },
  { value: "read", title: "read", detail: "A service provider answers with them" },
] as const;

const EXPORTS = [
  { value: "sarif", title: "SARIF", detail: "2.1.0, for code scanning" },
  { value: "csv", title: "CSV", detail: "A row a finding" },
  { value: "md", title: "Markdown", detail: "For issues and comments" },
];

const FORMS: Record<Form, string> = {
  rows: "NDJSON",
  array: "a JSON array",
  list: "a ListResponse",
  csv: "CSV",
  har: "HAR",
};

const saved = new Saved(
  "check",
  "Check a file",
  { resourceType: DETECT, operation: "create", profile: "rfc" },
  { resourceType: text, operation: oneOf("create", "replace", "read"), profile: text },
);

/** The file in hand, and which check it is: another one begins from the top. */
interface InHand {
  readonly file: File;
  readonly check: number;
}

/** A file of any length, row by row. */
export function CheckRoom({ engine: { scim, version }, active }: RoomProps) {
  const options = useValue(saved);
  const state = useValue(checkState);
  const [inHand, setInHand] = useState<InHand>();
  const [filter, setFilter] = useState<FindingFilter>({});
  const [picked, setPicked] = useState<{ index: number; at: number }>();
  const [bring, setBring] = useState<{ panel: string }>();
  const whole = useWholeFinding(picked?.at);
  const types = useMemo(() => scim.resourceTypes.map(type => type.name), [scim]);

  const list = (next: FindingFilter) => {
    setFilter(next);
    setPicked(undefined);
    setBring({ panel: "findings" });
  };
  const start = (file: File) => {
    const now = saved.now;
    const resourceType = types.includes(now.resourceType) ? now.resourceType : DETECT;
    const profile = PROFILES.some(({ value }) => value === now.profile) ? now.profile : "rfc";
    setInHand(before => ({ file, check: (before?.check ?? 0) + 1 }));
    list({});
    const operation = now.operation as (typeof OPERATIONS)[number]["value"];
    void fileCheck.start(file, { resourceType, operation, profile });
  };
  const change = (changed: Partial<typeof saved.now>) => {
    saved.update(changed);
    if (inHand) start(inHand.file);
  };
  const over = useDrop(active, start);
  const checkSample = () => start(new File([sampleFile.text], sampleFile.name));

  const done = state !== undefined && state.state !== "running";
  const found = totalOf(state?.codes ?? []);
  useEffect(() => {
    if (!done || !inHand) return;
    announce(`${inHand.file.name}: ${outcome(state)}`);
  }, [done, inHand?.check]);
  useCommands(active, [
    ...(state?.state === "running"
      ? [{ title: "Cancel the check", group: "Check a file", run: cancel }]
      : []),
    ...(inHand && done && found > 0
      ? EXPORTS.map(({ value, title }) => ({
          title: `Export the findings as ${title}`,
          group: "Check a file",
          run: () => void save(value as ExportFormat, inHand.file.name),
        }))
      : []),
    { title: sampleFile.title, group: "Example", run: checkSample },
  ]);
  useFacts(active, {
    left: [
      ...(state?.rows === undefined
        ? []
        : ([[state.rows.toLocaleString("en"), wordFor(state)]] as const)),
      ...(state
        ? ([[found.toLocaleString("en"), found === 1 ? "finding" : "findings"]] as const)
        : []),
    ],
    right: [`scimlens ${version}`, ...(done ? [`check ${seconds(state.took)}`] : [])],
  });

  return (
    <>
      <h1 class="unseen">Check a file</h1>
      <div class="bench wrap">
        <Choice
          label="Resource type"
          value={types.includes(options.resourceType) ? options.resourceType : DETECT}
          options={[
            { value: DETECT, title: "detect", detail: "Each row by its schemas" },
            ...types.map(name => ({ value: name, title: name })),
          ]}
          onPick={resourceType => change({ resourceType })}
        />
        <Choice
          label="Operation"
          value={options.operation}
          options={OPERATIONS}
          onPick={operation => change({ operation: operation as typeof options.operation })}
        />
        <Choice
          label="Profile"
          value={options.profile}
          options={PROFILES}
          onPick={profile => change({ profile })}
        />
        <div class="grow" />
        {inHand && (
          <>
            <FileButton class="ghost" onFile={start}>
              <Icon icon={FolderOpen} /> Choose a file
            </FileButton>
            {done && found > 0 && (
              <Choice
                label="Export"
                align="end"
                options={EXPORTS}
                onPick={format => void save(format as ExportFormat, inHand.file.name)}
              />
            )}
          </>
        )}
      </div>
      {inHand && state ? (
        <>
          {state.state === "running" ? (
            <Progress state={state} name={inHand.file.name} />
          ) : (
            <Summary state={state} name={inHand.file.name} onAgain={() => start(inHand.file)} />
          )}
          {found > 0 ? (
            <>
              <Counts codes={state.codes} filter={filter} onFilter={list} />
              <Panes
                name={state.form === "har" ? "check of-requests" : "check"}
                bring={bring}
                columns={[
                  [
                    {
                      id: "findings",
                      title: "Findings",
                      aside: <Bound codes={state.codes} filter={filter} />,
                      body: (
                        <Table
                          key={`${inHand.check} ${filter.severity} ${filter.code}`}
                          check={inHand.check}
                          filter={filter}
                          codes={state.codes}
                          picked={picked?.index}
                          onPick={(index, { at }) => {
                            setPicked({ index, at });
                            setBring({ panel: "row" });
                          }}
                        />
                      ),
                    },
                  ],
                  [
                    {
                      id: "row",
                      title: "Row",
                      aside: whole && <span class="hint">{whereOf(whole)}</span>,
                      body: whole ? (
                        <PickedFinding finding={whole} scim={scim} active={active} />
                      ) : (
                        <p class="empty">
                          Pick a finding: the row that it is about is shown here, with the finding
                          marked.
                        </p>
                      ),
                    },
                  ],
                ]}
              />
            </>
          ) : (
            <Nothing state={state} />
          )}
        </>
      ) : (
        <Start onFile={start} onSample={checkSample} />
      )}
      {over && (
        <div class="drop-over" aria-hidden="true">
          Let go to check it
        </div>
      )}
    </>
  );
}

/** Files that are dropped anywhere on the page while the room is in view. Says whether one is held over it. */
function useDrop(active: boolean, onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => {
    if (!active) return;
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const hold = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) latest.current(file);
    };
    document.addEventListener("dragover", hold);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", hold);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, [active]);
  return over;
}

interface StartProps {
  onFile(file: File): void;
  onSample(): void;
}

function Start({ onFile, onSample }: StartProps) {
  return (
    <div class="drop empty">
      <h2>Drop a file here</h2>
      <p>
        NDJSON, a JSON array, a ListResponse, CSV, or a HAR recording, of any size. It is read in
        this tab and goes nowhere.
      </p>
      <p class="drop-actions">
        <FileButton class="primary" onFile={onFile}>
          Choose a file
        </FileButton>
        <button type="button" class="fix" onClick={onSample}>
          {sampleFile.title}
        </button>
      </p>
    </div>
  );
}

interface FileButtonProps {
  readonly class: string;
  readonly children: preact.ComponentChildren;
  onFile(file: File): void;
}

function FileButton({ class: className, children, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="File to check"
        onChange={event => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}

function Progress({ state, name }: { state: CheckState; name: string }) {
  const { bytes, size, rows } = state;
  const found = totalOf(state.codes);
  return (
    <div class="note progress of-check">
      <span class="file-name">{name}</span>
      <progress max={Math.max(size, 1)} value={bytes} aria-label={`Reading ${name}`} />
      <span class="number">
        {megabytes(bytes)} of {megabytes(size)}
      </span>
      <span class="number wide">
        {rows !== undefined && `${rows.toLocaleString("en")} ${wordFor(state)}, `}
        {found.toLocaleString("en")} findings
      </span>
      <span class="grow" />
      <button type="button" class="fix" onClick={cancel}>
        <Icon icon={OctagonX} size={14} /> Cancel
      </button>
    </div>
  );
}

interface SummaryProps {
  readonly state: CheckState;
  readonly name: string;
  onAgain(): void;
}

/** What came of the check. */
function Summary({ state, name, onAgain }: SummaryProps) {
  const { form, rows, invalid, notes, reason } = state;
  const counts = countsOf(severities(state.codes));
  return (
    <>
      {state.state === "failed" && (
        <p class="note" role="alert">
          <Severity level="error" /> <b>{name}</b> can't be checked. <Prose text={reason ?? ""} />
        </p>
      )}
      {form !== undefined && (
        <dl class="verdict of-check">
          <div>
            <dt>File</dt>
            <dd>
              <span class="file-name">{name}</span>
            </dd>
          </div>
          <div>
            <dt>Read as</dt>
            <dd>{FORMS[form]}</dd>
          </div>
          <div>
            <dt>{form === "har" ? "Requests" : "Rows"}</dt>
            <dd class="number">{rows === undefined ? "not counted" : rows.toLocaleString("en")}</dd>
          </div>
          <div>
            <dt>Not valid</dt>
            <dd class="number">
              <Severity level={invalid === 0 ? "ok" : "error"} />
              {invalid === 0 ? "none" : invalid.toLocaleString("en")}
            </dd>
          </div>
          <div>
            <dt>Findings</dt>
            <dd>{counts.join(", ") || "none"}</dd>
          </div>
        </dl>
      )}
      {state.state === "stopped" && (
        <p class="note stopped">
          <Severity level="warning" /> Stopped after {megabytes(state.bytes)} of{" "}
          {megabytes(state.size)}; what was found until then is here.
          <button type="button" class="fix" onClick={onAgain}>
            <Icon icon={RotateCw} size={14} /> Check it again
          </button>
        </p>
      )}
      {notes.length > 0 && (
        <p class="note">
          {notes.map(note => (
            <span key={note}>
              <Prose text={note} />{" "}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Nothing({ state }: { state: CheckState }) {
  switch (state.state) {
    case "running":
      return <p class="empty">Nothing has been found so far.</p>;
    case "failed":
      return (
        <p class="empty">
          What can be checked: NDJSON, a JSON array, a ListResponse, CSV whose first line names
          attributes such as <code>userName</code> or <code>name.givenName</code>, and HAR.
        </p>
      );
    case "stopped":
      return <p class="empty">Nothing was found until then.</p>;
    case "done":
      return (
        <p class="empty">
          <Severity level="ok" /> Nothing to report: all that was read is valid.
        </p>
      );
  }
}

interface CountsProps {
  readonly codes: readonly CodeCount[];
  readonly filter: FindingFilter;
  onFilter(filter: FindingFilter): void;
}

/** How many findings there are of each severity and code; picking one leaves only those. */
function Counts({ codes, filter, onFilter }: CountsProps) {
  const counts = severities(codes);
  const levels = (["error", "warning", "info"] as const).filter(level => counts[level] > 0);
  const plain = filter.severity === undefined && filter.code === undefined;
  return (
    <fieldset class="chips of-check" aria-label="Findings by severity and code">
      <button type="button" class="chip" aria-pressed={plain} onClick={() => onFilter({})}>
        all <span class="number">{totalOf(codes).toLocaleString("en")}</span>
      </button>
      {levels.length > 1 &&
        levels.map(severity => {
          const on = filter.severity === severity && filter.code === undefined;
          return (
            <button
              key={severity}
              type="button"
              class="chip"
              aria-pressed={on}
              onClick={() => onFilter(on ? {} : { severity })}
            >
              <Severity level={severity} /> {countsOf({ ...NONE, [severity]: counts[severity] })}
            </button>
          );
        })}
      {codes.map(({ code, severity, count }) => {
        const on = filter.code === code && filter.severity === severity;
        return (
          <button
            key={`${severity} ${code}`}
            type="button"
            class="chip"
            aria-pressed={on}
            onClick={() => onFilter(on ? {} : { code, severity })}
          >
            <Severity level={severity} /> <code>{code}</code>{" "}
            <span class="number">{count.toLocaleString("en")}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** Says that not all findings are listed. */
function Bound({ codes, filter }: { codes: readonly CodeCount[]; filter: FindingFilter }) {
  const those = codes.filter(one => passes(one, filter));
  const [count, kept] = [totalOf(those), keptOf(those)];
  if (kept === count) return <span class="hint">{count.toLocaleString("en")}</span>;
  return (
    <span class="hint">
      the first {kept.toLocaleString("en")} of {count.toLocaleString("en")}; the rest is counted
    </span>
  );
}

interface TableProps {
  readonly check: number;
  readonly filter: FindingFilter;
  readonly codes: readonly CodeCount[];
  readonly picked: number | undefined;
  onPick(index: number, finding: ListedFinding): void;
}

function Table({ check, filter, codes, picked, onPick }: TableProps) {
  const total = keptOf(codes.filter(one => passes(one, filter)));
  const list = useFindingList(check, filter, total);
  return (
    <>
      <div class="check-head" aria-hidden="true">
        <span class="number">Row</span>
        <span>Severity</span>
        <span>Place</span>
        <span>Code</span>
        <span>What is wrong</span>
      </div>
      <VirtualList
        label="Findings"
        total={total}
        picked={picked}
        row={index => <Row finding={list.finding(index)} />}
        onView={list.want}
        onPick={index => {
          const finding = list.finding(index);
          if (finding) onPick(index, finding);
        }}
      />
    </>
  );
}

function Row({ finding }: { finding: ListedFinding | undefined }) {
  if (finding === undefined) return <span class="bone" />;
  const { row, severity, place, code, message } = finding;
  return (
    <>
      <span class="match-word number">{(row + 1).toLocaleString("en")}</span>
      <span class="level">
        <Severity level={severity} /> <span class={severity}>{WORDS[severity]}</span>
      </span>
      <code class="match-name">{place}</code>
      <code class="match-name quiet">{code}</code>
      <span class="match-name match-text">
        <Prose text={message} />
      </span>
    </>
  );
}

function cancel(): void {
  fileCheck.ask("stop", []).catch(() => undefined);
}

async function save(format: ExportFormat, name: string): Promise<void> {
  download(await fileCheck.ask("export", [format]), `${name}.${format}`);
  announce(`Exported as ${format}`);
}

const NONE = { error: 0, warning: 0, info: 0 };

function severities(codes: readonly CodeCount[]): Record<Level, number> {
  const counts = { ...NONE };
  for (const { severity, count } of codes) counts[severity] += count;
  return counts;
}

function passes({ code, severity }: CodeCount, filter: FindingFilter): boolean {
  return (
    (filter.code === undefined || filter.code === code) &&
    (filter.severity === undefined || filter.severity === severity)
  );
}

function totalOf(codes: readonly CodeCount[]): number {
  return codes.reduce((sum, { count }) => sum + count, 0);
}

function keptOf(codes: readonly CodeCount[]): number {
  return codes.reduce((sum, { kept }) => sum + kept, 0);
}

/** What is counted. */
function wordFor({ form, rows }: CheckState): string {
  const one = form === "har" ? "request" : "row";
  return rows === 1 ? one : `${one}s`;
}

function outcome(state: CheckState): string {
  if (state.state === "failed") return "can't be checked";
  const counts = countsOf(severities(state.codes)).join(", ") || "nothing to report";
  return state.state === "stopped" ? `stopped; ${counts}` : counts;
}

function megabytes(bytes: number): string {
  return bytes < 100_000
    ? `${Math.ceil(bytes / 1000).toLocaleString("en")} kB`
    : `${(bytes / 1_000_000).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}
