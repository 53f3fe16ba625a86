import { ChevronDown, ChevronRight } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../parts/Icon.tsx";
import type { Row } from "./tree.ts";

interface AttributeTreeProps {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The rows that a search leaves: all of them are open. */
  readonly found: ReadonlySet<string> | undefined;
  readonly open: ReadonlySet<string>;
  readonly picked: string;
  onPick(key: string): void;
  onOpen(key: string, open: boolean): void;
}

/** A pause longer than this, in milliseconds, starts another word. */
const TYPING = 700;

/** Schemas and their attributes. The arrow keys, Home, End and typing move in it, as in any tree. */
export function AttributeTree(props: AttributeTreeProps) {
  const { label, rows, found, open, picked, onPick, onOpen } = props;
  const tree = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", time: -TYPING });
  const shown = visible(rows, found, open);
  const isOpen = ({ key }: Row) => found !== undefined || open.has(key);
  const at = Math.max(
    shown.findIndex(({ key }) => key === picked),
    0,
  );

  const moved = useRef(false);
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [picked]);
  const go = (row: Row | undefined) => {
    if (row === undefined) return;
    moved.current = row.key !== picked;
    onPick(row.key);
  };
  const startsWith = (key: string): Row | undefined => {
    const now = performance.now();
    const going = now - typed.current.time < TYPING;
    typed.current = { text: going ? typed.current.text + key : key, time: now };
    const start = typed.current.text.toLowerCase();
    const order = [...shown.slice(going ? at : at + 1), ...shown.slice(0, at + 1)];
    return order.find(row => nameOf(row).toLowerCase().startsWith(start));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = shown[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case "ArrowDown":
        go(shown[at + 1]);
        break;
      case "ArrowUp":
        go(shown[at - 1]);
        break;
      case "Home":
        go(shown[0]);
        break;
      case "End":
        go(shown.at(-1));
        break;
      case "ArrowRight":
        if (row.children > 0 && !isOpen(row)) onOpen(row.key, true);
        else if (row.children > 0) go(shown[at + 1]);
        break;
      case "ArrowLeft":
        if (row.children > 0 && open.has(row.key) && found === undefined) onOpen(row.key, false);
        else go(shown.find(({ key }) => key === row.parent));
        break;
      case "Enter":
      case " ":
        if (row.children > 0) onOpen(row.key, !open.has(row.key));
        break;
      case "*":
        for (const one of rows)
          if (one.parent === row.parent && one.children > 0) onOpen(one.key, true);
        break;
      default:
        if (event.key.length !== 1) return;
        go(startsWith(event.key));
    }
    event.preventDefault();
  };

  return (
    <div ref={tree} class="attribute-tree" role="tree" aria-label={label}>
      {shown.map((row, index) => {
        const siblings = shown.filter(({ parent }) => parent === row.parent);
        return (
          <div
            key={row.key}
            role="treeitem"
            class={`tree-row level-${row.level}`}
            tabIndex={index === at ? 0 : -1}
            aria-level={row.level}
            aria-setsize={siblings.length}
            aria-posinset={siblings.indexOf(row) + 1}
            aria-selected={row.key === picked}
            {...(row.children > 0 && { "aria-expanded": isOpen(row) })}
            onClick={() => {
              go(row);
              if (row.children > 0 && (row.key === picked || !isOpen(row)))
                onOpen(row.key, !open.has(row.key));
            }}
            onKeyDown={onKeyDown}
          >
            {row.children > 0 ? (
              <Icon icon={isOpen(row) ? ChevronDown : ChevronRight} size={14} />
            ) : (
              <span />
            )}
            <span class="tree-name">
              {row.attribute ? <code>{nameOf(row)}</code> : nameOf(row)}
            </span>
            <span class="tree-what">{whatOf(row)}</span>
          </div>
        );
      })}
    </div>
  );
}

function visible(
  rows: readonly Row[],
  found: ReadonlySet<string> | undefined,
  open: ReadonlySet<string>,
): Row[] {
  if (found) return rows.filter(({ key }) => found.has(key));
  const shown = new Set<string>();
  return rows.filter(({ key, parent }) => {
    if (parent !== undefined && !(open.has(parent) && shown.has(parent))) return false;
    shown.add(key);
    return true;
  });
}

function nameOf({ attribute, part }: Row): string {
  return attribute?.name ?? part.title;
}

/** The characteristics that differ from what most attributes have, in a few words. */
function whatOf({ attribute, part, section }: Row): string {
  if (attribute === undefined) {
    const words = [
      part.own ? "yours" : section,
      ...(part.role === "extension" ? [part.required ? "required extension" : "extension"] : []),
    ];
    return words.filter(Boolean).join(", ");
  }
  return [
    attribute.multiValued ? `${attribute.type} []` : attribute.type,
    ...(attribute.required ? ["required"] : []),
    ...(attribute.mutability === "readWrite" ? [] : [attribute.mutability]),
  ].join(", ");
}
