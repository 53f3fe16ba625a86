import { definitions } from "../definitions/definitions.ts";
import type { Room } from "../frame/rooms.ts";
import { savedState } from "../state/saved.ts";
import { Value } from "../state/value.ts";
import { openHash } from "./link.ts";

/** What came of a link; the reader can go back to what was there. */
export type LinkNotice =
  | { readonly kind: "opened"; readonly room: Room; back(): void }
  | { readonly kind: "newer" }
  | { readonly kind: "damaged" };

export const linkNotice = new Value<LinkNotice | undefined>(undefined);

/** Opens the state that the address has, once the code of its room is there, and takes it out of the address. */
export async function openLink(room: Room): Promise<void> {
  const opened = await openHash(location.hash);
  if (opened.kind === "none") return;
  history.replaceState(null, "", `#/${room.id}`);
  if (opened.kind !== "state") {
    linkNotice.set({ kind: opened.kind });
    return;
  }
  const back = adopt(room, opened.state);
  linkNotice.set(back ? { kind: "opened", room, back } : { kind: "damaged" });
}

/** Takes the state of a room that came with a link; what it returns takes it back. Undefined where it is not one. */
function adopt(room: Room, state: unknown): (() => void) | undefined {
  const saved = savedState(room.id);
  const before = saved?.now;
  if (saved === undefined || before === undefined) return undefined;
  const { definitions: text } = (state ?? {}) as { definitions?: unknown };
  const isSound = text === undefined || typeof text === "string";
  if (!isSound || !saved.adopt(state)) return undefined;
  const own = definitions.now;
  // What is sound of the text comes into force once the room has read it.
  if (room.id === "schema" && text !== undefined) definitions.update({ text });
  return () => {
    saved.adopt(before);
    definitions.update(own);
  };
}
