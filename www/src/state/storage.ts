import { Value } from "./value.ts";

/** Something about the storage that the reader should know of. */
export type StorageNotice =
  | { kind: "aside"; key: string; title: string; time: Date; text: string }
  | { kind: "full" }
  | { kind: "none" }
  | { kind: "definitions" };

export const notices = new Value<readonly StorageNotice[]>([]);

const PREFIX = "scimlens/";
const ASIDE = `${PREFIX}aside/`;

export function notify(notice: StorageNotice): void {
  const known = notices.now.some(other => other.kind === notice.kind && notice.kind !== "aside");
  if (!known) notices.set([...notices.now, notice]);
}

/**
 * A tab reads its own storage first, so that several tabs don't take each other's state; the storage that they share
 * holds what was written last, for the next new tab.
 */
function storages(): Storage[] {
  try {
    return [sessionStorage, localStorage];
  } catch {
    notify({ kind: "none" });
    return [];
  }
}

/** What is stored under a name, read by `read`; what it can't read is kept aside and said. */
export function load<T>(
  name: string,
  title: string,
  read: (stored: unknown) => T | undefined,
): T | undefined {
  for (const storage of storages()) {
    const text = storage.getItem(PREFIX + name);
    if (text === null) continue;
    const state = readText(text, read);
    if (state !== undefined) return state;
    storage.removeItem(PREFIX + name);
    keepAside(name, title, text);
  }
  return undefined;
}

function readText<T>(text: string, read: (stored: unknown) => T | undefined): T | undefined {
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function keepAside(name: string, title: string, text: string): void {
  const time = new Date();
  const key = `${ASIDE}${name}/${time.toISOString()}`;
  try {
    localStorage.setItem(key, JSON.stringify({ title, text }));
  } catch {
    notify({ kind: "full" });
  }
  notify({ kind: "aside", key, title, time, text });
}

/** What earlier visits kept aside and nobody has looked at yet. */
export function listAside(): void {
  const [, shared] = storages();
  if (shared === undefined) return;
  for (const key of Object.keys(shared)
    .filter(key => key.startsWith(ASIDE))
    .sort()) {
    const time = new Date(key.slice(key.lastIndexOf("/") + 1));
    const kept = readText(
      shared.getItem(key) ?? "",
      stored => stored as { title?: unknown; text?: unknown } | null,
    );
    if (typeof kept?.title !== "string" || typeof kept.text !== "string") continue;
    notify({ kind: "aside", key, title: kept.title, time, text: kept.text });
  }
}

export function forgetAside(key: string): void {
  for (const storage of storages()) storage.removeItem(key);
  notices.set(notices.now.filter(notice => notice.kind !== "aside" || notice.key !== key));
}

export function dismiss(notice: StorageNotice): void {
  notices.set(notices.now.filter(other => other !== notice));
}

/** Stores text under a name. Without room for it, says so; the state in the page stays. */
export function store(name: string, state: unknown): void {
  const text = JSON.stringify(state);
  for (const storage of storages()) {
    try {
      storage.setItem(PREFIX + name, text);
    } catch {
      notify({ kind: "full" });
    }
  }
}
