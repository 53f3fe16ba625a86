import {
  type CheckedRequest,
  Exchange,
  type ExchangeOptions,
  type Linter,
  messageOf,
  SCIM_JSON,
  type ScimErrorMessage,
  tooLong,
} from "./exchange.ts";

export type {
  CheckedRequest,
  Endpoint,
  ExchangeOptions,
  Linter,
  ScimErrorMessage,
} from "./exchange.ts";

/** What is read of a request of Express, and written to it. */
export interface ExpressRequest {
  method: string;
  originalUrl: string;
  headers: Record<string, string | string[] | undefined>;
  readableEnded: boolean;
  iterator(options: { destroyOnReturn: boolean }): AsyncIterable<unknown>;
  body?: unknown;
  /** What is known of it, behind {@link scimValidator}. */
  scim?: CheckedRequest;
}

/** What is done to a response of Express. */
export interface ExpressResponse {
  headersSent: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Goes on, or with an error to the handler of errors. */
export type ExpressNext = (error?: unknown) => void;

/**
 * A middleware that answers requests which break the standards with a SCIM Error (RFC 7644 §3.12), and lets the others
 * on, with what is known of them as `request.scim`, and the body as `request.body`. No parser of bodies has to stand
 * before it; where one does, what it made is checked. What is no endpoint of SCIM goes by unseen.
 */
export function scimValidator(
  scim: Linter,
  options?: ExchangeOptions,
): (request: ExpressRequest, response: ExpressResponse, next: ExpressNext) => Promise<void> {
  const exchange = new Exchange(scim, options);
  return async (request, response, next) => {
    const at = exchange.at(request.originalUrl);
    if (at === undefined) return next();
    const { method } = request;
    let body: string | undefined;
    if (exchange.hasBody(method)) {
      try {
        body = await read(request, exchange.limit);
      } catch (error) {
        return next(error);
      }
      if (body === undefined) {
        response.setHeader("connection", "close");
        return answer(response, tooLong(exchange.limit));
      }
    }
    const headers = headersOf(request);
    const judged = exchange.judge(at.place, { method, url: at.rest, headers }, body);
    if ("refusal" in judged) return answer(response, judged.refusal);
    request.scim = judged.checked;
    if (judged.checked.body !== undefined) request.body = judged.checked.body;
    next();
  };
}

/**
 * A handler of errors, behind all routes: what they throw is answered with a SCIM Error, a `ScimError` with what it
 * says. A response that has begun is left to Express.
 */
export function scimErrors(): (
  error: unknown,
  request: object,
  response: ExpressResponse,
  next: ExpressNext,
) => void {
  return (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else answer(response, messageOf(error));
  };
}

async function read(request: ExpressRequest, limit: number): Promise<string | undefined> {
  const { body } = request;
  const parsed = typeof body === "object" && body !== null && !(body instanceof Uint8Array);
  if (parsed && (request.readableEnded || Object.keys(body).length > 0))
    return JSON.stringify(body);
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Where the body is too long, the connection is still needed to say so.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const data = piece as Uint8Array;
    bytes += data.length;
    if (bytes > limit) return undefined;
    text += decoder.decode(data, { stream: true });
  }
  return text + decoder.decode();
}

function headersOf({ headers }: ExpressRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

function answer(response: ExpressResponse, message: ScimErrorMessage): void {
  response.statusCode = Number(message.status);
  response.setHeader("content-type", SCIM_JSON);
  response.end(JSON.stringify(message));
}
