/** A request as one writes it down. */
export interface WrittenRequest {
  readonly method: string;
  /** As typed: blanks may stand in it. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

export type Header = readonly [name: string, value: string];

/** The methods of RFC 7644 §3.2. */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Whether requests of a method have a body. */
export function hasBody(method: string): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

/** Lines of headers, and where a line is none. */
export function readHeaders(text: string): { headers: Header[]; broken: number[] } {
  const headers: Header[] = [];
  const broken: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) broken.push(index);
    else headers.push([name, value]);
  }
  return { headers, broken };
}

export function writeHeaders(headers: readonly Header[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
}

export function headerOf(headers: readonly Header[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

/** An address with what may not stand in one written as it has to be: blanks, quotes, brackets. */
export function encoded(url: string): string {
  return url.replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/gu, encodeURIComponent).replaceAll("'", "%27");
}
