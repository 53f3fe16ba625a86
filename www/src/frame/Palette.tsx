import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { useValue } from "../state/value.ts";
import { type Command, roomCommands } from "./commands.ts";

/** What fits the words best: the most that are shown. */
const MOST = 50;

/** All that can be done, found by its name. */
export function Palette({ commands, onClose }: { commands: readonly Command[]; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const ofRoom = useValue(roomCommands);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  const shown = useMemo(() => find([...ofRoom, ...commands], words), [ofRoom, commands, words]);
  const index = Math.min(at, shown.length - 1);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [index, shown]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    dialog.current?.close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { length } = shown;
    if (event.key === "ArrowDown") setAt((index + 1) % Math.max(length, 1));
    else if (event.key === "ArrowUp") setAt((index - 1 + length) % Math.max(length, 1));
    else if (event.key === "Enter") run(shown[index]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} class="sheet palette" aria-label="Commands" onClose={onClose}>
      <input
        class="input"
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown.length > 0 ? `${id}-${index}` : undefined}
        placeholder="What do you want to do?"
        value={words}
        onInput={event => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} class="palette-list" role="listbox" aria-label="Commands">
        {shown.map((command, place) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus; it names the option that is active
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          <div
            key={`${command.group} ${command.title}`}
            id={`${id}-${place}`}
            role="option"
            class="palette-option"
            aria-selected={place === index}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            <span class="match-type">{command.group}</span>
            {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p class="empty">Nothing is called that.</p>}
    </dialog>
  );
}

/** The commands that have all words, those that begin with the first one before the others. */
function find(commands: readonly Command[], words: string): Command[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ group, title }: Command) => `${title} ${group}`.toLowerCase();
  const fits = commands.filter(command => wanted.every(word => text(command).includes(word)));
  const rank = (command: Command) => (text(command).startsWith(wanted[0] ?? "") ? 0 : 1);
  return fits.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}
