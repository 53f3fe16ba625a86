/** Columns that fit into a pane: shorter arrays and objects without others in them stay on one line. */
const WIDTH = 64;

/**
 * JSON text, two spaces a level. It moves tokens and doesn't read them, so that numbers and escapes stay as they are
 * written. The text has to be JSON. With a width of 0 each member and each value has a line of its own.
 */
export function formatJson(text: string, width = WIDTH): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let [out, depth, lineStart] = ["", 0, 0];
  const newLine = () => {
    lineStart = out.length + 1;
    out += `\n${"  ".repeat(depth)}`;
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? "";
    const before = tokens[index - 1] ?? "";
    const closes = token === "}" || token === "]";
    if (closes) depth--;
    // Nothing between the brackets: they stay together.
    if (closes ? before !== "{" && before !== "[" : /^[{[,]$/.test(before)) newLine();
    const flat = flatFrom(tokens, index, width - (out.length - lineStart));
    if (flat !== undefined) {
      out += flat.text;
      index = flat.last;
      continue;
    }
    out += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth++;
  }
  return out;
}

/** The array or object that starts at a token, on one line: if it fits and no other is in it. */
function flatFrom(
  tokens: readonly string[],
  first: number,
  room: number,
): { text: string; last: number } | undefined {
  const open = tokens[first];
  if (open !== "{" && open !== "[") return undefined;
  let text = open === "{" ? "{ " : "[";
  for (let index = first + 1; text.length < room; index++) {
    const token = tokens[index];
    if (token === undefined || token === "{" || token === "[") return undefined;
    if (token === "}" || token === "]") {
      // An empty one has no blank in it.
      const whole = index === first + 1 ? open + token : text + (token === "}" ? " }" : "]");
      return whole.length <= room ? { text: whole, last: index } : undefined;
    }
    text += token === ":" || token === "," ? `${token} ` : token;
  }
  return undefined;
}
