import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { forceLinting } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { applyFix } from "./codemirror.ts";
import type { Diagnostic, Fix } from "./index.ts";

/** Where there is no page, as in tests and on servers, the classes can be loaded and not used. */
export const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

const colours = syntaxHighlighting(
  tagHighlighter([
    { tag: tags.propertyName, class: "name" },
    { tag: tags.string, class: "string" },
    { tag: [tags.number, tags.bool, tags.null], class: "literal" },
    { tag: [tags.operatorKeyword, tags.keyword], class: "operator" },
    { tag: tags.namespace, class: "schema" },
  ]),
);

const look = EditorView.theme({
  "&": { font: "var(--scim-font, 0.875rem/1.5 ui-monospace, monospace)" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit" },
  ".name": { color: "var(--scim-name, #0b4f9e)" },
  ".string": { color: "var(--scim-string, #116329)" },
  ".literal": { color: "var(--scim-literal, #8a3b00)" },
  ".operator": { color: "var(--scim-operator, #7a1f6b)" },
  ".schema": { color: "var(--scim-schema, #5a4a00)" },
});

const sheet = () => {
  const made = new CSSStyleSheet();
  made.replaceSync(`
    :host { display: block; border: 1px solid #767676; border-radius: 4px; }
    :host([hidden]) { display: none; }
    :host(:focus-within) { outline: 2px solid #0b57d0; outline-offset: 1px; }
    :host(:state(invalid)) { border-color: #c4001a; }
    .status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .cm-editor.cm-focused { outline: none; }
  `);
  return made;
};

/** What was found in an element: the detail of its event `scim-findings`. */
export interface FoundDetail {
  findings: readonly Diagnostic[];
  valid: boolean;
}

/**
 * An editor as a control of a form: its value is sent with the form, is reset with it, and is not valid while it has an
 * error. Tab leaves it.
 *
 * Attributes: `name`, `value` (what it begins with), `label` where no `<label>` is its own, `required`, `readonly`,
 * `disabled`, `placeholder`. Events: `input`, `change`, and `scim-findings` after each check. Parts: `editor`,
 * `content`. State: `invalid`.
 */
export abstract class FieldElement extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes: readonly string[] = [
    "label",
    "placeholder",
    "readonly",
    "required",
    "value",
  ];

  readonly #internals = this.attachInternals();
  readonly #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  readonly #options = new Compartment();
  readonly #status = document.createElement("div");
  #view: EditorView | undefined;
  #value = "";
  #dirty = false;
  #disabled = false;
  #committed = "";
  #findings: readonly Diagnostic[] = [];

  /** What makes it an editor of what it is of. */
  protected abstract language(): Extension;
  /** What is found in a text. */
  protected abstract check(text: string): readonly Diagnostic[];
  /** Whether it has one line only. */
  protected readonly oneLine: boolean = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet()];
    this.#status.className = "status";
    this.#status.id = "status";
    this.#status.setAttribute("role", "status");
    this.#root.append(this.#status);
    // The events of the text inside would come out as those of the element: it has its own.
    for (const name of ["input", "beforeinput"])
      this.#root.addEventListener(name, event => event.stopPropagation());
  }

  /** The text. */
  get value(): string {
    return this.#value;
  }
  set value(text: string) {
    this.#dirty = true;
    this.#replace(String(text));
  }

  /** What it begins with, and has again when its form is reset. */
  get defaultValue(): string {
    return this.getAttribute("value") ?? "";
  }
  set defaultValue(text: string) {
    this.setAttribute("value", text);
  }

  get name(): string {
    return this.getAttribute("name") ?? "";
  }
  set name(name: string) {
    this.setAttribute("name", name);
  }

  get required(): boolean {
    return this.hasAttribute("required");
  }
  set required(on: boolean) {
    this.toggleAttribute("required", on);
  }

  get readOnly(): boolean {
    return this.hasAttribute("readonly");
  }
  set readOnly(on: boolean) {
    this.toggleAttribute("readonly", on);
  }

  get disabled(): boolean {
    return this.hasAttribute("disabled");
  }
  set disabled(on: boolean) {
    this.toggleAttribute("disabled", on);
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get type(): string {
    return this.localName;
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  get labels(): NodeList {
    return this.#internals.labels;
  }

  /** What was found in the text, in its order. */
  get findings(): readonly Diagnostic[] {
    return this.#findings;
  }

  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** Puts the cursor to a finding. */
  show(finding: Diagnostic): void {
    const { range } = finding;
    if (!this.#view || !range) return;
    const { length } = this.#view.state.doc;
    const [anchor, head] = [Math.min(range.start, length), Math.min(range.end, length)];
    this.#view.dispatch({ selection: { anchor, head }, scrollIntoView: true });
    this.#view.focus();
  }

  /** Applies a fix of a finding of the text as it is; undo takes it back. */
  fix(fix: Fix): void {
    if (this.#view && !this.#isLocked()) applyFix(this.#view, fix);
  }

  override focus(): void {
    if (this.#view) this.#view.focus();
    else super.focus();
  }

  /** Checks the text again: for when something that the check depends on has changed. */
  recheck(): void {
    this.#tell();
    if (this.#view) forceLinting(this.#view);
  }

  connectedCallback(): void {
    // What was set before the element was defined is an own property, which hides the one of the class.
    if (Object.hasOwn(this, "value")) {
      const { value } = this;
      Reflect.deleteProperty(this, "value");
      this.value = value;
    }
    if (!this.#dirty) this.#value = this.defaultValue;
    this.#committed = this.#value;
    this.#view = new EditorView({
      root: this.#root,
      parent: this.#root,
      state: EditorState.create({
        doc: this.#value,
        extensions: [
          this.language(),
          colours,
          look,
          history(),
          autocompletion(),
          closeBrackets(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          this.oneLine ? EditorState.transactionFilter.of(flat) : [],
          EditorView.editorAttributes.of({ part: "editor" }),
          this.#options.of(this.#settings()),
          EditorView.updateListener.of(update => {
            if (!update.docChanged) return;
            const byUser = update.transactions.some(one => one.annotation(Transaction.userEvent));
            this.#typed(update.state.doc.toString(), byUser);
          }),
          EditorView.domEventHandlers({ blur: () => this.#commit() }),
        ],
      }),
    });
    this.#tell();
  }

  disconnectedCallback(): void {
    this.#view?.destroy();
    this.#view = undefined;
  }

  attributeChangedCallback(name: string): void {
    if (name === "value" && !this.#dirty) this.#replace(this.defaultValue);
    this.#configure();
    if (this.#view) this.recheck();
  }

  formAssociatedCallback(): void {
    this.#configure();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#disabled = disabled;
    this.#configure();
  }

  formResetCallback(): void {
    this.#dirty = false;
    this.#replace(this.defaultValue);
  }

  formStateRestoreCallback(state: unknown): void {
    if (typeof state === "string") this.value = state;
  }

  #isLocked(): boolean {
    return this.readOnly || this.#disabled;
  }

  #settings(): Extension {
    const label = this.getAttribute("label") ?? labelOf(this.#internals);
    const hint = this.getAttribute("placeholder");
    return [
      EditorState.readOnly.of(this.#isLocked()),
      EditorView.editable.of(!this.#disabled),
      EditorView.contentAttributes.of({
        part: "content",
        "aria-label": label,
        "aria-describedby": "status",
        "aria-invalid": String(!this.#internals.validity.valid),
        ...(this.required && { "aria-required": "true" }),
        ...(this.readOnly && { "aria-readonly": "true" }),
        ...(this.#disabled && { "aria-disabled": "true" }),
      }),
      hint === null ? [] : placeholder(hint),
    ];
  }

  #configure(): void {
    this.#view?.dispatch({ effects: this.#options.reconfigure(this.#settings()) });
  }

  #replace(text: string): void {
    if (this.#view) {
      const { length } = this.#view.state.doc;
      if (text !== this.#value)
        this.#view.dispatch({ changes: { from: 0, to: length, insert: text } });
    } else {
      this.#value = text;
      this.#tell();
    }
  }

  #typed(text: string, byUser: boolean): void {
    this.#value = text;
    this.#tell();
    if (!byUser) {
      this.#committed = text;
      return;
    }
    this.#dirty = true;
    this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  }

  #commit(): void {
    if (this.#value === this.#committed) return;
    this.#committed = this.#value;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Checks the text, and says what came of it: to the form, to who listens, and to who can't see. */
  #tell(): void {
    const empty = this.#value.trim() === "";
    this.#findings = empty ? [] : this.check(this.#value);
    const [error] = this.#findings.filter(({ severity }) => severity === "error");
    const before = this.#internals.validity.valid;
    this.#internals.setFormValue(this.#value);
    const anchor = this.#view?.contentDOM ?? this.#status;
    if (empty && this.required)
      this.#internals.setValidity({ valueMissing: true }, "Please fill out this field.", anchor);
    else if (error)
      this.#internals.setValidity({ customError: true }, plain(error.message), anchor);
    else this.#internals.setValidity({});
    const { valid } = this.#internals.validity;
    if (valid) this.#internals.states.delete("invalid");
    else this.#internals.states.add("invalid");
    if (valid !== before) queueMicrotask(() => this.#configure());
    this.#status.textContent = summary(this.#findings);
    const detail: FoundDetail = { findings: this.#findings, valid };
    this.dispatchEvent(new CustomEvent("scim-findings", { bubbles: true, composed: true, detail }));
  }
}

/** What stands in several lines is put into one. */
const flat = (
  transaction: Parameters<Parameters<typeof EditorState.transactionFilter.of>[0]>[0],
) =>
  transaction.docChanged && transaction.newDoc.lines > 1
    ? [
        {
          changes: {
            from: 0,
            to: transaction.startState.doc.length,
            insert: transaction.newDoc.toString().replace(/\s*\n\s*/g, " "),
          },
        },
      ]
    : transaction;

function labelOf({ labels }: ElementInternals): string {
  return [...labels].map(label => label.textContent?.trim() ?? "").join(" ");
}

function plain(message: string): string {
  return message.replaceAll("`", "");
}

/** "2 findings. First: …" */
function summary(findings: readonly Diagnostic[]): string {
  const [first] = findings;
  if (first === undefined) return "";
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  return `${count}. ${plain(first.message)}`;
}
