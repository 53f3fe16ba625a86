import { Check, ChevronDown } from "lucide";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";

export interface Option {
  readonly value: string;
  readonly title: string;
  /** A second line. */
  readonly detail?: string | undefined;
  /** Heading that it stands under. */
  readonly group?: string | undefined;
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly Option[];
  /** The option taken; without one it is a menu of actions. */
  readonly value?: string;
  readonly align?: "start" | "end";
  onPick(value: string): void;
}

/** A button that opens a list of options. Arrow keys, Home, End and typing move in it; Escape and Tab close it. */
export function Choice({ label, options, value, align = "start", onPick }: ChoiceProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const chosen = options.find(option => option.value === value);
  const close = (focus: boolean) => {
    setOpen(false);
    if (focus) button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <div class="choice">
      <button
        ref={button}
        type="button"
        class={chosen ? "pick" : "ghost"}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={onKeyDown}
      >
        <span>{label}</span>
        {chosen && <b>{chosen.title}</b>}
        <Icon icon={ChevronDown} size={12} />
      </button>
      {open && (
        <OptionList
          id={id}
          label={label}
          options={options}
          value={value}
          align={align}
          anchor={button.current}
          onClose={close}
          onPick={picked => {
            close(true);
            onPick(picked);
          }}
        />
      )}
    </div>
  );
}

/** A pause longer than this, in milliseconds, starts another word. */
const TYPING = 700;

interface OptionListProps extends Omit<ChoiceProps, "value"> {
  readonly id: string;
  readonly value: string | undefined;
  readonly anchor: HTMLElement | null;
  onClose(focus: boolean): void;
}

function OptionList({
  id,
  label,
  options,
  value,
  align,
  anchor,
  onPick,
  onClose,
}: OptionListProps) {
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", time: -TYPING });
  const items = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-value]") ?? [])];

  useLayoutEffect(() => {
    if (list.current && anchor) place(list.current, anchor, align ?? "start");
    const all = items();
    (all.find(item => item.dataset["value"] === value) ?? all[0])?.focus();
  }, []);

  useEffect(() => {
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !anchor?.contains(target)) onClose(false);
    };
    const resize = () => onClose(false);
    document.addEventListener("pointerdown", outside);
    addEventListener("resize", resize);
    return () => {
      document.removeEventListener("pointerdown", outside);
      removeEventListener("resize", resize);
    };
  }, []);

  const typing = () => performance.now() - typed.current.time < TYPING;
  const find = (key: string): HTMLElement | undefined => {
    typed.current = { text: typing() ? typed.current.text + key : key, time: performance.now() };
    const start = typed.current.text.toLowerCase();
    return items().find(item => item.textContent.trim().toLowerCase().startsWith(start));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(event.currentTarget as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) all[(move + all.length) % all.length]?.focus();
    else if (event.key === "Enter" || (event.key === " " && !typing()))
      onPick(all[at]?.dataset["value"] ?? "");
    else if (event.key === "Escape") onClose(true);
    else if (event.key === "Tab") return onClose(false);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) find(event.key)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={list} id={id} class="options" role="menu" aria-label={label}>
      {grouped(options).map(([group, members]) => (
        <fieldset key={group} aria-label={group || label}>
          {group && (
            <div class="options-group" aria-hidden="true">
              {group}
            </div>
          )}
          {members.map(option => (
            <button
              key={option.value}
              type="button"
              {...(value === undefined
                ? { role: "menuitem" as const }
                : { role: "menuitemradio" as const, "aria-checked": option.value === value })}
              data-value={option.value}
              tabIndex={-1}
              class="option"
              onClick={() => onPick(option.value)}
              onKeyDown={onKeyDown}
            >
              <span class="option-title">{option.title}</span>
              {option.detail && <span class="option-detail">{option.detail}</span>}
              {option.value === value && <Icon icon={Check} size={14} />}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

function grouped(options: readonly Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const group = option.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [...groups];
}

/** Puts the list under its button, or above it where there is more room, inside the window. */
function place(list: HTMLElement, anchor: HTMLElement, align: "start" | "end"): void {
  const from = anchor.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const wanted = align === "end" ? from.right - width : from.left;
  list.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`;
  const [above, under] = [from.top - 12, innerHeight - from.bottom - 12];
  if (height <= under || under >= above) {
    list.style.top = `${from.bottom + 4}px`;
    list.style.maxHeight = `${Math.max(120, under)}px`;
    return;
  }
  list.style.top = `${Math.max(8, from.top - 4 - height)}px`;
  list.style.maxHeight = `${above}px`;
}
