import type { EditorView } from "@codemirror/view";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Report, ValidateOptions } from "scimlens/slim";
import { definitions } from "../../definitions/definitions.ts";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { countsOf } from "../../diagnostics/meta.ts";
import { Severity } from "../../diagnostics/Severity.tsx";
import { Editor } from "../../editor/Editor.tsx";
import { formatJson } from "../../editor/format.ts";
import { attributeAt, characteristics, jsonLanguage, summary } from "../../editor/json.ts";
import { typescript } from "../../editor/typescript.ts";
import { documents } from "../../examples/examples.ts";
import { useFacts } from "../../frame/facts.ts";
import type { RoomProps } from "../../frame/rooms.ts";
import { Choice } from "../../parts/Choice.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { duration, timed } from "../../parts/duration.ts";
import { Panes } from "../../parts/Panes.tsx";
import { useSettled } from "../../parts/settled.ts";
import { oneOf, Saved, text } from "../../state/saved.ts";
import { useValue } from "../../state/value.ts";
import { embed } from "./embed.ts";

const DETECT = "";

/** Above this length, in UTF-16 code units, the report as text waits for a pause in typing. */
const LARGE = 32_768;

const OPERATIONS = [
  { value: "create", title: "create", detail: "A client sends it with POST" },
  { value: "replace", title: "replace", detail: "A client sends it with PUT" },
  { value: "read", title: "read", detail: "A service provider answers with it" },
] as const;

const [first] = documents;

const saved = new Saved(
  "document",
  "Document",
  { text: first.text, resourceType: DETECT, operation: first.operation },
  { text, resourceType: text, operation: oneOf("create", "replace", "read") },
);

/** One resource: what the validator says of it, and the code that says the same. */
export function DocumentRoom({ engine: { scim, version }, active }: RoomProps) {
  const state = useValue(saved);
  const types = useMemo(() => scim.resourceTypes.map(type => type.name), [scim]);
  const resourceType = types.includes(state.resourceType) ? state.resourceType : DETECT;
  const options: ValidateOptions = useMemo(
    () => ({ ...(resourceType !== DETECT && { resourceType }), operation: state.operation }),
    [resourceType, state.operation],
  );
  const [report, took] = useMemo(() => {
    const [report, took] = timed(() => scim.validate(state.text, options));
    return [report, took] as const;
  }, [scim, state.text, options]);
  const [cursor, setCursor] = useState({ line: 1, column: 1, attribute: [] as string[] });

  const known = useRef(report.resourceType);
  known.current = report.resourceType;
  const extension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => known.current)],
    [scim],
  );
  const settled = useSettled(report, state.text.length > LARGE);
  const rendered = useMemo(() => reportText(settled), [settled]);
  const onCursor = (view: EditorView) => {
    const { head } = view.state.selection.main;
    const line = view.state.doc.lineAt(head);
    const at = attributeAt(view.state, head, scim, known.current, false);
    setCursor({
      line: line.number,
      column: head - line.from + 1,
      attribute: at ? [at.path, summary(at).join(", ")] : [],
    });
  };
  useFacts(active, {
    left: [
      [`Ln ${cursor.line}, Col ${cursor.column}`],
      ...(cursor.attribute[0] === undefined
        ? []
        : [[cursor.attribute[0], cursor.attribute[1] ?? ""] as const]),
    ],
    right: [`scimlens ${version}`, `check ${duration(took)}`],
  });

  const inForce = useValue(definitions);
  const code = useMemo(() => embed(options, inForce), [options, inForce]);
  return (
    <>
      <h1 class="unseen">Document</h1>
      <div class="bench">
        <Choice
          label="Resource type"
          value={resourceType}
          options={[
            { value: DETECT, title: "detect", detail: "By its schemas" },
            ...types.map(name => ({ value: name, title: name })),
          ]}
          onPick={picked => saved.update({ resourceType: picked })}
        />
        <Choice
          label="Operation"
          value={state.operation}
          options={OPERATIONS}
          onPick={picked => saved.update({ operation: picked as typeof state.operation })}
        />
        <div class="grow" />
        <button
          type="button"
          class="ghost"
          onClick={() => saved.update({ text: formatJson(state.text) })}
          disabled={report.diagnostics.some(finding => finding.code.startsWith("json/"))}
        >
          Format
        </button>
        <Choice
          label="Examples"
          align="end"
          options={documents.map(({ id, title, claim, group }) => ({
            value: id,
            title,
            detail: claim,
            group,
          }))}
          onPick={picked => {
            const example = documents.find(({ id }) => id === picked);
            if (example)
              saved.update({
                text: example.text,
                operation: example.operation,
                resourceType: DETECT,
              });
          }}
        />
      </div>
      <Panes
        name="document"
        columns={[
          [
            {
              id: "source",
              title: "Document",
              aside: (
                <span class="hint wide">hover on a name, or F1 in it, for its characteristics</span>
              ),
              body: (
                <CheckedEditor
                  label="Document"
                  text={state.text}
                  findings={report.diagnostics}
                  fine={fine(report)}
                  extension={extension}
                  hint="Paste a SCIM resource, or choose an example"
                  active={active}
                  main
                  onText={changed => saved.update({ text: changed })}
                  fixed={() => report.fixed()}
                  onCursor={onCursor}
                />
              ),
            },
          ],
          [
            {
              id: "report",
              title: "Report",
              aside: <CopyButton what="Report" text={rendered} />,
              body: (
                <>
                  <Verdict report={report} chosen={resourceType !== DETECT} took={took} />
                  <Editor label="Report" text={rendered} readOnly wrap numbers={false} />
                </>
              ),
            },
            {
              id: "code",
              title: "Code",
              aside: <CopyButton what="Code" text={code} />,
              body: (
                <>
                  <p class="note">
                    <span>
                      <code>npm install scimlens</code> and this program: the same findings, with
                      the same options.
                    </span>
                  </p>
                  <Editor
                    label="Code"
                    text={code}
                    readOnly
                    numbers={false}
                    extension={typescript}
                  />
                </>
              ),
            },
          ],
        ]}
      />
    </>
  );
}

function fine(report: Report): string {
  return report.resourceType === undefined ? "Nothing found" : `Valid ${report.resourceType}`;
}

function reportText(report: Report): string {
  return report.diagnostics.length === 0
    ? `${fine(report)}: nothing to report.`
    : report.render("text").trimEnd();
}

/** The facts of a report side by side. */
function Verdict({ report, chosen, took }: { report: Report; chosen: boolean; took: number }) {
  const counts = countsOf(report.counts);
  return (
    <dl class="verdict">
      <div>
        <dt>RFC 7643</dt>
        <dd>
          <Severity level={report.valid ? "ok" : "error"} />
          {report.valid ? "valid" : "not valid"}
        </dd>
      </div>
      <div>
        <dt>Findings</dt>
        <dd>{counts.length === 0 ? "none" : counts.join(", ")}</dd>
      </div>
      <div>
        <dt>{report.kind === "resource" ? "Resource type" : report.kind}</dt>
        <dd>
          {report.resourceType ?? "not known"} {chosen ? "(chosen)" : ""}
        </dd>
      </div>
      <div>
        <dt>Check</dt>
        <dd class="number">{duration(took)}</dd>
      </div>
    </dl>
  );
}
