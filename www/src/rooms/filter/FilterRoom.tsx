import type { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Diagnostic, Filter, Range, StoredStrings } from "scimlens/slim";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { Severity } from "../../diagnostics/Severity.tsx";
import { filterCompletion } from "../../editor/complete.ts";
import { completing } from "../../editor/completing.ts";
import { filterLanguage, setLit } from "../../editor/filter.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { filters, resources as sample } from "../../examples/examples.ts";
import { useFacts } from "../../frame/facts.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { duration, timed } from "../../parts/duration.ts";
import { Panes } from "../../parts/Panes.tsx";
import { Name, Prose } from "../../parts/Prose.tsx";
import { oneOf, Saved, since, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { Queries } from "./Queries.tsx";
import { type Listed, matches, readList } from "./resources.ts";
import { nodeAt, Tree } from "./Tree.tsx";
import { Why } from "./Why.tsx";

const [first] = filters;

const saved = new Saved(
  "filter",
  "Filter lab",
  {
    filter: first.filter,
    resourceType: first.resourceType,
    resources: sample,
    strings: "ascii" as StoredStrings,
  },
  {
    filter: text,
    resourceType: text,
    resources: text,
    strings: since(oneOf<StoredStrings>("any", "nfc", "ascii"), "ascii"),
  },
);

/** A filter: what it says, how it is read, and what it matches. */
export function FilterRoom({ engine: { scim, version }, active }: RoomProps) {
  const state = useValue(saved);
  const types = useMemo(() => scim.resourceTypes.map(type => type.name), [scim]);
  const resourceType = types.includes(state.resourceType)
    ? state.resourceType
    : (types[0] ?? "User");
  const input = useRef<EditorView | null>(null);
  const list = useRef<EditorView | null>(null);
  const [cursor, setCursor] = useState(0);

  const [findings, took] = useMemo(
    () => timed(() => scim.checkFilter(state.filter, { resourceType })),
    [scim, state.filter, resourceType],
  );
  const filter = useMemo(
    () => (findings.length === 0 ? scim.parseFilter(state.filter, { resourceType }) : undefined),
    [scim, findings],
  );
  useEffect(() => () => filter?.free(), [filter]);
  const read = useMemo(() => readList(scim, state.resources), [scim, state.resources]);
  const writing = useMemo(
    () => [filterLanguage(scim), completing(filterCompletion(scim, () => resourceType))],
    [scim, resourceType],
  );
  const [asked, setAsked] = useState(0);
  const [bring, setBring] = useState<{ panel: string }>();
  const extension = useMemo(() => [jsonLanguage, characteristics(scim, () => undefined)], [scim]);
  const hits = useMemo(
    () =>
      read.resources.map(
        resource => filter !== undefined && matches(filter, resource, resourceType),
      ),
    [filter, read, resourceType],
  );
  const matched = hits.filter(Boolean).length;
  useFacts(active, {
    left: filter ? [[`${matched}`, `of ${read.resources.length} match`]] : [],
    right: [`scimlens ${version}`, `check ${duration(took)}`],
  });

  const light = (range: Range | null) => input.current?.dispatch({ effects: setLit.of(range) });
  const pick = (view: EditorView | null, range: Range) => {
    view?.dispatch({ selection: { anchor: range.start, head: range.end }, scrollIntoView: true });
    view?.focus();
  };
  return (
    <>
      <h1 class="unseen">Filter lab</h1>
      <div class="bench tall">
        <div class="bench-row">
          <Choice
            label="Resource type"
            value={resourceType}
            options={types.map(name => ({ value: name, title: name }))}
            onPick={picked => saved.update({ resourceType: picked })}
          />
          <div class="grow" />
          <Choice
            label="Examples"
            align="end"
            options={filters.map(({ id, title, filter, group }) => ({
              value: id,
              title,
              detail: filter,
              group,
            }))}
            onPick={picked => {
              const example = filters.find(({ id }) => id === picked);
              if (example)
                saved.update({ filter: example.filter, resourceType: example.resourceType });
            }}
          />
        </div>
        <CheckedEditor
          label="Filter"
          text={state.filter}
          findings={findings}
          fine="Valid filter"
          extension={writing}
          hint={'userName eq "mira.oduya"'}
          oneLine
          active={active}
          main
          before={<span class="prefix">filter</span>}
          place={placeInFilter}
          viewRef={view => {
            input.current = view;
          }}
          onText={changed => saved.update({ filter: changed })}
          onCursor={view => setCursor(view.state.selection.main.head)}
        />
      </div>
      <Panes
        name="filter"
        bring={bring}
        columns={[
          [
            {
              id: "tree",
              title: "Tree",
              body: filter ? (
                <Reading
                  filter={filter}
                  cursor={cursor}
                  onLight={light}
                  onPick={range => pick(input.current, range)}
                />
              ) : (
                <p class="empty">The tree appears as soon as the filter can be read.</p>
              ),
            },
            {
              id: "why",
              passing: true,
              title: "Why",
              body: filter ? (
                <Why
                  filter={filter}
                  resources={read.resources}
                  resourceType={resourceType}
                  picked={asked}
                  onPick={setAsked}
                  onLight={light}
                />
              ) : (
                <p class="empty">Reasons appear as soon as the filter can be read.</p>
              ),
            },
            {
              id: "queries",
              passing: true,
              title: "As a query",
              body: filter ? (
                <Queries
                  filter={filter}
                  strings={state.strings}
                  onStrings={strings => saved.update({ strings })}
                />
              ) : (
                <p class="empty">Queries appear as soon as the filter can be read.</p>
              ),
            },
          ],
          [
            {
              id: "matches",
              title: "Matches",
              aside: (
                <span class="hint">
                  {filter ? `${matched} of ${read.resources.length}` : "no filter to match"}
                </span>
              ),
              body: (
                <Matches
                  resources={read.resources}
                  hits={hits}
                  resourceType={resourceType}
                  readable={filter !== undefined}
                  onPick={range => pick(list.current, range)}
                  onWhy={index => {
                    setAsked(index);
                    setBring({ panel: "why" });
                  }}
                />
              ),
            },
          ],
          [
            {
              id: "resources",
              title: "Resources",
              aside: state.resources !== sample && (
                <button
                  type="button"
                  class="ghost small"
                  onClick={() => saved.update({ resources: sample })}
                >
                  Back to the sample
                </button>
              ),
              body: (
                <CheckedEditor
                  label="Resources"
                  text={state.resources}
                  findings={read.findings}
                  fine={`${read.resources.length} valid resources`}
                  extension={extension}
                  hint="[ resources ]"
                  active={active}
                  viewRef={view => {
                    list.current = view;
                  }}
                  onText={changed => saved.update({ resources: changed })}
                />
              ),
            },
          ],
        ]}
      />
    </>
  );
}

function placeInFilter({ range }: Diagnostic): string {
  return range ? `character ${range.start + 1}` : "";
}

interface ReadingProps {
  readonly filter: Filter;
  readonly cursor: number;
  onLight(range: Range | null): void;
  onPick(range: Range): void;
}

/** How a filter is read: its tree, its canonical text, and the attributes that it needs. */
function Reading({ filter, cursor, onLight, onPick }: ReadingProps) {
  const canonical = filter.toString();
  return (
    <div class="reading">
      <p class="sentence">
        <Prose text={filter.describe()} />
      </p>
      <Tree
        node={filter.ast}
        lit={nodeAt(filter.ast, cursor)?.range}
        onLight={onLight}
        onPick={onPick}
      />
      <h2>
        Canonical text <CopyButton what="Canonical text" text={canonical} />
      </h2>
      <p class="canonical">
        <code>{canonical}</code>
      </p>
      <h2>Attributes that it reads</h2>
      <ul class="attributes">
        {filter.attributes.map(attribute => (
          <li key={attribute}>
            <Name text={attribute} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MatchesProps {
  readonly resources: readonly Listed[];
  readonly hits: readonly boolean[];
  readonly resourceType: string;
  readonly readable: boolean;
  onPick(range: Range): void;
  onWhy(index: number): void;
}

function Matches({ resources, hits, resourceType, readable, onPick, onWhy }: MatchesProps) {
  if (resources.length === 0)
    return <p class="empty">There is no list of resources that can be read.</p>;
  return (
    <ul class="matches">
      {resources.map((resource, index) => (
        <li key={resource.range.start} class="with-why">
          <button type="button" class="match" onClick={() => onPick(resource.range)}>
            <Severity level={hits[index] ? "ok" : "off"} />
            <span class="match-name">{resource.name}</span>
            <span class="match-type">{resource.resourceType}</span>
            <span class={hits[index] ? "match-word ok" : "match-word"}>
              {readable ? verdict(resource, hits[index] === true, resourceType) : "–"}
            </span>
          </button>
          {readable && resource.resourceType === resourceType && (
            <button
              type="button"
              class="ghost small"
              aria-label={`Why ${resource.name}`}
              onClick={() => onWhy(index)}
            >
              Why
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function verdict(resource: Listed, hit: boolean, resourceType: string): string {
  if (hit) return "matches";
  return resource.resourceType === resourceType ? "does not match" : "another resource type";
}
