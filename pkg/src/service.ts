import { ScimInternalError } from "./error.ts";
import { guarded, type Instance, isCurrent, type ServiceHandle } from "./instance.ts";
import { members } from "./options.ts";
import type { Session } from "./session.ts";
import { ResourceSet } from "./set.ts";
import type { FetchRequest, FetchResponse } from "./sources.ts";
import { isBytes, isObject, nameOf, requireText, toSource } from "./text.ts";
import type { AuditEntry, Diagnostic, HttpRequest, HttpResponse, ServiceOptions } from "./types.ts";

/** Statuses whose responses have no body. */
const BODILESS = [101, 204, 205, 304];

/**
 * A SCIM service provider in memory (RFC 7644): requests go in, responses come out, and nothing else happens. It obeys
 * the ServiceProviderConfig that it is given.
 *
 * Freed by the garbage collector, or at once by `free` or `using`.
 */
export class ServiceProvider {
  readonly #session: Session;
  readonly #instance: Instance | undefined;
  readonly #now: () => string;
  readonly #newId: () => string;
  #handle: ServiceHandle | undefined;
  /** What was read of the audit: it is made of what there is, entry by entry. */
  #audit: AuditEntry[] = [];
  #busy = false;

  private constructor(session: Session, options: ServiceOptions | undefined) {
    const from = members(options, "Options are");
    const text = (name: "baseUrl" | "bearerToken" | "subject") => {
      const value = from[name];
      return value === undefined || value === null
        ? undefined
        : requireText(value, `The option \`${name}\``);
    };
    this.#now = callback(from.now, "now") ?? (() => new Date().toISOString());
    this.#newId = callback(from.newId, "newId") ?? (() => crypto.randomUUID());
    const { config, state } = from;
    const told = {
      baseUrl: text("baseUrl"),
      bearerToken: text("bearerToken"),
      subject: text("subject"),
      auditEntries: entries(from.auditEntries),
      config: config === undefined || config === null ? undefined : written(config),
    };
    this.#session = session;
    session.engine();
    const length =
      state === undefined || state === null ? undefined : session.putPiece(piece(state, "A state"));
    this.#handle = session.call(
      engine => new (session.instance as Instance).glue.ServiceHandle(engine, told, length),
    );
    this.#instance = session.instance;
  }

  /** @internal */
  static of(session: Session, options: ServiceOptions | undefined): ServiceProvider {
    return new ServiceProvider(session, options);
  }

  /**
   * Answers a request. It never throws for what a client sends: what is wrong with that is the response.
   *
   * What `now` or `newId` throws is thrown on, and nothing has changed then.
   */
  handle(request: HttpRequest): HttpResponse {
    const { method, url, headers, body } = members(request, "A request is");
    const head = JSON.stringify({
      method: requireText(method, "The method of a request").toUpperCase(),
      url: requireText(url, "The URL of a request"),
      headers: Object.entries(members(headers, "The headers of a request are")).map(pair =>
        pair.map(String),
      ),
    });
    const handle = this.#live();
    if (this.#busy)
      throw new TypeError("A ServiceProvider can't be asked while it asks for a time or an id.");
    const bodyLength = this.#session.putPiece(
      body === undefined || body === null ? "" : piece(body, "The body of a request"),
    );
    const headLength = this.#session.putPiece(head, 1);
    this.#busy = true;
    let answer: string;
    try {
      answer = this.#session.call(engine =>
        handle.handle(engine, bodyLength, headLength, this.#now, this.#newId),
      );
    } finally {
      this.#busy = false;
    }
    const end = answer.indexOf("\n");
    const line = end < 0 ? answer : answer.slice(0, end);
    const { status, headers: given } = JSON.parse(line) as HttpResponse;
    const text = end < 0 ? guarded(() => handle.body()) : answer.slice(end + 1);
    return { status, headers: given, body: text };
  }

  /** The same for the Request and Response of fetch: for tests of clients, service workers and edge runtimes. */
  async fetch(request: FetchRequest): Promise<FetchResponse> {
    if (typeof request?.arrayBuffer !== "function") {
      throw new TypeError(
        `fetch takes a Request, not ${nameOf(request)}: provider.fetch(new Request(url, options)).`,
      );
    }
    const { status, headers, body } = this.handle({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    });
    return new Response(BODILESS.includes(status) ? null : body, { status, headers });
  }

  /**
   * Every change: when, by which request and whom, and what of it, as a PATCH request. Passwords are not in it. Of many
   * changes the last ones are kept, as many as the option `auditEntries` says.
   */
  get audit(): AuditEntry[] {
    const handle = this.#live();
    const forgotten = handle.forgotten();
    if (this.#audit[0] !== undefined && this.#audit[0].seq <= forgotten)
      this.#audit = this.#audit.filter(entry => entry.seq > forgotten);
    const since = this.#audit.at(-1)?.seq ?? 0;
    if (handle.lastEntry() > since) {
      const more = this.#session.call(engine => handle.audit(engine, since));
      this.#audit.push(...(JSON.parse(more) as AuditEntry[]));
    }
    return [...this.#audit];
  }

  /**
   * The resources as a client may read them, in the order in which they were created. It is a copy, made anew each time:
   * what is done with it changes nothing here.
   */
  get resources(): ResourceSet {
    const handle = this.#live();
    const rows = this.#session.call(engine => handle.resources(engine));
    return ResourceSet.load(this.#session, rows);
  }

  /** The number of the last entry of the audit; 0 where there is none. */
  get lastChange(): number {
    return this.#live().lastEntry();
  }

  /**
   * The entries of the audit behind entry `n`, without those before, which would be made first.
   *
   * @throws RangeError where the audit has no longer all of them, or no entry `n` yet.
   */
  auditAfter(n: number): AuditEntry[] {
    const handle = this.#liveBehind(n);
    return JSON.parse(this.#session.call(engine => handle.audit(engine, n))) as AuditEntry[];
  }

  /**
   * What had to be tolerated for the changes behind entry `n`.
   *
   * @throws RangeError as {@link ServiceProvider.auditAfter}.
   */
  notesAfter(n: number): Diagnostic[] {
    const handle = this.#liveBehind(n);
    return JSON.parse(guarded(() => handle.notes(n))) as Diagnostic[];
  }

  /**
   * What has to be kept of the changes behind entry `n` so that nothing is lost: for a journal. A line for each
   * resource that was changed: `+` and the resource as {@link ServiceProvider.export} writes it in a line, `-` and the
   * id, as JSON, of one that is gone, or `~` and `{"id", "cuts": [[start, gone, come], …], "core", "tail"}`, what has
   * changed in a long one: one cut after the other, so many bytes of UTF-8 are replaced at each place by a text; then
   * the line is cut after `core` bytes, and `tail` put behind. An export whose lines are replaced so, and whose first line says
   * `"sealed":false` in place of its seal, is a state as well.
   *
   * @throws RangeError as {@link ServiceProvider.auditAfter}.
   */
  changesAfter(n: number): string {
    const handle = this.#liveBehind(n);
    return this.#session.call(() => handle.changes(n));
  }

  /**
   * All resources with all that is kept of them, passwords as salted hashes: for the option `state` of another
   * service provider. The audit is not in it.
   */
  export(): Uint8Array {
    const handle = this.#live();
    return new TextEncoder().encode(this.#session.call(() => handle.export()));
  }

  /**
   * Goes back to what was after entry `n` of the audit: to the beginning, where it is 0.
   *
   * @throws RangeError as {@link ServiceProvider.auditAfter}.
   */
  rewind(n: number): void {
    const handle = this.#liveBehind(n);
    this.#session.call(engine => handle.rewind(engine, n));
    this.#audit = this.#audit.filter(entry => entry.seq <= n);
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle !== undefined && isCurrent(this.#instance)) guarded(() => handle.free());
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** The handle, where the audit has all entries behind entry `n`. */
  #liveBehind(n: number): ServiceHandle {
    if (!Number.isSafeInteger(n) || n < 0)
      throw new RangeError(`The number of an entry is a whole number from 0 on, not ${n}.`);
    const handle = this.#live();
    const [forgotten, last] = [handle.forgotten(), handle.lastEntry()];
    if (n < forgotten)
      throw new RangeError(
        `The audit has the entries behind ${forgotten}, not all behind ${n}: raise auditEntries.`,
      );
    if (n > last) throw new RangeError(`The last entry of the audit is ${last}; there is no ${n}.`);
    return handle;
  }

  #live(): ServiceHandle {
    if (this.#handle === undefined)
      throw new TypeError("This ServiceProvider has been freed; make a new one.");
    this.#session.engine();
    if (this.#instance !== this.#session.instance) {
      throw new ScimInternalError(
        "This ServiceProvider was lost when scimlens failed inside; make a new one, from a state if you have one.",
      );
    }
    return this.#handle;
  }
}

function callback(given: unknown, name: string): (() => string) | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === "function") return given as () => string;
  throw new TypeError(`The option \`${name}\` is a function, not ${nameOf(given)}.`);
}

function entries(given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (Number.isSafeInteger(given) && (given as number) > 0) return given as number;
  throw new TypeError("The option `auditEntries` is a whole number from 1 on.");
}

function piece(given: string | Uint8Array | object, what: string): string | Uint8Array {
  return toSource(given, what).data;
}

function written(config: unknown): string {
  if (
    typeof config === "string" ||
    isBytes(config) ||
    !isObject(config as object, "The option `config`")
  )
    throw new TypeError("The option `config` is an object.");
  const { data } = toSource(config as object, "The option `config`");
  return data as string;
}
