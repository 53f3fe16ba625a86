import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Height of a row in pixels: the same as in parts.css. */
const ROW = 32;

/** Rows that are made beyond what is in view. */
const BEYOND = 8;

interface VirtualListProps {
  readonly label: string;
  readonly total: number;
  /** The index of the row that is picked. */
  readonly picked: number | undefined;
  /** What is in a row. */
  row(index: number): ComponentChildren;
  /** Told which rows are in view, so that they can be fetched. */
  onView?(first: number, last: number): void;
  onPick(index: number): void;
}

/** A list of any length, of which only what is in view is there. Arrow keys, Page up and down, Home and End move in it. */
export function VirtualList({ label, total, picked, row, onView, onPick }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [view, setView] = useState({ first: 0, last: 0 });
  const [active, setActive] = useState(picked ?? 0);
  const at = Math.min(active, Math.max(total - 1, 0));

  const look = () => {
    const { current } = box;
    if (!current) return;
    const first = Math.max(0, Math.floor(current.scrollTop / ROW) - BEYOND);
    const last = Math.min(
      total,
      Math.ceil((current.scrollTop + current.clientHeight) / ROW) + BEYOND,
    );
    setView(known => (known.first === first && known.last === last ? known : { first, last }));
  };
  useLayoutEffect(look, [total]);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const watch = new ResizeObserver(look);
    watch.observe(current);
    return () => watch.disconnect();
  }, [total]);
  useEffect(() => onView?.(view.first, view.last), [view]);
  useEffect(() => {
    if (picked !== undefined) setActive(picked);
  }, [picked]);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    setActive(next);
    const { current } = box;
    if (!current) return;
    const [top, bottom] = [next * ROW, (next + 1) * ROW];
    if (top < current.scrollTop) current.scrollTop = top;
    else if (bottom > current.scrollTop + current.clientHeight)
      current.scrollTop = bottom - current.clientHeight;
    look();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? ROW) / ROW) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" || event.key === " ") onPick(at);
    else return;
    event.preventDefault();
  };

  const rows = [];
  for (let index = view.first; index < Math.min(view.last, total); index++) {
    rows.push(
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus; it names the row that is active
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's
      <div
        key={index}
        id={`${id}-${index}`}
        role="option"
        class={index === at ? "virtual-row at" : "virtual-row"}
        aria-selected={index === picked}
        aria-posinset={index + 1}
        aria-setsize={total}
        style={{ transform: `translateY(${index * ROW}px)` }}
        onClick={() => {
          setActive(index);
          onPick(index);
        }}
      >
        {row(index)}
      </div>,
    );
  }
  return (
    <div
      ref={box}
      class="virtual"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={total > 0 ? `${id}-${at}` : undefined}
      onScroll={look}
      onKeyDown={onKeyDown}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${total * ROW}px` }}>
        {rows}
      </div>
    </div>
  );
}
