import { Trash2, Undo2, Upload } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { directory, directoryChanges, directoryFacts } from "../../directory/directory.ts";
import type { ExportFormat, Filled, Filling, ListedResource } from "../../directory/protocol.ts";
import { documentCompletion, filterCompletion } from "../../editor/complete.ts";
import { completing } from "../../editor/completing.ts";
import { filterLanguage } from "../../editor/filter.ts";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { announce } from "../../frame/announce.ts";
import { useFacts } from "../../frame/facts.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { download } from "../../parts/download.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { useSettled } from "../../parts/settled.ts";
import { VirtualList } from "../../parts/VirtualList.tsx";
import { Saved, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { usePages } from "./pages.ts";

const saved = new Saved(
  "directory",
  "Directory",
  { resourceType: "User", filter: "", sort: "created" },
  { resourceType: text, filter: text, sort: text },
);

const SORTS = [
  { value: "created", title: "Order of creation", sortBy: "", descending: false },
  { value: "name", title: "Name", sortBy: "name", descending: false },
  { value: "changed", title: "Changed last", sortBy: "meta.lastModified", descending: true },
] as const;

const SEEDS = [
  { value: "48", title: "48 users", detail: "What a new visitor finds" },
  { value: "2000", title: "2,000 users" },
  { value: "100000", title: "100,000 users", detail: "Takes a moment, and 100 MB of memory" },
];

const EXPORTS = [
  { value: "ndjson", title: "NDJSON", detail: "A resource a line" },
  { value: "json", title: "JSON", detail: "One ListResponse" },
  { value: "csv", title: "CSV", detail: "A column for each attribute" },
];

/** What long work is doing. */
interface Work {
  readonly what: string;
  readonly done: number;
  readonly of: number;
}

/** The resources of the service provider in the page. */
export function DirectoryRoom({ engine: { scim, version }, active }: RoomProps) {
  const state = useValue(saved);
  const facts = useValue(directoryFacts);
  const types = scim.resourceTypes;
  const type = types.find(({ name }) => name === state.resourceType) ?? types[0];
  const resourceType = type?.name ?? "User";
  const [picked, setPicked] = useState<{ index: number; id: string; endpoint: string }>();
  const [bring, setBring] = useState<{ panel: string }>();
  const [work, setWork] = useState<Work>();
  const [trouble, setTrouble] = useState<string>();
  const [filled, setFilled] = useState<Filled>();

  const findings = useMemo(
    () => (state.filter.trim() === "" ? [] : scim.checkFilter(state.filter, { resourceType })),
    [scim, state.filter, resourceType],
  );
  const sort = SORTS.find(({ value }) => value === state.sort) ?? SORTS[0];
  const usable = findings.some(({ severity }) => severity === "error") ? "" : state.filter;
  const filter = useSettled(usable, (facts?.users ?? 0) > 10_000);
  const pages = usePages({
    resourceType,
    endpoint: type?.endpoint ?? "/Users",
    filter,
    sortBy:
      sort.sortBy === "name" ? (resourceType === "User" ? "userName" : "displayName") : sort.sortBy,
    descending: sort.descending,
  });
  const extension = useMemo(
    () => [filterLanguage(scim), completing(filterCompletion(scim, () => resourceType))],
    [scim, resourceType],
  );
  useEffect(() => {
    directory.open().catch(error => setTrouble(String(error.message)));
  }, []);
  useFacts(active, {
    left: facts
      ? [
          [facts.users.toLocaleString("en"), "users"],
          [facts.groups.toLocaleString("en"), "groups"],
        ]
      : [],
    right: [
      facts?.stored === false ? "kept until this tab is closed" : "kept in this browser",
      `scimlens ${version}`,
    ],
  });

  const fill = async (filling: Filling, what: string) => {
    setWork({ what, done: 0, of: 1 });
    setTrouble(undefined);
    setFilled(undefined);
    try {
      const came = await directory.ask("fill", [filling], (done, of) =>
        setWork({ what, done, of }),
      );
      setFilled(came);
      setPicked(undefined);
      announce(`${came.resources.toLocaleString("en")} resources`);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setWork(undefined);
    }
  };
  const save = async (format: ExportFormat) => {
    download(await directory.ask("export", [format]), `directory.${format}`);
    announce(`Exported as ${format}`);
  };

  return (
    <>
      <h1 class="unseen">Directory</h1>
      <div class="bench tall">
        <div class="bench-row wrap">
          <Choice
            label="Resource type"
            value={resourceType}
            options={types.map(({ name }) => ({ value: name, title: name }))}
            onPick={name => {
              saved.update({ resourceType: name });
              setPicked(undefined);
            }}
          />
          <Choice
            label="Sort"
            value={sort.value}
            options={SORTS}
            onPick={value => saved.update({ sort: value })}
          />
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
          <ImportButton
            onText={(content, title) => fill({ kind: "import", text: content, title }, title)}
          />
          <Choice
            label="Export"
            align="end"
            options={EXPORTS}
            onPick={format => void save(format as ExportFormat)}
          />
          <Choice
            label="Fill"
            align="end"
            options={[...SEEDS, { value: "0", title: "Nothing", detail: "An empty directory" }]}
            onPick={users =>
              fill(
                users === "0" ? { kind: "empty" } : { kind: "seed", users: Number(users) },
                "Filling the directory",
              )
            }
          />
        </div>
        <CheckedEditor
          label="Filter"
          text={state.filter}
          findings={findings.length > 0 ? findings : pages.findings}
          fine={
            state.filter.trim() === ""
              ? `${pages.total.toLocaleString("en")} of type ${resourceType}`
              : `${pages.total.toLocaleString("en")} match`
          }
          extension={extension}
          hint='displayName sw "M" and active eq true'
          oneLine
          active={active}
          main
          before={<span class="prefix">filter</span>}
          place={({ range }) => (range ? `character ${range.start + 1}` : "")}
          onText={changed => saved.update({ filter: changed })}
        />
      </div>
      {work && <Progress work={work} />}
      {trouble !== undefined && (
        <p class="note" role="alert">
          <Severity level="error" /> {trouble}
        </p>
      )}
      {filled && filled.refused.length > 0 && <RefusedRows filled={filled} />}
      <Panes
        name="directory"
        bring={bring}
        columns={[
          [
            {
              id: "list",
              title: `${resourceType}s`,
              body:
                pages.ready && pages.total === 0 ? (
                  <Nothing
                    filtered={state.filter.trim() !== ""}
                    onFill={() => fill({ kind: "seed", users: 48 }, "Filling the directory")}
                  />
                ) : (
                  <VirtualList
                    label={`${resourceType}s`}
                    total={pages.total}
                    picked={picked?.index}
                    row={index => <Row resource={pages.row(index)} />}
                    onView={pages.want}
                    onPick={index => {
                      const row = pages.row(index);
                      if (!row || !type) return;
                      setPicked({ index, id: row.id, endpoint: type.endpoint });
                      setBring({ panel: "resource" });
                    }}
                  />
                ),
            },
          ],
          [
            {
              id: "resource",
              title: "Resource",
              body: picked ? (
                <Resource
                  key={`${picked.endpoint}/${picked.id}`}
                  address={`${picked.endpoint}/${picked.id}`}
                  scim={scim}
                  active={active}
                  onGone={() => setPicked(undefined)}
                />
              ) : (
                <p class="empty">
                  Pick a resource of the list: it opens here, to be read and changed.
                </p>
              ),
            },
          ],
        ]}
      />
    </>
  );
}

function Row({ resource }: { resource: ListedResource | undefined }) {
  if (resource === undefined) return <span class="bone w5" />;
  const { name, detail, active, modified, count } = resource;
  return (
    <>
      <Severity level={active === false ? "off" : "ok"} />
      <span class="match-name">
        {name} <span class="match-type">{detail}</span>
      </span>
      <span class="match-word">
        {count === undefined
          ? active === false
            ? "inactive"
            : ""
          : `${count.toLocaleString("en")} members`}
      </span>
      <span class="match-word number wide">{modified.slice(0, 10)}</span>
    </>
  );
}

function Nothing({ filtered, onFill }: { filtered: boolean; onFill(): void }) {
  if (filtered) return <p class="empty">Nothing matches the filter.</p>;
  return (
    <div class="empty refusal">
      <p>The directory has none of these.</p>
      <p>
        <button type="button" class="fix" onClick={onFill}>
          Fill it with 48 users
        </button>
      </p>
    </div>
  );
}

function Progress({ work: { what, done, of } }: { work: Work }) {
  return (
    <div class="note progress" role="status">
      <span>{what}</span>
      <progress max={of} value={done} aria-label={what} />
      <span class="number">
        {done.toLocaleString("en")} of {of.toLocaleString("en")}
      </span>
    </div>
  );
}

function RefusedRows({ filled: { resources, refused } }: { filled: Filled }) {
  return (
    <details class="note">
      <summary>
        In the directory: {resources.toLocaleString("en")}. Not taken:{" "}
        {refused.length.toLocaleString("en")}
      </summary>
      <ul>
        {refused.slice(0, 50).map(({ row, reason }) => (
          <li key={row}>
            Row {row + 1}: <Prose text={reason} />
          </li>
        ))}
        {refused.length > 50 && <li>and {refused.length - 50} more</li>}
      </ul>
    </details>
  );
}

function ImportButton({ onText }: { onText(text: string, title: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="ghost" onClick={() => input.current?.click()}>
        <Icon icon={Upload} /> Import
      </button>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="File to import"
        accept=".json,.ndjson,.jsonl,.csv,application/json,application/x-ndjson,text/csv"
        onChange={async event => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) onText(await file.text(), file.name);
        }}
      />
    </>
  );
}

