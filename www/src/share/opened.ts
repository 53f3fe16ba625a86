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
  const saved = savedState(room.id);
  const before = saved?.now;
  if (saved === undefined || before === undefined || !saved.adopt(opened.state)) {
    linkNotice.set({ kind: "damaged" });
    return;
  }
  linkNotice.set({ kind: "opened", room, back: () => void saved.adopt(before) });
}
