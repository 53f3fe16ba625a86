import { X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Room } from "../frame/rooms.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { savedState } from "../state/saved.ts";
import { hashFor } from "./link.ts";
import { redacted } from "./redact.ts";

/** A link to what is in the room. */
export function ShareSheet({ room, onClose }: { room: Room; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fakes, setFakes] = useState(true);
  const [link, setLink] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const state = savedState(room.id)?.now;
    if (state === undefined) return;
    let stale = false;
    const safe = withoutSecrets(state);
    void hashFor(room.id, fakes ? redacted(safe) : safe).then(hash => {
      if (!stale) setLink(new URL(hash, location.href).href);
    });
    return () => {
      stale = true;
    };
  }, [room, fakes]);
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="share-title" onClose={onClose}>
      <div class="sheet-head">
        <h2 id="share-title">Share what is in {room.title}</h2>
        <button
          type="button"
          class="ghost"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <Icon icon={X} />
        </button>
      </div>
      <div class="sheet-body">
        {savedState(room.id) === undefined ? (
          <p>This room has nothing that fits into a link.</p>
        ) : (
          <>
            <p>
              The link has it all behind its number sign, which no server sees. Tokens and the
              Authorization header are never in it.
            </p>
            <label class="check-line">
              <input
                type="checkbox"
                checked={fakes}
                onChange={event => setFakes(event.currentTarget.checked)}
              />
              Replace personal values by fakes of the same shape
            </label>
            <textarea class="input link" readOnly aria-label="Link" rows={4} value={link} />
            <div class="sheet-foot">
              <span class="hint number">{link.length.toLocaleString("en")} characters</span>
              <CopyButton what="Link" text={link} />
            </div>
          </>
        )}
      </div>
    </dialog>
  );
}

/** Headers that let somebody in never leave the page. */
function withoutSecrets(state: object): object {
  const { headers } = state as { headers?: unknown };
  if (typeof headers !== "string") return state;
  const kept = headers
    .split("\n")
    .filter(line => !/^\s*(?:authorization|cookie|proxy-authorization)\s*:/i.test(line));
  return { ...state, headers: kept.join("\n") };
}
