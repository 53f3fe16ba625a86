import { X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Severity } from "../diagnostics/Severity.tsx";
import type { Room } from "../frame/rooms.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { savedState } from "../state/saved.ts";
import { type Link, LONGEST, linkTo } from "./shared.ts";

/** A link to what is in the room. */
export function ShareSheet({ room, onClose }: { room: Room; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fakes, setFakes] = useState(true);
  const [{ hash, without }, setLink] = useState<Link>({ hash: "" });
  const link = hash === "" ? "" : new URL(hash, location.href).href;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let stale = false;
    void linkTo(room, fakes).then(made => {
      if (!stale && made) setLink(made);
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
            {without !== undefined && (
              <p role="status">
                <Severity level="warning" /> Your definitions are not in the link: with them it has{" "}
                {without.toLocaleString("en")} characters, and more than{" "}
                {LONGEST.toLocaleString("en")} are cut off by mail and chat programs. Copy them from
                Definitions and send them as a file.
              </p>
            )}
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
