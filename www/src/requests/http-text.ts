import { type Header, readHeaders, type WrittenRequest, writeHeaders } from "./request.ts";

const REQUEST_LINE = /^([A-Z]{3,10}) (.+?)(?: HTTP\/\d(?:\.\d)?)?$/;

/** Whether a text begins like a request over HTTP/1.1, or like one in a .http file. */
export function looksLikeHttp(text: string): boolean {
  const [line = ""] = content(text).split(/\r?\n/, 1);
  const found = REQUEST_LINE.exec(line);
  return found !== null && /^(?:https?:\/\/|\/)/.test(found[2] ?? "");
}

/** The request that a text has: request line, headers, an empty line, the body. Comments before it are passed over. */
export function readHttp(text: string): WrittenRequest | undefined {
  const [head = "", ...rest] = content(text).split(/\r?\n\r?\n/);
  const [line = "", ...lines] = head.split(/\r?\n/);
  const found = REQUEST_LINE.exec(line.trimEnd());
  if (found === null) return undefined;
  const { headers } = readHeaders(lines.join("\n"));
  const [method = "", target = ""] = [found[1], found[2]];
  const host = headers.find(([name]) => /^host$/i.test(name))?.[1];
  const url = target.startsWith("/") && host !== undefined ? `https://${host}${target}` : target;
  return { method, url, headers: withoutTransport(headers), body: rest.join("\n\n").trimEnd() };
}

/** A .http file, as editors and command lines send it. */
export function writeHttp({ method, url, headers, body }: WrittenRequest): string {
  const head = [
    `${method} ${url} HTTP/1.1`,
    ...(headers.length > 0 ? [writeHeaders(headers)] : []),
  ];
  return `${head.join("\n")}\n${body === "" ? "" : `\n${body}\n`}`;
}

/** Without comments and empty lines before the request. */
function content(text: string): string {
  return text.replace(/^(?:\s*(?:###|#|\/\/).*\r?\n|\s*\r?\n)*/, "").trimStart();
}

/** What the connection decides, and not whoever writes the request. */
export function withoutTransport(headers: readonly Header[]): Header[] {
  return headers.filter(
    ([name]) =>
      !/^(?:host|content-length|connection|accept-encoding|transfer-encoding|:\w+)$/i.test(name),
  );
}
