import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type HttpRequest,
  type HttpResponse,
  type Scim,
  ScimError,
  ScimInternalError,
  type ServiceProvider,
} from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, reason, trouble, usage } from "./exit.ts";
import { several } from "./findings.ts";
import { nameOf, readText } from "./input.ts";
import { refusal } from "./serve/answer.ts";
import { Journal, keepTorn, readJournal, readRecords } from "./serve/journal.ts";
import { lock } from "./serve/lock.ts";
import { Log } from "./serve/log.ts";
import { seed } from "./serve/seed.ts";
import { type Handled, scimServer } from "./serve/server.ts";
import { State, weightOf } from "./serve/state.ts";
import type { Terminal } from "./terminal.ts";
import { toolkit, toolkitOptions } from "./toolkit.ts";

/** How long requests that are being answered may take when the server is told to stop, in milliseconds. */
const FAREWELL = 5_000;

/** Nobody reads the audit beyond the last request. */
const AUDIT_ENTRIES = 1;

export const serve: Command = {
  name: "serve",
  summary: "Run a service provider over HTTP, for tests of SCIM clients.",
  usage: ["[OPTIONS]"],
  description: [
    "Users, Groups and the resource types of --schema, with filters, sorting, pagination, PATCH, Bulk, ETags and discovery, in memory. It listens on this machine only, unless --host says otherwise; its address is printed on standard output, a line for each request on standard error.",
    "With --journal it keeps its state: each change is on the disk before it is answered, so that nothing that was acknowledged is lost when the server is killed. The file is made anew when it has grown to several times the state.",
    "It speaks plain HTTP, and without --token it serves everybody who reaches it. For production it is not meant.",
  ],
  options: {
    host: { value: "HOST", help: "The address to listen at; 127.0.0.1 by default." },
    port: { value: "PORT", short: "p", help: "The port; 8080 by default, 0 for any that is free." },
    "base-url": {
      value: "URL",
      help: "What resources give as their location; by default the address that is listened at, with /scim/v2.",
    },
    token: {
      value: "TOKEN",
      help: "Ask for `Authorization: Bearer TOKEN`. SCIMLENS_TOKEN in the environment does the same and isn't seen in lists of processes.",
    },
    config: {
      value: "FILE",
      help: "A ServiceProviderConfig. It is obeyed: what it doesn't support is refused as the RFC says.",
    },
    seed: {
      value: "FILE",
      help: "Resources to begin with: NDJSON, an array or a ListResponse. They keep their ids. A journal that has a state already isn't seeded.",
    },
    journal: {
      value: "FILE",
      help: "Keep the state in this file, and begin with what is in it.",
    },
    "max-body": { value: "BYTES", help: "The longest body that is read; 10 MiB by default." },
    timeout: {
      value: "SECONDS",
      help: "How long a request may take to arrive; 30 seconds by default.",
    },
    format: {
      value: "FORMAT",
      choices: ["text", "json"],
      help: "Lines of the log: text for people (the default), or json.",
    },
    ...toolkitOptions,
  },
  examples: [
    ["scimlens serve --port 0", "on any port; its address is printed"],
    ["scimlens serve --seed users.json --token s3cret", "with resources to begin with"],
    ["scimlens serve --journal scim.journal", "with a state that survives"],
    ["scimlens serve --profile entra", "tolerate what Entra sends"],
  ],
  exits: {
    0: "the server was told to stop (SIGINT, SIGTERM)",
    1: "not used",
    3: "a file can't be read, the journal can't be used, or the address can't be listened at",
  },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  if (given.positionals.length > 0)
    throw usage(`serve takes no files; --seed ${given.positionals[0]} begins with what is in it.`);
  const service = new Service(given, terminal);
  return service.run();
}

/** A provider that is served. */
class Service {
  readonly #given: Arguments;
  readonly #terminal: Terminal;
  readonly #log: Log;
  /** The id for the next resource that is created. */
  #nextId: string | undefined;
  #provider: ServiceProvider | undefined;
  #journal: Journal | undefined;
  #stop: (code: ExitCode) => void = () => undefined;

  constructor(given: Arguments, terminal: Terminal) {
    this.#given = given;
    this.#terminal = terminal;
    this.#log = new Log(terminal, given.get("format") === "json");
  }

  async run(): Promise<ExitCode> {
    const given = this.#given;
    this.#token();
    const scim = await toolkit(given, this.#terminal);
    const journal = given.get("journal");
    const unlock = journal === undefined ? () => undefined : lock(journal);
    try {
      const server = this.#server();
      const stopped = new Promise<ExitCode>(resolve => {
        this.#stop = resolve;
      });
      const origin = await listen(server, given);
      const base = given.get("base-url") ?? `${origin}/scim/v2`;
      try {
        await this.#begin(scim, base);
        await this.#terminal.line(`Listening at ${origin}${new URL(base).pathname}`);
        this.#onSignals();
        return await stopped;
      } finally {
        await close(server);
        await this.#journal?.close();
      }
    } finally {
      unlock();
    }
  }

  #server(): Server {
    const seconds = this.#given.number("timeout", 30, 86_400);
    const bounds = {
      bodyBytes: this.#given.number("max-body", 10 << 20, 1 << 28),
      headerBytes: 1 << 16,
      requestTime: Math.max(seconds, 1) * 1000,
    };
    return scimServer(
      request => this.#handle(request),
      bounds,
      answered => this.#log.request(answered),
    );
  }