interface ResourceProps {
  readonly address: string;
  readonly scim: RoomProps["engine"]["scim"];
  readonly active: boolean;
  onGone(): void;
}

/** A resource as it is, and as it is being changed. */
function Resource({ address, scim, active, onGone }: ResourceProps) {
  const changes = useValue(directoryChanges);
  const [stored, setStored] = useState<string>();
  const [draft, setDraft] = useState<string>();
  const [answer, setAnswer] = useState<string>();
  useEffect(() => {
    let stale = false;
    directory.ask("read", [address]).then(
      ({ status, body }) => {
        if (stale) return;
        if (status === 200) setStored(formatJson(body));
        else onGone();
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [address, changes]);
  const shown = draft ?? stored;
  const report = useMemo(
    () =>
      shown === undefined
        ? undefined
        : scim.validate(
            shown,
            draft === undefined || stored === undefined
              ? { operation: "read" }
              : { operation: "replace", current: stored },
          ),
    [scim, shown, draft, stored],
  );
  const known = useRef<string | undefined>(undefined);
  known.current = report?.resourceType;
  const extension = useMemo(
    () => [
      jsonLanguage,
      characteristics(scim, () => known.current),
      completing(documentCompletion(scim, () => ({ resourceType: known.current, patch: false }))),
    ],
    [scim],
  );
  const send = async (method: string, body: string) => {
    const headers = { "Content-Type": "application/scim+json" };
    const { response } = await directory.ask("send", [
      { method, url: address, headers, body },
      "rfc",
    ]);
    if (response.status >= 400) {
      setAnswer((JSON.parse(response.body) as { detail?: string }).detail ?? "It was refused.");
      return;
    }
    setAnswer(undefined);
    setDraft(undefined);
    announce(method === "PUT" ? "Saved" : "Deleted");
    if (method === "DELETE") onGone();
  };
  if (shown === undefined || report === undefined) return <p class="empty">Reading it …</p>;
  const changed = draft !== undefined && draft !== stored;
  return (
    <>
      <CheckedEditor
        label="Resource"
        text={shown}
        findings={report.diagnostics}
        fine={changed ? "Can be saved" : `Valid ${report.resourceType ?? "resource"}`}
        extension={extension}
        active={active}
        onText={setDraft}
        fixed={() => report.fixed()}
      />
      {answer !== undefined && (
        <p class="note" role="alert">
          <Severity level="error" /> <Prose text={answer} />
        </p>
      )}
      <div class="panel-foot">
        <button type="button" class="ghost small" onClick={() => send("DELETE", "")}>
          <Icon icon={Trash2} size={14} /> Delete
        </button>
        <span class="grow" />
        {changed && (
          <button type="button" class="ghost small" onClick={() => setDraft(undefined)}>
            Back to what is stored
          </button>
        )}
        <button type="button" class="fix" disabled={!changed} onClick={() => send("PUT", shown)}>
          Save
        </button>
      </div>
    </>
  );
}
