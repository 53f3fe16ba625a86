import { X } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/Icon.tsx";

export const MOD = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

const KEYS: readonly (readonly [title: string, ...keys: string[][]])[] = [
  ["Commands", [MOD, "K"]],
  ["Send the request of the Console", [MOD, "Enter"]],
  ["What can be written here", [MOD, "Space"]],
  ["Next finding", ["F8"]],
  ["Finding before", ["Shift", "F8"]],
  ["Fix the finding at the cursor", [MOD, "."]],
  ["Characteristics of the attribute at the cursor", ["F1"]],
  ["Undo", [MOD, "Z"]],
  ["Redo", [MOD, "Shift", "Z"], [MOD, "Y"]],
  ["Leave an editor", ["Esc"], ["Tab"]],
  ["Move between tabs of a pane", ["←"], ["→"]],
];

/** The shortcuts. */
export function KeySheet({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="keys-title" onClose={onClose}>
      <div class="sheet-head">
        <h2 id="keys-title">Keys</h2>
        <button
          type="button"
          class="ghost"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <Icon icon={X} />
        </button>
      </div>
      <dl class="keys">
        {KEYS.map(([title, ...ways]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              {ways.map((way, index) => (
                <span key={way.join()}>
                  {index > 0 && (
                    <span class="then">{title === "Leave an editor" ? "then" : "or"}</span>
                  )}
                  {way.map(key => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
