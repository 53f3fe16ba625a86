import { withoutTransport } from "./http-text.ts";
import { encoded, type Header, headerOf, type WrittenRequest } from "./request.ts";

/** A request of an HTTP Archive 1.2, and what it was answered. */
export interface Recorded {
  readonly request: WrittenRequest;
  readonly status: number | undefined;
  readonly time: string | undefined;
  /** The body that it was answered with, and its media type. */
  readonly answer: { readonly body: string; readonly mediaType: string };
}

/** An entry of an archive, as far as it is read; any part may be missing. */
export interface Entry {
  startedDateTime?: string;
  request?: {
    method?: string;
    url?: string;
    headers?: { name: string; value: string }[];
    postData?: { text?: string };
  };
  response?: {
    status?: number;
    content?: { mimeType?: string; text?: string; encoding?: string };
  };
}

/** Whether a text begins like an archive. */
export function looksLikeHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:\s*\{/.test(text);
}

/** The requests of an archive, in order. Undefined where it is none. */
export function readHar(text: string): Recorded[] | undefined {
  let entries: Entry[] | undefined;
  try {
    entries = (JSON.parse(text) as { log?: { entries?: Entry[] } }).log?.entries;
  } catch {
    return undefined;
  }
  if (!Array.isArray(entries)) return undefined;
  return entries.flatMap(entry => readEntry(entry) ?? []);
}

/** A request of an archive; undefined where an entry has none. */
export function readEntry({ request, response, startedDateTime }: Entry): Recorded | undefined {
  if (typeof request?.method !== "string" || typeof request.url !== "string") return undefined;
  const headers = (request.headers ?? []).map(({ name, value }): Header => [name, value]);
  return {
    request: {
      method: request.method.toUpperCase(),
      url: request.url,
      headers: withoutTransport(headers),
      body: request.postData?.text ?? "",
    },
    status: response?.status,
    time: startedDateTime,
    answer: {
      body: bodyOf(response?.content),
      mediaType:
        /^[^;]*/
          .exec(response?.content?.mimeType ?? "")?.[0]
          .trim()
          .toLowerCase() ?? "",
    },
  };
}

function bodyOf({ text = "", encoding }: { text?: string; encoding?: string } = {}): string {
  if (encoding !== "base64") return text;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0)));
  } catch {
    return text;
  }
}

/** An archive of one request. */
export function writeHar({ method, url, headers, body }: WrittenRequest, version: string): string {
  const address = encoded(url);
  const request = {
    method,
    url: address,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: headers.map(([name, value]) => ({ name, value })),
    queryString: [...new URL(address, "https://scim.example").searchParams].map(
      ([name, value]) => ({ name, value }),
    ),
    headersSize: -1,
    bodySize: new TextEncoder().encode(body).length,
    ...(body !== "" && {
      postData: {
        mimeType: headerOf(headers, "content-type") ?? "application/scim+json",
        text: body,
      },
    }),
  };
  const response = {
    status: 0,
    statusText: "",
    httpVersion: "",
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: "" },
    redirectURL: "",
    headersSize: -1,
    bodySize: -1,
  };
  const entry = {
    startedDateTime: new Date().toISOString(),
    time: 0,
    request,
    response,
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
  const log = { version: "1.2", creator: { name: "scimlens", version }, entries: [entry] };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}
