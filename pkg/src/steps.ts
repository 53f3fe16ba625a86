/** What holds of a value, which is neither missing nor null. */
type Check = (value: unknown) => boolean;

/** A step as the core writes it: its name, then what it takes. */
type Step = readonly [string, ...unknown[]];
type Place = readonly [string | null, string, string | null];

/** Most values that are looked through to see whether one is there. */
const MOST = 10_000;

/** A dateTime that JavaScript reads as the core does. */
const INSTANT =
  /^[12]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
const ASCII = /^[\x00-\x7f]*$/;

/** Something was met that only the core can judge: what the steps say doesn't count. */
let unsure = false;
let reads = 0;

function leave(): false {
  unsure = true;
  return false;
}

/** Whether an object matches, by steps; nothing where only the core can tell. */
export type Steps = (resource: object) => boolean | undefined;

/** Makes the steps of a filter, from what the core says that it does. */
export function stepsOf(program: Step): Steps {
  const check = made(program);
  return resource => {
    // A getter may well ask a filter itself.
    const outer = unsure;
    unsure = false;
    reads = 0;
    try {
      const answer = !Array.isArray(resource) && isThere(resource) && check(resource);
      return unsure || Array.isArray(resource) ? undefined : answer;
    } catch {
      // A getter that throws, an object that has no end.
      return undefined;
    } finally {
      unsure = outer;
    }
  };
}

function made([name, first, second, third, fourth]: Step): Check {
  switch (name) {
    case "all": {
      const checks = (first as Step[]).map(made);
      return value => {
        for (let at = 0; at < checks.length; at++) if (!(checks[at] as Check)(value)) return false;
        return true;
      };
    }
    case "any": {
      const checks = (first as Step[]).map(made);
      return value => {
        for (let at = 0; at < checks.length; at++) if ((checks[at] as Check)(value)) return true;
        return false;
      };
    }
    case "not": {
      const check = made(first as Step);
      return value => !check(value);
    }
    case "fixed":
      return () => first as boolean;
    case "within":
      return at(first as Place, made(second as Step), false);
    case "among":
      return at(first as Place, among(third as string[], second === "folded"), false);
    case "assigned":
      return at(first as Place, value => isAssigned(value, second as boolean), false);
    case "is":
      return comparison(first as Place, second as string, third as string, fourth);
    default:
      return leave;
  }
}

function comparison(place: Place, op: string, form: string, wanted: unknown): Check {
  if (typeof wanted === "boolean") {
    if (op !== "eq") return () => false;
    return at(place, value => value === wanted, form === "flag" && !wanted);
  }
  if (form === "instant") {
    if (!INSTANT.test(wanted as string)) return leave;
    const meets = ordered(op, Date.parse(wanted as string));
    return at(
      place,
      value =>
        typeof value === "string" && (INSTANT.test(value) ? meets(Date.parse(value)) : leave()),
      false,
    );
  }
  const meets = text(op, wanted as string, form === "folded");
  return at(place, value => typeof value === "string" && meets(value), false);
}

function ordered<T extends number | string>(op: string, wanted: T): (found: T) => boolean {
  switch (op) {
    case "gt":
      return found => found > wanted;
    case "ge":
      return found => found >= wanted;
    case "lt":
      return found => found < wanted;
    case "le":
      return found => found <= wanted;
    default:
      return found => found === wanted;
  }
}

/** Compares with an ASCII text, which is in lower case where case doesn't matter. */
function text(op: string, wanted: string, folded: boolean): (found: string) => boolean {
  const { length } = wanted;
  const same = (unit: number, place: number) =>
    (folded && unit > 64 && unit < 91 ? unit | 32 : unit) === wanted.charCodeAt(place);
  if (op === "ew") {
    return found => {
      for (let back = 1; back <= length; back++) {
        if (back > found.length) return false;
        const unit = found.charCodeAt(found.length - back);
        if (unit > 127) return leave();
        if (!same(unit, length - back)) return false;
      }
      return true;
    };
  }
  if (op === "eq" || op === "sw") {
    // Up to the first difference is far enough: no mark behind a character makes it another of ASCII.
    return found => {
      for (let at = 0; at < length; at++) {
        if (at === found.length) return false;
        const unit = found.charCodeAt(at);
        if (unit > 127) return leave();
        if (!same(unit, at)) return false;
      }
      if (found.length === length) return true;
      // It may be a mark that belongs to the last character.
      return found.charCodeAt(length) > 127 ? leave() : op === "sw";
    };
  }
  const meets: (found: string) => boolean =
    op === "co" ? found => found.includes(wanted) : ordered(op, wanted);
  return found => (ASCII.test(found) ? meets(folded ? found.toLowerCase() : found) : leave());
}

/** Whether a text is one of some of ASCII, which are in lower case where case doesn't matter. */
function among(wanted: string[], folded: boolean): Check {
  const known = new Set(wanted);
  return found => {
    if (typeof found !== "string") return false;
    if (!ASCII.test(found)) return leave();
    return known.has(folded ? found.toLowerCase() : found);
  };
}

/** What holds of an object when a check does of one of the values at a place in it, or of what is missing there. */
function at([extension, name, sub]: Place, check: Check, missing: boolean): Check {
  const found =
    sub === null ? member(name, check, missing) : member(name, member(sub, check, missing), false);
  if (extension === null) return found;
  const lower = extension.toLowerCase();
  return holder => {
    if (typeof holder !== "object" || Array.isArray(holder)) return leave();
    const inside = own(holder as object, extension, lower);
    return isThere(inside) && found(inside);
  };
}

function member(name: string, check: Check, missing: boolean): Check {
  const lower = name.toLowerCase();
  const alias = lower === "value";
  return holder => {
    // The values of a simple attribute are called `value`.
    if (typeof holder !== "object" || Array.isArray(holder)) return alias && check(holder);
    const value = own(holder as object, name, lower);
    if (!isThere(value)) return missing;
    if (!Array.isArray(value)) return check(value);
    for (let at = 0; at < value.length; at++) {
      const element = value[at];
      if (isThere(element) && check(element)) return true;
    }
    return false;
  };
}

/** The member of this name, in any case. */
function own(object: object, name: string, lower: string): unknown {
  if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  for (const key of Object.keys(object)) {
    if (key.length === name.length && key.toLowerCase() === lower && ASCII.test(key))
      return (object as Record<string, unknown>)[key];
  }
  return undefined;
}

/** Whether JSON has a value for it. */
function isThere(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return false;
      // It says itself what it is in JSON.
      if ((value as { toJSON?: unknown }).toJSON !== undefined) leave();
      return true;
    case "bigint":
      return leave();
    default:
      return false;
  }
}

function isAssigned(value: unknown, empty: boolean): boolean {
  if (typeof value === "string") return empty || value !== "";
  if (!isThere(value)) return false;
  if (typeof value !== "object") return true;
  if (++reads > MOST) unsure = true;
  // Once the answer doesn't count the search is to end.
  if (unsure) return true;
  const inside = Array.isArray(value) ? value : Object.values(value as object);
  return inside.some(value => isAssigned(value, empty));
}
