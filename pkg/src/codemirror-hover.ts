import { syntaxTree } from "@codemirror/language";
import type { EditorState, Extension } from "@codemirror/state";
import { hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import { characteristicsOf } from "./characteristics.ts";
import { element } from "./codemirror-lint.ts";
import { showAtCursor } from "./codemirror-tooltip.ts";
import type { AttributeInfo, Scim } from "./index.ts";

/** An attribute in a document. */
export interface AttributeAt {
  /** In SCIM notation (RFC 7644 §3.10). */
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly info: AttributeInfo;
}

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

/** The attribute whose name or value stands at a position. */
export function attributeAt(
  state: EditorState,
  position: number,
  scim: Pick<Scim, "describe">,
  resourceType: string | undefined,
  nameOnly: boolean,
): AttributeAt | undefined {
  const inner = syntaxTree(state).resolveInner(position, nameOnly ? 1 : -1);
  if (nameOnly && inner.name !== "PropertyName") return undefined;
  const names: string[] = [];
  let own: Node | undefined;
  for (let node: Node | null = inner; node; node = node.parent) {
    const name = node.name === "Property" ? node.getChild("PropertyName") : null;
    if (!name) continue;
    own ??= name;
    names.unshift(unquote(state.sliceDoc(name.from, name.to)));
  }
  if (!own) return undefined;
  const [first, ...rest] = names;
  const path =
    first && /^urn:/i.test(first) && rest.length > 0
      ? `${first}:${rest.join(".")}`
      : names.join(".");
  const info = scim.describe(path, resourceType === undefined ? {} : { resourceType });
  return info && { path, from: own.from, to: own.to, info };
}

function unquote(name: string): string {
  try {
    return String(JSON.parse(name));
  } catch {
    return name.replace(/^"|"$/g, "");
  }
}

/** Hovering on the name of an attribute, or F1 in it, shows its characteristics. */
export function characteristics(
  scim: Pick<Scim, "describe">,
  resourceType: (state: EditorState) => string | undefined,
): Extension {
  const at = (state: EditorState, position: number, nameOnly: boolean): Tooltip | null => {
    const found = attributeAt(state, position, scim, resourceType(state), nameOnly);
    if (!found) return null;
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom: card(found) }) };
  };
  return [
    hoverTooltip((view, position) => at(view.state, position, true), { hoverTime: 250 }),
    showAtCursor,
    keymap.of([
      {
        key: "F1",
        run: view => showAtCursor.show(view, at(view.state, view.state.selection.main.head, false)),
      },
      { key: "Escape", run: view => showAtCursor.show(view, null) },
    ]),
  ];
}

function card({ path, info }: AttributeAt): HTMLElement {
  const box = element("div", "cm-scim-tip cm-scim-attribute");
  const title = element("div", "cm-scim-message");
  const name = document.createElement("code");
  name.textContent = path;
  title.append(name);
  box.append(title);
  if (info.description) {
    const description = element("div", "cm-scim-help");
    description.textContent = `${info.description}.`;
    box.append(description);
  }
  const list = document.createElement("dl");
  for (const [term, detail] of characteristicsOf(info)) {
    const [key, value] = [document.createElement("dt"), document.createElement("dd")];
    key.textContent = term;
    value.textContent = detail;
    list.append(key, value);
  }
  box.append(list);
  const meta = element("div", "cm-scim-meta");
  meta.textContent = "RFC 7643 §7";
  box.append(meta);
  return box;
}
