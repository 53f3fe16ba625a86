import { definitions } from "../definitions/definitions.ts";
import type { Room } from "../frame/rooms.ts";
import { savedState } from "../state/saved.ts";
import { hashFor } from "./link.ts";
import { redacted } from "./redact.ts";

/** The longest part behind the number sign, in characters: longer ones mail and chat programs cut off. */
export const LONGEST = 32_000;

/** What a link has, and what was left out of it. */
export interface Link {
  readonly hash: string;
  /** How long it would be with the reader's definitions, where that is too long. */
  readonly without?: number;
}

/** A link to the state of a room, if it has one; that of Schemas has the reader's definitions with it. */
export async function linkTo(room: Room, fakes: boolean): Promise<Link | undefined> {
  const state = savedState(room.id)?.now;
  if (state === undefined) return undefined;
  const safe = withoutSecrets(state);
  const shown = fakes ? redacted(safe) : safe;
  const hash = () => hashFor(room.id, shown);
  const { text } = definitions.now;
  if (room.id !== "schema" || text === "") return { hash: await hash() };
  // Definitions say nothing of a person: they stay as they are.
  const whole = await hashFor(room.id, { ...shown, definitions: text });
  if (whole.length <= LONGEST) return { hash: whole };
  return { hash: await hash(), without: whole.length };
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
