import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Diagnostic, Fix } from "scimlens/slim";
import { Editor } from "../editor/Editor.tsx";
import { announce } from "../frame/announce.ts";
import { Findings } from "./Findings.tsx";
import { anySafe, applyFix } from "./fixes.ts";
import { count, countsOf, placeIn } from "./meta.ts";
import { Severity } from "./Severity.tsx";

/** How long typing pauses before the counts are told, in milliseconds. */
const TELL_AFTER = 700;

interface CheckedEditorProps {
  readonly label: string;
  readonly text: string;
  readonly findings: readonly Diagnostic[];
  /** What to say when nothing is found. */
  readonly fine: string;
  readonly extension: Extension;
  readonly hint?: string;
  readonly oneLine?: boolean;
  readonly readOnly?: boolean;
  /** Whether its room is in view. */
  readonly active: boolean;
  /** Whether F8 means this one while no editor has the focus. */
  readonly main?: boolean;
  /** Stands before the editor, in its line. */
  readonly before?: ComponentChildren;
  readonly viewRef?: (view: EditorView | null) => void;
  place?(finding: Diagnostic): string;
  onText(text: string): void;
  /** The text with everything mended that is safe. */
  fixed?(): string;
  onCursor?(view: EditorView): void;
}

/** An editor with what the toolkit finds in its text: squiggles, a list under it, counts, and fixes. */
export function CheckedEditor(props: CheckedEditorProps) {
  const { label, text, findings, active, onText } = props;
  const self = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [current, setCurrent] = useState<number>();
  const refocus = useRef<number | undefined>(undefined);
  const leave = useId();

  const show = (index: number) => {
    const range = findings[index]?.range;
    if (!range || !view.current) return;
    const { length } = view.current.state.doc;
    const [anchor, head] = [Math.min(range.start, length), Math.min(range.end, length)];
    view.current.dispatch({ selection: { anchor, head }, scrollIntoView: true });
    view.current.focus();
    setCurrent(index);
  };

  const step = (by: 1 | -1) => {
    if (findings.length === 0) return announce("No findings");
    const next = nextFinding(findings, current, view.current?.state.selection.main, by);
    show(next);
    const finding = findings[next];
    if (finding)
      announce(`${next + 1} of ${findings.length}: ${finding.message.replaceAll("`", "")}`);
  };

  const fix = (fix: Fix, index?: number) => {
    refocus.current = index;
    setCurrent(undefined);
    onText(applyFix(text, fix));
    announce(`${fix.title.replaceAll("`", "")}: done`);
  };

  const fixHere = () => {
    const head = view.current?.state.selection.main.head ?? 0;
    const here = findings.find(
      ({ range, fixes }) => fixes?.[0] && range && range.start <= head && head <= range.end,
    );
    if (here?.fixes?.[0]) fix(here.fixes[0]);
  };

  useKeys(self, active, props.main === true, event => {
    if (event.key === "F8") step(event.shiftKey ? -1 : 1);
    else if (event.key === "." && (event.ctrlKey || event.metaKey)) fixHere();
    else return false;
    return true;
  });

  // A finding that is mended leaves the list, and its button with it: the focus goes to what took its place.
  useLayoutEffect(() => {
    const index = refocus.current;
    if (index === undefined) return;
    refocus.current = undefined;
    const buttons = self.current?.querySelectorAll<HTMLElement>(".finding") ?? [];
    (buttons[Math.min(index, buttons.length - 1)] ?? view.current)?.focus();
  }, [findings]);

  const counts = countsOf(count(findings));
  const said = counts.join(", ") || props.fine;
  const first = useRef(true);
  useEffect(() => {
    if (active && !first.current) announce(`${label}: ${said}`, TELL_AFTER);
    first.current = false;
  }, [said, active]);

  return (
    <div ref={self} class="checked" data-checked>
      <div class="line">
        {props.before}
        <Editor
          label={label}
          text={text}
          describedBy={props.oneLine ? undefined : leave}
          diagnostics={findings}
          hint={props.hint}
          oneLine={props.oneLine}
          readOnly={props.readOnly}
          extension={props.extension}
          viewRef={made => {
            view.current = made;
            props.viewRef?.(made);
          }}
          onText={onText}
          onFix={one => fix(one)}
          onCursor={made => {
            setCurrent(at => (at !== undefined && isAt(findings[at], made) ? at : undefined));
            props.onCursor?.(made);
          }}
        />
      </div>
      <section class="diagnostics" aria-label={`Findings: ${label}`}>
        <div class="diagnostics-head">
          <Counts findings={findings} fine={props.fine} />
          {!props.oneLine && (
            <p id={leave} class="leave">
              <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor
            </p>
          )}
          {props.fixed && anySafe(findings) && (
            <button
              type="button"
              class="fix"
              onClick={() => {
                refocus.current = 0;
                onText(props.fixed?.() ?? text);
                announce("All that is safe is mended");
              }}
            >
              Fix all that is safe
            </button>
          )}
        </div>
        {findings.length > 0 && (
          <Findings
            findings={findings}
            current={current}
            place={finding => props.place?.(finding) ?? placeIn(text, finding)}
            onShow={show}
            onFix={fix}
          />
        )}
      </section>
    </div>
  );
}

/** How many findings there are of each severity, or that all is well. */
function Counts({ findings, fine }: { findings: readonly Diagnostic[]; fine: string }) {
  const counts = count(findings);
  const levels = (["error", "warning", "info"] as const).filter(level => counts[level] > 0);
  return (
    <p class="counts">
      {levels.map(level => (
        <span key={level}>
          <Severity level={level} />
          {countsOf({ error: 0, warning: 0, info: 0, [level]: counts[level] })}
        </span>
      ))}
      {levels.length === 0 && (
        <span>
          <Severity level="ok" />
          {fine}
        </span>
      )}
    </p>
  );
}

function isAt(finding: Diagnostic | undefined, view: EditorView): boolean {
  return finding?.range?.start === view.state.selection.main.from;
}

/** The finding after the current one or after the cursor; from the last on to the first. */
function nextFinding(
  findings: readonly Diagnostic[],
  current: number | undefined,
  cursor: { from: number; to: number } | undefined,
  by: 1 | -1,
): number {
  const { length } = findings;
  if (current !== undefined) return (current + by + length) % length;
  const start = (finding: Diagnostic) => finding.range?.start ?? 0;
  const from = cursor?.from ?? 0;
  if (by === 1) {
    const after = findings.findIndex(finding => start(finding) >= from);
    return after === -1 ? 0 : after;
  }
  const before = findings.findLastIndex(finding => start(finding) < from);
  return before === -1 ? length - 1 : before;
}

/** Keys that belong to the part of the page with the focus; to the main one where none has it. */
function useKeys(
  self: { current: HTMLElement | null },
  active: boolean,
  main: boolean,
  onKey: (event: KeyboardEvent) => boolean,
): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => {
      const owner = event.target instanceof Element ? event.target.closest("[data-checked]") : null;
      if (owner ? owner !== self.current : !main) return;
      if (latest.current(event)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [active, main]);
}