  async #begin(scim: Scim, base: string): Promise<void> {
    const path = this.#given.get("journal");
    const state = path === undefined ? undefined : await this.#recover(path);
    const config = await this.#config();
    const token = this.#token();
    const provider = made(() =>
      scim.createService({
        baseUrl: base,
        newId: () => this.#newId(),
        auditEntries: AUDIT_ENTRIES,
        ...(config !== undefined && { config }),
        ...(state !== undefined && { state }),
        ...(token !== undefined && { bearerToken: token }),
      }),
    );
    const file = this.#given.get("seed");
    if (file !== undefined && state === undefined) {
      const create = (request: HttpRequest, id: string | undefined) => {
        this.#nextId = id;
        const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
        return provider.handle({ ...request, headers: { ...request.headers, ...authorization } });
      };
      const resources = await seed(file, scim, create, this.#terminal);
      this.#terminal.tell(`${several(resources, "resource")} from ${nameOf(file)}`);
    }
    if (path !== undefined) {
      const snapshot = () => new TextDecoder().decode(provider.export());
      const failed = (error: unknown) =>
        this.#terminal.say(`${path}: it can't be made anew, and goes on: ${reason(error)}.`);
      this.#journal = await Journal.begin(path, snapshot(), { snapshot, failed });
    }
    this.#provider = provider;
  }

  /** The token that is asked for. Who means to set one and doesn't is told so, instead of serving everybody. */
  #token(): string | undefined {
    const given = this.#given.get("token");
    const [token, from] =
      given === undefined ? [process.env["SCIMLENS_TOKEN"], "SCIMLENS_TOKEN"] : [given, "--token"];
    if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
    const open = from === "--token" ? "leave it out" : "unset it";
    const what = token.trim() === "" ? "is empty" : "has blanks or letters that no header can have";
    throw usage(
      `${from} ${what}. A token is letters, digits and signs of ASCII; ${open} to serve everybody.`,
    );
  }

  /** What a journal has of an earlier run. */
  async #recover(path: string): Promise<string | undefined> {
    const bytes = await readJournal(path);
    if (bytes === undefined) return undefined;
    const { records, end, torn } = readRecords(bytes, path);
    const [snapshot, ...changes] = records;
    const state = new State(snapshot?.text ?? "");
    for (const { text } of changes) state.apply(text);
    if (torn > 0) {
      const kept = await keepTorn(path, bytes.subarray(end));
      const what = `its last record was cut off while it was written; ${several(torn, "byte")} of it are in ${kept}`;
      this.#terminal.say(`${path}: ${what}. Nobody was told that it had been kept.`);
    }
    this.#terminal.tell(`${path}: ${several(changes.length, "change")} since the snapshot`);
    return state.text();
  }

  async #config(): Promise<object | undefined> {
    const path = this.#given.get("config");
    if (path === undefined) return undefined;
    try {
      return JSON.parse(await readText(path)) as object;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw trouble(`${path}: it is no JSON: ${error.message}.`);
    }
  }

  #newId(): string {
    const id = this.#nextId ?? randomUUID();
    this.#nextId = undefined;
    return id;
  }

  async #handle(request: HttpRequest): Promise<Handled> {
    const [provider, journal] = [this.#provider, this.#journal];
    if (provider === undefined) return refusal(503, "The server is starting; try again.");
    const before = provider.lastChange;
    const response = this.#answer(provider, request);
    if (provider.lastChange === before) return response;
    const notes = this.#terminal.quiet ? [] : provider.notesAfter(before);
    try {
      if (journal !== undefined) {
        const changes = provider.changesAfter(before);
        await journal.append(changes, weightOf(changes));
      }
      return { ...response, notes };
    } catch (error) {
      this.#terminal.say(`scimlens: ${journal?.path}: ${reason(error)}. The server stops.`);
      this.#stop(Exit.trouble);
      return refusal(500, "The change could not be kept; the server stops.");
    }
  }

  #answer(provider: ServiceProvider, request: HttpRequest): HttpResponse {
    try {
      return provider.handle(request);
    } catch (error) {
      if (error instanceof ScimInternalError) {
        this.#terminal.say(`scimlens: it failed inside, please report this: ${error.stack}`);
        this.#stop(Exit.failure);
      }
      throw error;
    }
  }

  #onSignals(): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        this.#terminal.tell(`${signal}: the server stops.`);
        this.#stop(Exit.fine);
        // Whoever can't wait says so again.
        process.once(signal, () => process.exit(Exit.fine));
      });
    }
  }
}

function made(create: () => ServiceProvider): ServiceProvider {
  try {
    return create();
  } catch (error) {
    if (error instanceof ScimError) throw trouble(error.detail);
    throw error;
  }
}

/** Begins to listen, and says where. */
function listen(server: Server, given: Arguments): Promise<string> {
  const host = given.get("host") ?? "127.0.0.1";
  const port = given.number("port", 8080, 65_535);
  return new Promise((resolve, reject) => {
    server.once("error", error =>
      reject(trouble(`It can't listen at ${host}:${port}: ${reason(error)}.`)),
    );
    server.listen(port, host, () => {
      const { address, family, port: bound } = server.address() as AddressInfo;
      const name = family === "IPv6" ? `[${address}]` : address;
      resolve(`http://${name}:${bound}`);
    });
  });
}

/** Ends what is being answered, but not for ever. */
function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const patience = setTimeout(() => server.closeAllConnections(), FAREWELL);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}
