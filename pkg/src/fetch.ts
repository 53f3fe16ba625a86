import { textWithin } from "./body.ts";
import { detailOf, type Endpoint, Exchange, type Head, LIMIT, type Linter } from "./exchange.ts";
import type { Diagnostic, LintOptions, Severity } from "./index.ts";

export type { Endpoint } from "./exchange.ts";

/** What is done with what is found: nothing goes on, it is told, or it isn't looked for. */
export type Handling = "throw" | "report" | "ignore";

/** Which exchanges are checked, and what comes of it. */
export interface ScimFetchOptions extends LintOptions {
  /** What sends the requests. Default: the global `fetch`, as it is when a request is sent. */
  fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Only what is sent to addresses below it is checked. Default: what is sent to an endpoint of SCIM, wherever it is. */
  baseUrl?: string | URL;
  /** Of a request with an error: by default it is not sent ("throw"). */
  requests?: Handling;
  /** Of a response with an error: by default it is told, and nobody waits for that ("report"). */
  responses?: Handling;
  /** How bad a finding has to be to be told. Default "warning"; only errors throw. */
  tells?: Severity;
  /** Is told what was found. Default: `console.warn`. */
  onFindings?: (found: ExchangeFindings) => void;
  /** Longer bodies are not checked, in bytes. Default 16 MiB. */
  limit?: number;
}

/** What was found in a request or a response. */
export interface ExchangeFindings extends Endpoint {
  of: "request" | "response";
  method: string;
  url: string;
  /** Of a response. */
  status?: number;
  /** Pointers are into an object with `url`, `headers` and `body`, of a response within `response`. */
  findings: Diagnostic[];
}

/** Thrown for a request that was not sent, or a response that must not be used. */
export class ScimFetchError extends Error {
  /** What was found. */
  readonly found: ExchangeFindings;
  /** The response, its body unread. */
  readonly response?: Response;

  constructor(found: ExchangeFindings, errors: readonly Diagnostic[], response?: Response) {
    const what = found.of === "request" ? "The request" : "The response to";
    super(`${what} ${found.method} ${found.url}: ${detailOf(errors)}`);
    this.name = "ScimFetchError";
    this.found = found;
    if (response !== undefined) this.response = response;
  }
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/**
 * A `fetch` that checks what goes to a SCIM service provider, and what comes from it; all else goes by unseen. Bodies
 * are read from copies: what is sent and what is returned are as they would be without it.
 */
export function scimFetch(
  scim: Linter,
  options: ScimFetchOptions = {},
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const { requests = "throw", responses = "report", limit = LIMIT, tells = "warning" } = options;
  const base = options.baseUrl === undefined ? undefined : new URL(options.baseUrl);
  const exchange = new Exchange(scim, {
    ...options,
    limit,
    ...(base && { basePath: base.pathname }),
  });

  const tell = (found: ExchangeFindings) => {
    const findings = found.findings.filter(({ severity }) => RANK[severity] <= RANK[tells]);
    if (findings.length === 0) return;
    if (options.onFindings) options.onFindings({ ...found, findings });
    else console.warn(`SCIM ${found.of}: ${found.method} ${found.url}: ${detailOf(findings)}`);
  };
  /** Tells what was found, or throws it. */
  const settle = (found: ExchangeFindings, how: Handling, response?: Response) => {
    const errors = found.findings.filter(({ severity }) => severity === "error");
    if (how === "throw" && errors.length > 0) throw new ScimFetchError(found, errors, response);
    tell(found);
  };

  return async (input, init) => {
    const send = options.fetch ?? globalThis.fetch;
    const url = input instanceof Request ? input.url : String(input);
    const at = base !== undefined && !isBelow(url, base) ? undefined : exchange.at(url);
    if (at === undefined) return send(input, init);
    const { method, headers } = headOf(input, init);
    const head: Head = { method, url: at.rest, headers };
    const facts = { ...at.place, method, url };

    let sent = init;
    if (requests !== "ignore") {
      const { text, rest } = await bodyOf(input, init, limit);
      sent = rest;
      if (text !== undefined) {
        const body = exchange.hasBody(method) && text !== "" ? text : undefined;
        settle({ of: "request", ...facts, findings: exchange.request(head, body) }, requests);
      }
    }
    const response = await send(input, sent);
    if (responses === "ignore" || method === "HEAD") return response;
    const { status } = response;
    const copy = response.clone();
    const checked = async () => {
      const text = await textWithin(copy.body, limit);
      if (text === undefined) return;
      const findings = exchange.response(head, status, Object.fromEntries(copy.headers), text);
      settle({ of: "response", ...facts, status, findings }, responses, response);
    };
    if (responses === "throw") await checked();
    // A body that breaks off breaks off for who reads it as well.
    else void checked().catch(() => {});
    return response;
  };
}

function isBelow(url: string, base: URL): boolean {
  if (URL.canParse(url)) return new URL(url).origin === base.origin;
  const page = (globalThis as { location?: { origin: string } }).location;
  return page === undefined || page.origin === base.origin;
}

function headOf(input: string | URL | Request, init: RequestInit | undefined) {
  const request = input instanceof Request ? input : undefined;
  const headers = new Headers(init?.headers ?? request?.headers);
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
  return { method, headers: Object.fromEntries(headers) };
}

/** The text of a body, and what to send, where reading it would take it away. */
async function bodyOf(
  input: string | URL | Request,
  init: RequestInit | undefined,
  limit: number,
): Promise<{ text: string | undefined; rest: RequestInit | undefined }> {
  const body = init?.body;
  if (body === undefined || body === null) {
    const copy = input instanceof Request && !input.bodyUsed ? input.clone().body : null;
    return { text: await textWithin(copy, limit), rest: init };
  }
  if (body instanceof ReadableStream) {
    const [own, theirs] = body.tee();
    return { text: await textWithin(own, limit), rest: { ...init, body: theirs } };
  }
  if (typeof body === "string")
    return { text: body.length <= limit ? body : undefined, rest: init };
  return { text: await textWithin(new Response(body).body, limit), rest: init };
}
