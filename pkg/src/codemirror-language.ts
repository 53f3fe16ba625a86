import { StreamLanguage } from "@codemirror/language";
import type { Scim } from "./index.ts";
import type { TokenKind } from "./tokens.ts";

/** The tags of tokens by {@link TokenKind}. */
const TAGS: Record<TokenKind, string> = {
  0: "propertyName",
  1: "propertyName",
  2: "namespace",
  3: "operatorKeyword",
  4: "operatorKeyword",
  5: "string",
  6: "number",
  7: "bool",
  8: "punctuation",
  9: "invalid",
};

interface Line {
  tokens: Uint32Array;
  /** Where in `tokens` the next one is. */
  at: number;
}

const known = new WeakMap<object, StreamLanguage<Line>>();

/** The language of filters (RFC 7644 §3.4.2.2), with the tokens that the toolkit tells; the same for the same toolkit. */
export function filterLanguage(scim: Pick<Scim, "tokenizeFilter">): StreamLanguage<Line> {
  const there = known.get(scim);
  if (there !== undefined) return there;
  const made = StreamLanguage.define<Line>({
    name: "scim-filter",
    startState: () => ({ tokens: new Uint32Array(), at: 0 }),
    copyState: line => ({ ...line }),
    token(stream, line) {
      if (stream.sol()) Object.assign(line, { tokens: scim.tokenizeFilter(stream.string), at: 0 });
      const { tokens } = line;
      while ((tokens[line.at + 1] ?? Number.POSITIVE_INFINITY) <= stream.pos) line.at += 3;
      const [start, end, kind] = tokens.subarray(line.at, line.at + 3);
      if (start === undefined || end === undefined) {
        stream.skipToEnd();
        return null;
      }
      const inside = stream.pos >= start;
      stream.pos = inside ? end : start;
      return inside ? TAGS[kind as TokenKind] : null;
    },
  });
  known.set(scim, made);
  return made;
}
