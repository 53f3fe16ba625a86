import { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Diagnostic, Range, Scim } from "scimlens/slim";
import { fileCheck } from "../../check/file-check.ts";
import type { WholeFinding } from "../../check/protocol.ts";
import { CheckedEditor } from "../../diagnostics/CheckedEditor.tsx";
import { placeOf } from "../../diagnostics/meta.ts";
import { formatJson } from "../../editor/format.ts";
import { characteristics, jsonLanguage } from "../../editor/json.ts";

/** A finding with its row, from the worker. */
export function useWholeFinding(at: number | undefined): WholeFinding | undefined {
  const [finding, setFinding] = useState<WholeFinding>();
  useEffect(() => {
    if (at === undefined) return setFinding(undefined);
    let stale = false;
    fileCheck.ask("finding", [at]).then(
      found => {
        if (!stale) setFinding(found);
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [at]);
  return at === undefined ? undefined : finding;
}

interface PickedFindingProps {
  readonly finding: WholeFinding;
  readonly scim: Scim;
  readonly active: boolean;
}

/** The row that a finding is about, with the finding marked. */
export function PickedFinding({ finding, scim, active }: PickedFindingProps) {
  const view = useRef<EditorView | null>(null);
  const shown = useMemo(() => laidOut(finding), [finding]);
  const extension = useMemo(
    () => [jsonLanguage, characteristics(scim, () => undefined), EditorView.lineWrapping],
    [scim],
  );
  useEffect(() => {
    const range = shown.findings[0]?.range;
    if (!range || !view.current) return;
    const head = Math.min(range.start, view.current.state.doc.length);
    view.current.dispatch({
      selection: { anchor: head },
      effects: EditorView.scrollIntoView(head, { y: "center" }),
    });
  }, [shown]);
  return (
    <>
      {(finding.cut || finding.text === undefined) && (
        <p class="note">
          {finding.text === undefined
            ? "The text of the row isn't kept: the memory that is set aside for texts is taken."
            : "The row is long: what stands around the finding is shown."}
        </p>
      )}
      <CheckedEditor
        label="Row"
        text={shown.text}
        findings={shown.findings}
        fine=""
        extension={extension}
        active={active}
        readOnly
        main
        viewRef={made => {
          view.current = made;
        }}
        place={({ pointer }) => placeOf(pointer)}
        onText={() => undefined}
      />
    </>
  );
}

/** Where in the file it is. */
export function whereOf({ row, line, id, part }: WholeFinding): string {
  const where = [
    `Row ${(row + 1).toLocaleString("en")}`,
    `line ${line.toLocaleString("en")} of the file`,
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(part === undefined ? [] : [part]),
  ];
  return where.join(" · ");
}

/** A row on one line is laid out; its finding goes along. */
function laidOut({ text = "", cut, diagnostic }: WholeFinding): {
  text: string;
  findings: readonly Diagnostic[];
} {
  const isJson = !cut && /^[[{]/.test(text) && !diagnostic.code.startsWith("json/");
  if (!isJson || text.includes("\n")) return { text, findings: [diagnostic] };
  const laid = formatJson(text);
  const { range } = diagnostic;
  return {
    text: laid,
    findings: [range ? { ...diagnostic, range: moved(text, laid, range) } : diagnostic],
  };
}

/** The same place in a text that differs by white space alone. */
function moved(from: string, to: string, { start, end }: Range): Range {
  const first = inked(from, start);
  const length = inked(from, end) - first;
  const begin = placeOfInk(to, first);
  return { start: begin, end: length === 0 ? begin : placeOfInk(to, first + length - 1) + 1 };
}

/** How many characters before a place are no white space. */
function inked(text: string, before: number): number {
  return text.slice(0, before).replace(/\s/g, "").length;
}

function placeOfInk(text: string, wanted: number): number {
  let left = wanted;
  for (let at = 0; at < text.length; at++)
    if (!/\s/.test(text[at] ?? "") && left-- === 0) return at;
  return text.length;
}
