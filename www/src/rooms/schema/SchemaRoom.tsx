import { useEffect, useMemo, useState } from "preact/hooks";
import type { Operation } from "scimlens/slim";
import { definitions } from "../../definitions/definitions.ts";
import { countsOf } from "../../diagnostics/meta.ts";
import { Severity } from "../../diagnostics/Severity.tsx";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";
import { typescript } from "../../editor/typescript.ts";
import { definitionExamples } from "../../examples/examples.ts";
import { announce } from "../../frame/announce.ts";
import { useFacts } from "../../frame/facts.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Panes } from "../../parts/Panes.tsx";
import { oneOf, type Reader, Saved, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { AttributeTree } from "./AttributeTree.tsx";
import { Characteristics } from "./Characteristics.tsx";
import { DefinitionsEditor, OpenFile, useDefinitions } from "./Definitions.tsx";
import { exampleOf } from "./example.ts";
import { Form } from "./Form.tsx";
import { type Entries, entriesOf } from "./form.ts";
import { found, partsOf, rowsOf } from "./tree.ts";

const OPERATIONS = [
  { value: "create", title: "create", detail: "A client sends it with POST" },
  { value: "replace", title: "replace", detail: "A client sends it with PUT" },
  { value: "read", title: "read", detail: "A service provider answers with it" },
] as const;

const TARGETS = [
  { value: "2020-12", title: "2020-12" },
  { value: "draft-07", title: "draft-07" },
] as const;

/** What stands in the forms, by resource type. */
type Forms = Readonly<Record<string, Entries>>;

const forms: Reader<Forms> = stored =>
  typeof stored === "object" && stored !== null && Object.values(stored).every(isEntries)
    ? (stored as Forms)
    : undefined;

function isEntries(stored: unknown): boolean {
  return typeof stored === "object" && stored !== null && Object.values(stored).every(isEntry);
}

function isEntry(stored: unknown): boolean {
  return ["string", "boolean"].includes(typeof stored) || isEntries(stored);
}

const saved = new Saved(
  "schema",
  "Schemas",
  {
    resourceType: "User",
    operation: "create" as Operation,
    target: "2020-12" as "2020-12" | "draft-07",
    forms: {} as Forms,
  },
  {
    resourceType: text,
    operation: oneOf("create", "replace", "read"),
    target: oneOf("2020-12", "draft-07"),
    forms,
  },
);

/** The schemas: what each attribute is, and what resources of a type look like; the reader's own beside the built-in. */
export function SchemaRoom({ engine: { scim, version }, active }: RoomProps) {
  const state = useValue(saved);
  const reading = useDefinitions(scim);
  const own = useOwn();
  const types = useMemo(() => scim.resourceTypes, [scim]);
  const type =
    types.find(({ name }) => name === state.resourceType) ??
    types.find(({ name }) => name === "User") ??
    types[0];
  const parts = useMemo(() => (type ? partsOf(scim, type, own) : []), [scim, type, own]);
  const example = useMemo(
    () => (type ? exampleOf(scim, type, parts, state.operation) : {}),
    [scim, type, parts, state.operation],
  );
  const [bring, setBring] = useState<{ panel: string }>();
  const rows = useMemo(() => rowsOf(parts), [parts]);
  const attributes = rows.filter(({ attribute }) => attribute).length;
  useFacts(active, {
    left: [
      [String(attributes), "attributes"],
      [String(parts.length - 1), parts.length === 2 ? "schema" : "schemas"],
      [String(types.length), "resource types"],
    ],
    right: [`scimlens ${version}`],
  });
  if (type === undefined) return null;

  const name = type.name;
  const shownText = formatJson(JSON.stringify(example));
  const jsonSchema = formatJson(
    JSON.stringify(scim.jsonSchema(name, { operation: state.operation, target: state.target })),
  );
  const declarations = scim.typescript(name);
  const operation = state.operation === "read" ? "create" : state.operation;
  return (
    <>
      <h1 class="unseen">Schemas</h1>
      <div class="bench">
        <Choice
          label="Resource type"
          value={name}
          options={types.map(one => ({
            value: one.name,
            title: one.name,
            detail: one.description ?? one.endpoint,
          }))}
          onPick={picked => saved.update({ resourceType: picked })}
        />
        <Choice
          label="Operation"
          value={state.operation}
          options={OPERATIONS}
          onPick={picked => saved.update({ operation: picked as Operation })}
        />
        <div class="grow" />
        <Choice
          label="Examples"
          align="end"
          options={definitionExamples.map(({ id, title, claim }) => ({
            value: id,
            title,
            detail: claim,
          }))}
          onPick={picked => {
            const chosen = definitionExamples.find(({ id }) => id === picked);
            if (!chosen) return;
            definitions.update({ text: chosen.text });
            saved.update({ resourceType: chosen.resourceType });
            setBring({ panel: "definitions" });
          }}
        />
      </div>
      <Panes
        name="schema"
        bring={bring}
        columns={[
          [
            {
              id: "attributes",
              title: "Attributes",
              body: <Attributes key={name} name={name} rows={rows} />,
            },
            {
              id: "definitions",
              title: "Definitions",
              aside: <OpenFile />,
              body: <DefinitionsEditor scim={scim} reading={reading} active={active} />,
            },
          ],
          [
            {
              id: "example",
              title: "Example",
              aside: <CopyButton what="Example" text={shownText} />,
              body: (
                <Example
                  scim={scim}
                  resourceType={name}
                  operation={state.operation}
                  text={shownText}
                />
              ),
            },
            {
              id: "form",
              title: "Form",
              body: (
                <Form
                  key={name}
                  scim={scim}
                  resourceType={name}
                  operation={operation}
                  parts={parts}
                  entries={state.forms[name] ?? {}}
                  active={active}
                  onEntries={entries =>
                    saved.update({ forms: { ...state.forms, [name]: entries } })
                  }
                  onExample={() =>
                    saved.update({
                      forms: {
                        ...state.forms,
                        [name]: entriesOf(exampleOf(scim, type, parts, operation)),
                      },
                    })
                  }
                />
              ),
            },
            {
              id: "json-schema",
              title: "JSON Schema",
              aside: <CopyButton what="JSON Schema" text={jsonSchema} />,
              body: (
                <>
                  <div class="panel-bar">
                    <Choice
                      label="Draft"
                      value={state.target}
                      options={TARGETS}
                      onPick={target => saved.update({ target: target as typeof state.target })}
                    />
                  </div>
                  <Editor label="JSON Schema" text={jsonSchema} readOnly extension={jsonLanguage} />
                </>
              ),
            },
            {
              id: "typescript",
              title: "TypeScript",
              aside: <CopyButton what="TypeScript" text={declarations} />,
              body: (
                <Editor
                  label="TypeScript"
                  text={declarations}
                  readOnly
                  numbers={false}
                  extension={typescript}
                />
              ),
            },
          ],
        ]}
      />
    </>
  );
}

/** The URIs of the schemas that the reader has written, in lower case. */
function useOwn(): ReadonlySet<string> {
  const { schemas } = useValue(definitions);
  return useMemo(
    () =>
      new Set(schemas.map(text => String((JSON.parse(text) as { id?: unknown }).id).toLowerCase())),
    [schemas],
  );
}

function Attributes({ name, rows }: { name: string; rows: ReturnType<typeof rowsOf> }) {
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(rows.filter(({ level }) => level === 1).map(({ key }) => key)),
  );
  const [picked, setPicked] = useState(
    (rows.find(({ level, part }) => level === 2 && part.role === "core") ?? rows[0])?.key ?? "",
  );
  const kept = useMemo(() => found(rows, search), [rows, search]);
  // A schema that has come since is open, as the others were at first.
  const [seen, setSeen] = useState(rows);
  if (seen !== rows) {
    setSeen(rows);
    const before = new Set(seen.map(({ key }) => key));
    const added = rows.filter(({ level, key }) => level === 1 && !before.has(key));
    if (added.length > 0) setOpen(new Set([...open, ...added.map(({ key }) => key)]));
  }
  const row = rows.find(({ key }) => key === picked) ?? rows[0];
  const matches = kept && rows.filter(one => kept.has(one.key) && one.attribute).length;
  useEffect(() => {
    if (matches !== undefined) announce(`${matches} attributes found`, 700);
  }, [matches]);
  return (
    <>
      <div class="tree-search">
        <input
          type="search"
          class="input"
          aria-label="Search the attributes"
          placeholder="Search: a name, a word, required, readOnly …"
          value={search}
          onInput={event => setSearch(event.currentTarget.value)}
        />
      </div>
      {kept?.size === 0 ? (
        <p class="empty tree-nothing">No attribute of {name} has these words.</p>
      ) : (
        <AttributeTree
          label={`Attributes of ${name}`}
          rows={rows}
          found={kept}
          open={open}
          picked={picked}
          onPick={setPicked}
          onOpen={(key, opened) =>
            setOpen(before => {
              const next = new Set(before);
              if (opened) next.add(key);
              else next.delete(key);
              return next;
            })
          }
        />
      )}
      {row && <Characteristics row={row} />}
    </>
  );
}

interface ExampleProps {
  readonly scim: RoomProps["engine"]["scim"];
  readonly resourceType: string;
  readonly operation: Operation;
  readonly text: string;
}

/** A resource made from the characteristics, and what the validator says of it. */
function Example({ scim, resourceType, operation, text }: ExampleProps) {
  const report = useMemo(
    () => scim.validate(text, { resourceType, operation }),
    [scim, text, resourceType, operation],
  );
  const extension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => resourceType)],
    [scim, resourceType],
  );
  const [first] = report.diagnostics;
  const counts = countsOf(report.counts).join(", ");
  return (
    <>
      <p class="note example-state">
        <Severity level={first?.severity ?? "ok"} />{" "}
        {counts === "" ? `Valid ${resourceType}` : `${counts}: ${first?.message}`}
        <span class="hint"> · what can't be made up, such as a certificate, is left out</span>
      </p>
      <Editor label="Example" text={text} readOnly extension={extension} />
    </>
  );
}
