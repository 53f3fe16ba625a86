import type { Range, ResourceTypeDocument } from "scimlens/slim";

/** A part of an address, and where it stands in it. */
export interface Part {
  readonly text: string;
  readonly range: Range;
}

/** A parameter of the query. */
export interface Parameter {
  readonly name: Part;
  /** As it is read: percent-encoding and pluses decoded. */
  readonly value: string;
  readonly valueRange: Range;
  /** Where each character of the value stands in the address, and behind the last where it ends. */
  readonly places: readonly number[];
}

/** An address taken apart (RFC 7644 §3.2). */
export interface Address {
  /** What stands before the endpoint: the base URL. */
  readonly base: string;
  /** `/Users`, `/Bulk`, `/.search`; empty for the root. */
  readonly endpoint: string;
  readonly endpointRange: Range;
  readonly id: string | undefined;
  readonly resourceType: ResourceTypeDocument | undefined;
  /** Whether it ends in `/.search`. */
  readonly search: boolean;
  readonly parameters: readonly Parameter[];
}

/** Endpoints that are there whatever the resource types are. */
export const ENDPOINTS = [
  "/ServiceProviderConfig",
  "/ResourceTypes",
  "/Schemas",
  "/Bulk",
  "/Me",
  "/.search",
] as const;

/** Takes an address apart. It may be whole, or from the root of the server or the base URL on. */
export function readAddress(url: string, types: readonly ResourceTypeDocument[]): Address {
  const mark = url.indexOf("?");
  const end = mark < 0 ? url.length : mark;
  const start = /^https?:\/\/[^/?]*/i.exec(url)?.[0].length ?? 0;
  const segments = segmentsOf(url, start, end);
  const known = [...types.map(type => type.endpoint), ...ENDPOINTS];
  const first = segments.findIndex(({ text }) => known.includes(`/${text}`));
  // Where none is known, the last is taken for one that is misspelt.
  const at = first >= 0 ? first : Math.max(segments.length - 1, 0);
  const own = segments[at];
  const rest = segments.slice(at + 1).map(({ text }) => text);
  const search = own?.text === ".search" || rest.at(-1) === ".search";
  const [id] = search ? [] : rest;
  return {
    base: url.slice(0, own ? own.range.start - 1 : end),
    endpoint: own ? `/${own.text}` : "",
    endpointRange: own?.range ?? { start: end, end },
    id,
    resourceType: types.find(type => own && type.endpoint === `/${own.text}`),
    search,
    parameters: mark < 0 ? [] : parametersOf(url, mark + 1),
  };
}

function segmentsOf(url: string, start: number, end: number): Part[] {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const next = url.indexOf("/", at);
    const stop = next < 0 || next > end ? end : next;
    if (stop > at) parts.push({ text: url.slice(at, stop), range: { start: at, end: stop } });
    at = stop + 1;
  }
  return parts;
}

function parametersOf(url: string, start: number): Parameter[] {
  const parameters: Parameter[] = [];
  for (const [from, to] of pieces(url, start)) {
    if (from === to) continue;
    const equals = url.indexOf("=", from);
    const split = equals < 0 || equals > to ? to : equals;
    const valueStart = Math.min(split + 1, to);
    parameters.push({
      name: { text: url.slice(from, split), range: { start: from, end: split } },
      ...decoded(url, valueStart, to),
      valueRange: { start: valueStart, end: to },
    });
  }
  return parameters;
}

/** Ampersands part parameters, but not inside a string of a filter that is typed as it is. */
function* pieces(url: string, start: number): Generator<[number, number]> {
  let from = start;
  let quoted = false;
  for (let at = start; at <= url.length; at++) {
    const char = url[at];
    if (char === '"' && url[at - 1] !== "\\") quoted = !quoted;
    const ends = char === undefined || (char === "&" && !(quoted && url.indexOf('"', at) >= 0));
    if (!ends) continue;
    yield [from, at];
    from = at + 1;
  }
}

/** A value, decoded, with the place of each of its UTF-16 code units. Pluses are blanks where no blank is written otherwise. */
function decoded(url: string, start: number, end: number): { value: string; places: number[] } {
  const raw = url.slice(start, end);
  const plus = !/%20| /.test(raw);
  let value = "";
  const places: number[] = [];
  const add = (text: string, at: number) => {
    value += text;
    for (let unit = 0; unit < text.length; unit++) places.push(at);
  };
  for (let at = 0; at < raw.length; ) {
    const run = /^(?:%[\da-f]{2})+/i.exec(raw.slice(at))?.[0];
    if (run === undefined) {
      add(plus && raw[at] === "+" ? " " : (raw[at] ?? ""), start + at);
      at++;
      continue;
    }
    const text = decodeRun(run);
    let offset = 0;
    for (const char of text ?? run) {
      add(char, start + at + offset);
      // A character has as many escapes as it has bytes.
      offset += text === undefined ? 1 : 3 * new TextEncoder().encode(char).length;
    }
    at += run.length;
  }
  places.push(end);
  return { value, places };
}

function decodeRun(run: string): string | undefined {
  try {
    return decodeURIComponent(run);
  } catch {
    return undefined;
  }
}
