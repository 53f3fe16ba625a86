import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
  temporarilySetTabFocusMode,
} from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import type { Ref } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { adoptEditorStyles, markOf, typeOver } from "scimlens/codemirror";
import type { Diagnostic, Fix } from "scimlens/slim";
import { changeBetween } from "./change.ts";
import { highlighting } from "./highlighting.ts";

adoptEditorStyles();

export interface EditorProps {
  readonly label: string;
  readonly text: string;
  /** Id of the element that says how to leave it. */
  readonly describedBy?: string | undefined;
  readonly diagnostics?: readonly Diagnostic[] | undefined;
  /** Shown while it is empty. */
  readonly hint?: string | undefined;
  readonly oneLine?: boolean | undefined;
  readonly readOnly?: boolean | undefined;
  readonly wrap?: boolean | undefined;
  readonly numbers?: boolean | undefined;
  /** Language, hover and the like. A new value takes the place of the old one. */
  readonly extension?: Extension | undefined;
  readonly viewRef?: Ref<EditorView>;
  onText?(text: string): void;
  onCursor?(view: EditorView): void;
  onFix?(fix: Fix): void;
}

/**
 * A CodeMirror editor that shows `text`. What is typed goes to `onText`; a text that comes from elsewhere (a fix, an
 * example) becomes one step of the same history, so that undo takes it back.
 */
export function Editor(props: EditorProps) {
  const { text, diagnostics, extension = [] } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const shown = useRef(text);
  const latest = useRef(props);
  const language = useRef(new Compartment());
  latest.current = props;

  useLayoutEffect(() => {
    if (!place.current) return;
    const follow = EditorView.updateListener.of(update => {
      if (update.docChanged) {
        const next = update.state.doc.toString();
        if (next !== shown.current) {
          shown.current = next;
          latest.current.onText?.(next);
        }
      }
      if (update.docChanged || update.selectionSet) latest.current.onCursor?.(update.view);
    });
    const state = EditorState.create({
      doc: text,
      // The first: also where Escape closes something as well.
      extensions: [
        props.readOnly ? [] : leaveByTab,
        language.current.of(extension),
        common(props),
        follow,
      ],
    });
    const made = new EditorView({ state, parent: place.current });
    view.current = made;
    assign(props.viewRef, made);
    latest.current.onCursor?.(made);
    return () => {
      assign(props.viewRef, null);
      made.destroy();
    };
  }, []);

  useLayoutEffect(() => {
    if (!view.current || text === shown.current) return;
    const change = changeBetween(shown.current, text);
    shown.current = text;
    view.current.dispatch({
      changes: change,
      annotations: isolateHistory.of("full"),
      userEvent: "input.replace",
    });
  }, [text]);

  useEffect(() => {
    if (!view.current || language.current.get(view.current.state) === extension) return;
    view.current.dispatch({ effects: language.current.reconfigure(extension) });
  }, [extension]);

  useLayoutEffect(() => {
    if (!view.current || !diagnostics) return;
    const { state } = view.current;
    const marks = diagnostics.flatMap(one =>
      markOf(one, state.doc.length, fix => latest.current.onFix?.(fix)),
    );
    view.current.dispatch(setDiagnostics(state, marks));
  }, [diagnostics]);

  return <div ref={place} class={props.oneLine ? "editor one-line" : "editor"} />;
}

function assign(ref: Ref<EditorView> | undefined, view: EditorView | null): void {
  if (typeof ref === "function") ref(view);
  else if (ref) ref.current = view;
}

function common({
  label,
  describedBy,
  hint,
  oneLine,
  readOnly,
  wrap,
  numbers = true,
}: EditorProps): Extension {
  return [
    EditorView.contentAttributes.of({
      "aria-label": label,
      ...(describedBy !== undefined && { "aria-describedby": describedBy }),
      ...(readOnly && { "aria-readonly": "true" }),
      tabindex: "0",
      spellcheck: "false",
      autocapitalize: "off",
    }),
    highlighting,
    highlightSpecialChars(),
    drawSelection(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    ...(numbers && !oneLine ? [lineNumbers()] : []),
    ...(hint ? [placeholder(hint)] : []),
    ...(wrap ? [EditorView.lineWrapping] : []),
    ...(readOnly ? [EditorState.readOnly.of(true)] : writing(oneLine === true)),
    keymap.of([...defaultKeymap.filter(binding => binding.key !== "Mod-i")]),
  ];
}

function writing(oneLine: boolean): Extension[] {
  return [
    history(),
    typeOver,
    indentOnInput(),
    bracketMatching(),
    keymap.of(historyKeymap),
    ...(oneLine
      ? [singleLine]
      : [keymap.of([indentWithTab]), highlightActiveLine(), highlightActiveLineGutter()]),
  ];
}

/** Escape frees Tab to leave, also where it does something else as well, such as closing a tooltip. */
const leaveByTab = Prec.highest(
  keymap.of([
    {
      key: "Escape",
      run: view => {
        temporarilySetTabFocusMode(view);
        return false;
      },
    },
  ]),
);

/** Line breaks become spaces: what is pasted as several lines stays whole. */
const singleLine: Extension = [
  EditorState.transactionFilter.of(transaction => {
    if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
    const flat = transaction.newDoc.toString().replace(/\s*\n\s*/g, " ");
    const { doc } = transaction.startState;
    const change = changeBetween(doc.toString(), flat);
    const end = change.from + String("insert" in change ? change.insert : "").length;
    return [{ changes: change, selection: { anchor: end }, userEvent: "input.paste" }];
  }),
  Prec.high(keymap.of([{ key: "Enter", run: () => true }])),
];
