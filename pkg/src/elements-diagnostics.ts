import { Base, FieldElement } from "./elements-field.ts";
import type { Diagnostic } from "./index.ts";

const sheet = () => {
  const made = new CSSStyleSheet();
  made.replaceSync(`
    :host { display: block; font: 0.875rem/1.5 system-ui, sans-serif; }
    :host([hidden]) { display: none; }
    ul { list-style: none; margin: 0; padding: 0; }
    p { margin: 0; }
    button { font: inherit; color: inherit; min-height: 24px; text-align: start; }
    .message { border: 0; padding: 2px 0; background: none; cursor: pointer; }
    .error { color: #a4001c; }
    .help { color: #4d4d4d; }
  `);
  return made;
};

/**
 * A list of what is found in an editor: each finding leads to its place, its fixes are buttons.
 *
 * Attributes: `for`, the id of the editor in the same document or shadow root; `label`. Parts: `list`, `finding`,
 * `message`, `help`, `fix`, `fine`.
 */
export class ScimDiagnosticsElement extends Base {
  static readonly observedAttributes: readonly string[] = ["for", "label"];

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #region = document.createElement("section");
  readonly #listen = () => this.#render();
  #given: FieldElement | undefined;
  #editor: FieldElement | undefined;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet()];
    this.#root.append(this.#region);
  }

  /** The editor whose findings are listed. Set, it takes the place of the one that `for` names. */
  get editor(): FieldElement | undefined {
    return this.#editor;
  }
  set editor(editor: FieldElement | undefined) {
    this.#given = editor;
    this.#attach();
  }

  connectedCallback(): void {
    this.#attach();
    // The editor may stand behind it in the document, and may not be defined yet.
    queueMicrotask(() => this.#attach());
  }

  disconnectedCallback(): void {
    this.#editor?.removeEventListener("scim-findings", this.#listen);
    this.#editor = undefined;
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#attach();
  }

  #attach(): void {
    if (!this.isConnected) return;
    const id = this.getAttribute("for");
    const root = this.getRootNode() as Document | ShadowRoot;
    const named = id === null ? null : root.getElementById(id);
    const editor = this.#given ?? (named instanceof FieldElement ? named : undefined);
    if (editor !== this.#editor) {
      this.#editor?.removeEventListener("scim-findings", this.#listen);
      editor?.addEventListener("scim-findings", this.#listen);
      this.#editor = editor;
    }
    this.#render();
  }

  #render(): void {
    const label = this.getAttribute("label") ?? "Findings";
    this.#region.setAttribute("aria-label", label);
    const findings = this.#editor?.findings ?? [];
    const focused = this.#buttons().indexOf(this.#root.activeElement as HTMLButtonElement);
    if (findings.length === 0) {
      this.#region.replaceChildren(part("p", "fine", "No findings"));
      if (focused >= 0) this.#editor?.focus();
      return;
    }
    const list = part("ul", "list");
    list.append(...findings.map(finding => this.#item(finding)));
    this.#region.replaceChildren(list);
    // What was mended is gone: the focus goes to what took its place.
    const buttons = this.#buttons();
    if (focused >= 0) buttons[Math.min(focused, buttons.length - 1)]?.focus();
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.#region.querySelectorAll("button")];
  }

  #item(finding: Diagnostic): HTMLElement {
    const item = part("li", "finding");
    const message = part("button", "message", `${finding.severity}: ${plain(finding.message)}`);
    message.classList.add("message", finding.severity);
    message.addEventListener("click", () => this.#editor?.show(finding));
    item.append(message);
    if (finding.help) {
      const help = part("p", "help", plain(finding.help));
      help.classList.add("help");
      item.append(help);
    }
    for (const fix of finding.fixes ?? []) {
      const button = part("button", "fix", plain(fix.title));
      button.addEventListener("click", () => this.#editor?.fix(fix));
      item.append(" ", button);
    }
    return item;
  }
}

function part(tag: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.setAttribute("part", name);
  if (tag === "button") made.setAttribute("type", "button");
  made.textContent = text;
  return made;
}

function plain(message: string): string {
  return message.replaceAll("`", "");
}
