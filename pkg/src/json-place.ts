/** A string of a JSON text in which something stands. */
export interface StringAt {
  /** Whether it is a name or a value. */
  of: "name" | "value";
  /** The names that lead to it; of a name, to the object that has it. */
  path: string[];
  /** Behind its first quote. */
  from: number;
  /** Before its last quote, or where it ends without one. */
  to: number;
  /** Of a name: the other names of its object. */
  siblings: ReadonlySet<string>;
}

interface Frame {
  object: boolean;
  names: Set<string>;
  /** The name whose value comes. */
  name: string | undefined;
}

const TOKENS = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]/g;

/** The string of a JSON text that a place is in, whether or not the text can be parsed. Takes linear time. */
export function stringAt(text: string, place: number): StringAt | undefined {
  const stack: Frame[] = [];
  let found: StringAt | undefined;
  let around: Frame | undefined;
  let last: string | undefined;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const top = stack.at(-1);
    if (token === "{" || token === "[")
      stack.push({ object: token === "{", names: new Set(), name: undefined });
    else if (token === "}" || token === "]") {
      // The object is complete, and with it the names beside the one that was found.
      if (stack.pop() === around && found) break;
    } else if (token === "," && top) top.name = undefined;
    else if (token === ":" && top?.object) top.name = last;
    else if (token.startsWith('"')) {
      const closed = token.length > 1 && token.endsWith('"');
      const [from, to] = [index + 1, index + token.length - (closed ? 1 : 0)];
      last = unquoted(text.slice(from, to));
      const isName = top?.object === true && top.name === undefined;
      if (from <= place && place <= to) {
        const path = stack.flatMap(({ name }) => name ?? []);
        const of = isName ? "name" : "value";
        around = top;
        found = { of, path, from, to, siblings: top?.names ?? new Set() };
      } else if (isName) top.names.add(last);
    }
  }
  return found;
}

function unquoted(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return written;
  }
}
