import type { Header, WrittenRequest } from "../requests/request.ts";

/** A request of a scenario, and why it is sent. Names in double braces stand for ids that earlier answers gave. */
export interface Step {
  readonly title: string;
  readonly why: string;
  readonly request: WrittenRequest;
  /** The statuses that the sender can live with. */
  readonly expect: readonly number[];
  /** Names for what an answer has, by JSON pointer. */
  readonly capture?: Readonly<Record<string, string>>;
}

/** What has to be so at the end. */
export interface Check {
  readonly title: string;
  readonly get: string;
  readonly pointer: string;
  readonly equals?: unknown;
  readonly length?: number;
  readonly absent?: boolean;
}

/** What there is in the beginning. */
export interface Seed {
  readonly endpoint: "/Users" | "/Groups";
  readonly id: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A story in requests. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** The profile of whoever sends it. */
  readonly profile: string;
  readonly seed: readonly Seed[];
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  /** How sure it is that these requests are sent, where that is known. */
  readonly confidence?: string | undefined;
}

/** The seed as the directory imports it. */
export function seedText(seed: readonly Seed[]): string {
  return seed.map(({ id, resource }) => `${JSON.stringify({ ...resource, id })}\n`).join("");
}

export type Names = ReadonlyMap<string, string>;

/** A request with what is known for its names. */
export function filledIn(request: WrittenRequest, names: Names): WrittenRequest {
  const fill = (text: string) => filled(text, names);
  return {
    method: request.method,
    url: fill(request.url),
    headers: request.headers.map(([name, value]): Header => [name, fill(value)]),
    body: fill(request.body),
  };
}

function filled(text: string, names: Names): string {
  return text.replace(/\{\{([\w-]+)\}\}/g, (whole, name: string) => names.get(name) ?? whole);
}

/** The names that an answer gives. */
export function captured(step: Step, body: string): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (const [name, pointer] of Object.entries(step.capture ?? {})) {
    const value = valueAt(parsed(body), pointer);
    if (typeof value === "string") found.push([name, value]);
  }
  return found;
}

/** Whether a check holds for an answer, and what was there. */
export function judge(
  check: Check,
  answer: { status: number; body: string },
  names: Names,
): { holds: boolean; found: unknown } {
  const value =
    answer.status === 200 ? valueAt(parsed(answer.body), filled(check.pointer, names)) : undefined;
  if (check.absent) return { holds: isNothing(value), found: value };
  if (check.length !== undefined) {
    const found = Array.isArray(value) ? value.length : 0;
    return { holds: found === check.length, found };
  }
  const wanted = typeof check.equals === "string" ? filled(check.equals, names) : check.equals;
  return { holds: JSON.stringify(value) === JSON.stringify(wanted), found: value };
}

export function addressOf(check: Check, names: Names): string {
  return filled(check.get, names);
}

const isNothing = (value: unknown) =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The value that an RFC 6901 pointer leads to. */
function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map(token => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, token) =>
        typeof value === "object" && value !== null
          ? (value as Record<string, unknown>)[token]
          : undefined,
      document,
    );
}
