import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Diagnostic, HttpRequest, HttpResponse } from "scimlens";
import { onTheWire, refusal } from "./answer.ts";
import { readBody, refusedBody } from "./body.ts";

/** A response, and what had to be tolerated for it. */
export interface Handled extends HttpResponse {
  notes?: readonly Diagnostic[];
}

/** Answers requests, one after the other. */
export type Handler = (request: HttpRequest) => Promise<Handled>;

/** A request that was answered. */
export interface Answered {
  method: string;
  url: string;
  status: number;
  milliseconds: number;
  notes: readonly Diagnostic[];
}

export interface Bounds {
  /** The longest body, in bytes. */
  bodyBytes: number;
  /** The longest request line with its headers, in bytes. */
  headerBytes: number;
  /** How long a request may take to arrive, in milliseconds. */
  requestTime: number;
}

/** Slow clients are looked for so often, in milliseconds. */
const LOOK = 500;

/** How long a connection may be silent while an answer waits to be read, or none is asked for, in milliseconds. */
const SILENCE = 60_000;

/**
 * HTTP around a handler: what isn't HTTP, is too long, too slow or encoded is answered here, in the form of SCIM; all
 * else the handler gets. The requests of a connection are answered in their order.
 */
export function scimServer(
  handle: Handler,
  bounds: Bounds,
  log: (answered: Answered) => void,
): Server {
  const { bodyBytes, headerBytes, requestTime } = bounds;
  const connections = new WeakMap<Duplex, Connection>();
  const connectionOf = (socket: Duplex) => {
    const known = connections.get(socket) ?? new Connection();
    connections.set(socket, known);
    return known;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begin = performance.now();
    const [method, url] = [request.method ?? "", targetOf(request)];
    const early = refusedRequest(request) ?? refusedBody(request, bodyBytes);
    const { broken } = connectionOf(request.socket);
    const body = early ?? (await readBody(request, bodyBytes, broken));
    if (body === undefined) return;
    const answered: Handled = Buffer.isBuffer(body)
      ? await handle({ method, url, headers: headersOf(request), body }).catch(failure)
      : body;
    // Who is told to stop asks nobody to come back.
    if (!server.listening) response.shouldKeepAlive = false;
    send(answered, request, response);
    const milliseconds = performance.now() - begin;
    const { status, notes = [] } = answered;
    log({ method, url, status, milliseconds, notes });
  }

  const queued = (request: IncomingMessage, response: ServerResponse) => {
    const connection = connectionOf(request.socket);
    connection.add(() => answer(request, response));
  };

  const server = createServer({
    ...{ maxHeaderSize: headerBytes, requireHostHeader: false, keepAliveTimeout: 5_000 },
    ...{ requestTimeout: requestTime, headersTimeout: Math.min(requestTime, 10_000) },
    connectionsCheckingInterval: Math.min(LOOK, requestTime),
  });
  server.timeout = SILENCE;
  server.on("request", queued);
  server.on("checkContinue", (request, response) => {
    if (refusedBody(request, bodyBytes) === undefined) response.writeContinue();
    queued(request, response);
  });
  server.on("checkExpectation", (request, response) => {
    const refused = refusal(417, `The expectation ${request.headers.expect} can't be met.`);
    const { method = "", url = "" } = request;
    connectionOf(request.socket).add(async () => {
      send(refused, request, response);
      log({ method, url, status: 417, milliseconds: 0, notes: [] });
    });
  });
  server.on("connect", ({ method = "", url = "" }: IncomingMessage, socket: Duplex) => {
    const detail = "This is a service provider and no proxy: CONNECT is not supported.";
    close(socket, refusal(501, detail), { method, url });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const refused = unreadable(error, bounds);
    const connection = connectionOf(socket);
    connection.fail();
    // Answers to what came before it go first.
    connection.add(async () => close(socket, refused, { method: "-", url: "-" }));
  });

  function close(socket: Duplex, refused: HttpResponse, about: { method: string; url: string }) {
    socket.on("error", () => socket.destroy());
    socket.end(onTheWire(refused), () => setTimeout(() => socket.destroy(), LOOK).unref());
    log({ ...about, status: refused.status, milliseconds: 0, notes: [] });
  }
  return server;
}

/** A connection, whose requests are answered one after the other. */
class Connection {
  #last: Promise<void> = Promise.resolve();
  readonly #broken = new AbortController();

  /** Says that no more can be read. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  fail(): void {
    this.#broken.abort();
  }

  add(work: () => Promise<void>): void {
    this.#last = this.#last.then(work, work);
  }
}

/** The path and the query, also where the whole URL is given, as proxies do. */
function targetOf({ url = "/" }: IncomingMessage): string {
  const { path } = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(?<path>.*)$/i.exec(url)?.groups ?? {};
  return path === undefined ? url : path.startsWith("/") ? path : `/${path}`;
}

function refusedRequest({ httpVersion, headers }: IncomingMessage): HttpResponse | undefined {
  if (httpVersion !== "1.1" || headers.host !== undefined) return undefined;
  return refusal(400, "A request of HTTP/1.1 has a Host header (RFC 9112 §3.2).");
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}

function send(answered: HttpResponse, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = answered;
  // Of a HEAD request nobody knows here how long the body would be.
  const isHead = request.method === "HEAD" || status === 204 || status === 304;
  const length = isHead ? {} : { "Content-Length": Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(isHead ? undefined : body);
}

function failure(error: unknown): HttpResponse {
  const why = error instanceof Error ? error.message : String(error);
  return refusal(500, `The request could not be carried out: ${why}`);
}

/** The answer to what can't be read as a request. */
function unreadable(error: NodeJS.ErrnoException, bounds: Bounds): HttpResponse {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return refusal(431, `The headers are longer than ${bounds.headerBytes} bytes.`);
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal(408, "The request took too long to arrive.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return refusal(413, "The extensions of a chunk are too long.");
    default: {
      const { reason } = error as { reason?: string };
      return refusal(400, `The request is not HTTP/1.1: ${reason ?? error.message}.`);
    }
  }
}
