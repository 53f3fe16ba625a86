import {
  type Extension,
  type RangeSet,
  RangeSetBuilder,
  type RangeValue,
  type Text,
} from "@codemirror/state";
import {
  Decoration,
  EditorView,
  GutterMarker,
  gutterLineClass,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Editor } from "../editor/Editor.tsx";
import { jsonLanguage } from "../editor/json.ts";
import type { DiffLine } from "./line-diff.ts";

/** Two texts as one, with the removed and the added lines marked. */
export function DiffView({ label, lines }: { label: string; lines: readonly DiffLine[] }) {
  const extension = useMemo(() => [jsonLanguage, marks(lines), numbers(lines)], [lines]);
  const view = useRef<EditorView>(null);
  useEffect(() => {
    const changed = lines.findIndex(line => line.kind !== "same");
    const { current } = view;
    if (!current || changed < 0 || changed >= current.state.doc.lines) return;
    const { from } = current.state.doc.line(changed + 1);
    current.dispatch({ effects: EditorView.scrollIntoView(from, { y: "center" }) });
  }, [lines]);
  const text = lines.map(line => line.text).join("\n");
  return (
    <Editor
      label={label}
      text={text}
      readOnly
      numbers={false}
      extension={extension}
      viewRef={view}
    />
  );
}

class NumberMark extends GutterMarker {
  override readonly elementClass: string;

  constructor(name: string) {
    super();
    this.elementClass = name;
  }
}

const LINE = {
  added: Decoration.line({ class: "added" }),
  removed: Decoration.line({ class: "removed" }),
};
const NUMBER = { added: new NumberMark("added"), removed: new NumberMark("removed") };

function marks(lines: readonly DiffLine[]): Extension {
  return [
    EditorView.decorations.of(view => onLines(view.state.doc, lines, LINE)),
    gutterLineClass.compute(["doc"], state => onLines(state.doc, lines, NUMBER)),
  ];
}

function onLines<T extends RangeValue>(
  doc: Text,
  lines: readonly DiffLine[],
  value: { added: T; removed: T },
): RangeSet<T> {
  const builder = new RangeSetBuilder<T>();
  for (const [index, { kind }] of lines.slice(0, doc.lines).entries()) {
    const { from } = doc.line(index + 1);
    if (kind !== "same") builder.add(from, from, value[kind]);
  }
  return builder.finish();
}

/** −12 for a line of the text before, +12 for one of the text after. */
function numbers(lines: readonly DiffLine[]): Extension {
  return lineNumbers({
    formatNumber: number => {
      const line = lines[number - 1];
      if (line?.kind === "removed") return `−${line.before}`;
      return line?.kind === "added" ? `+${line.after}` : `${line?.after ?? number}`;
    },
  });
}
