/**
 * A JSON text laid out as another one is: over lines with its indent, or on one line. Nothing but white space changes;
 * numbers and strings stay as they are written.
 */
export function laidOut(json: string, as: string): string {
  const text = as.trim();
  const end = as.endsWith("\n") ? "\n" : "";
  if (!text.includes("\n")) return json + end;
  const [, indent = "  "] = /\n([ \t]+)\S/.exec(text) ?? [];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return indented(json, indent, newline) + end;
}

function indented(json: string, indent: string, newline: string): string {
  let [out, depth] = ["", 0];
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  for (const [index, token] of tokens.entries()) {
    const line = () => newline + indent.repeat(depth);
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    const isEmpty = closes && /^[{[]$/.test(tokens[index - 1] ?? "");
    if (closes) depth--;
    if (closes && !isEmpty) out += line();
    out += token;
    if (opens) depth++;
    const before = tokens[index + 1] ?? "";
    if (token === "," || (opens && !/^[}\]]$/.test(before))) out += line();
    if (token === ":") out += " ";
  }
  return out;
}
