// Fakes of the same shape in the place of personal values. A value that stands in several places has the same fake in
// all of them, so that references, filters and paths still fit.

/** Members whose strings say what kind a value is, and nothing of a person. */
const PLAIN = new Set([
  "schemas",
  "op",
  "path",
  "type",
  "resourceType",
  "method",
  "bulkId",
  "locale",
  "preferredLanguage",
  "timezone",
  "userType",
  "created",
  "lastModified",
  "version",
  "sortOrder",
  "sortBy",
  "attributes",
  "excludedAttributes",
  "scimType",
]);

/** Strings that are no person's either: URIs of schemas, booleans, dates, numbers. */
const NEUTRAL = /^(?:urn:.*|true|false|\d{4}-\d\d-\d\dT.*|-?\d{1,3}|)$/is;

/** A state with fakes in all its texts. */
export function redacted<T extends object>(state: T): T {
  const fakes = new Map<string, string>();
  const texts = Object.values(state).filter(value => typeof value === "string");
  for (const text of texts) collect(text, fakes);
  const found = [...fakes.keys()].sort((a, b) => b.length - a.length);
  const replaced = Object.entries(state).map(([name, value]) => [
    name,
    typeof value === "string" ? replaceAll(value, found, fakes) : value,
  ]);
  return Object.fromEntries(replaced) as T;
}

/** The values of a text: those of its JSON, and strings in quotes of filters. */
function collect(text: string, fakes: Map<string, string>): void {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    for (const [, value] of text.matchAll(/"((?:[^"\\]|\\.)*)"/g)) add(value ?? "", fakes);
    for (const [id] of text.matchAll(/[\da-f]{8}-[\da-f-]{27}/gi)) add(id, fakes);
    return;
  }
  walk(document, "", fakes);
}

function walk(value: unknown, name: string, fakes: Map<string, string>): void {
  if (typeof value === "string") {
    if (name === "path") collectQuoted(value, fakes);
    else if (!PLAIN.has(name) && name !== "$ref" && name !== "location") add(value, fakes);
  } else if (Array.isArray(value)) {
    for (const one of value) walk(one, name, fakes);
  } else if (typeof value === "object" && value !== null) {
    for (const [inner, one] of Object.entries(value)) walk(one, inner, fakes);
  }
}

function collectQuoted(path: string, fakes: Map<string, string>): void {
  for (const [, value] of path.matchAll(/(?<!type eq )"((?:[^"\\]|\\.)*)"/gi))
    add(value ?? "", fakes);
}

/** One letter is no personal value, and would be replaced everywhere. */
const SHORTEST = 3;

function add(value: string, fakes: Map<string, string>): void {
  if (value.length < SHORTEST || NEUTRAL.test(value) || fakes.has(value)) return;
  fakes.set(value, fake(value, fakes.size));
  // A name is often a part of another value: mira.oduya in mira.oduya@brightwater.example.
  if (/^[^@\s]+@[^@\s]+$/.test(value)) add(value.slice(0, value.indexOf("@")), fakes);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Letters for letters, digits for digits; what is neither stays. */
function fake(value: string, seed: number): string {
  let state = (seed + 1) * 2_654_435_761;
  const next = (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return state % below;
  };
  const hexadecimal = /^[\da-f-]{16,}$/i.test(value);
  return value.replace(/\p{L}|\d/gu, char => {
    if (hexadecimal) return next(16).toString(16);
    if (/\d/.test(char)) return String(next(10));
    const letter = LETTERS[next(26)] ?? "x";
    return char === char.toLowerCase() ? letter : letter.toUpperCase();
  });
}

function replaceAll(
  text: string,
  found: readonly string[],
  fakes: ReadonlyMap<string, string>,
): string {
  if (found.length === 0) return text;
  const pattern = found.map(value => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(
    new RegExp(`(?<![\\w])(?:${pattern})(?![\\w])`, "gu"),
    value => fakes.get(value) ?? value,
  );
}
