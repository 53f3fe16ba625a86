import { looksLikeCurl, readCurl } from "./curl.ts";
import { looksLikeHar, readHar } from "./har.ts";
import { looksLikeHttp, readHttp } from "./http-text.ts";
import type { WrittenRequest } from "./request.ts";

/** What was pasted, where it is a request and not text for where it was pasted. */
export interface Recognised {
  readonly form: "curl" | "HTTP" | "HAR";
  readonly request: WrittenRequest;
  /** How many more requests it has. */
  readonly more: number;
}

/** The request that a pasted text is: a command of curl, a request over HTTP, an archive. */
export function recognise(text: string): Recognised | undefined {
  if (looksLikeCurl(text)) return one("curl", readCurl(text));
  if (looksLikeHar(text)) {
    const recorded = readHar(text) ?? [];
    return one("HAR", recorded[0]?.request, recorded.length - 1);
  }
  return looksLikeHttp(text) ? one("HTTP", readHttp(text)) : undefined;
}

function one(
  form: Recognised["form"],
  request: WrittenRequest | undefined,
  more = 0,
): Recognised | undefined {
  return request && { form, request, more };
}
