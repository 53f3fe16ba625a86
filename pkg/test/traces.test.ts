// What identity providers send, replayed against the service provider in their profile: each request is answered as the
// client needs it, and the state afterwards is the one that it meant.
import { readdirSync, readFileSync } from "node:fs";
import { type HttpRequest, Scim, type ServiceProvider } from "scimlens";
import { describe, expect, test } from "vitest";

interface Check {
  get: string;
  pointer: string;
  equals?: unknown;
  length?: number;
  absent?: boolean;
  absent_or_empty?: boolean;
}
interface Trace {
  id: string;
  idp: string;
  variant: string | null;
  scenario: string;
  seed: { as: string; resource: string; body: object }[];
  requests: {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: object;
    expect_status: number[];
    capture?: Record<string, string>;
  }[];
  expected: { lenient: { checks: Check[] } };
}

/** The profile of each sender. */
const PROFILES: Record<string, string> = {
  authentik: "authentik",
  entra: "entra",
  "google-workspace": "google",
  jumpcloud: "jumpcloud",
  "keycloak-scim": "keycloak",
  okta: "okta",
  onelogin: "onelogin",
  pingfederate: "ping",
  rippling: "lenient",
};

const folder = new URL("../../tests/traces/", import.meta.url);
const traces = readdirSync(folder)
  .filter(name => name.endsWith(".json"))
  .map(name => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Trace);

function profileOf({ id, idp, variant }: Trace) {
  // Printed in a tutorial; what is in production quotes its values, so only "permissive" reads a bare word.
  if (id === "entra-19-filter-unquoted") return "permissive";
  return variant === "aadOptscim062020" ? "entra-optscim" : (PROFILES[idp] ?? idp);
}

/** What can't be taken yet: a single object where a list belongs, and URIs of SCIM 1 in a resource that is created. */
const REFUSED = new Set(["onelogin-02-create-scim1-urns"]);

/** The value that an RFC 6901 pointer leads to. */
function at(document: unknown, pointer: string): unknown {
  const names = pointer.split("/").slice(1);
  const plain = names.map(name => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return plain.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    document,
  );
}

/** A run of a trace: what its names stand for. */
class Replay {
  readonly #provider: ServiceProvider;
  readonly #names = new Map([["token", "t0ken"]]);

  constructor(provider: ServiceProvider) {
    this.#provider = provider;
  }

  /** Sends a request, with the names in it replaced by what they stand for. */
  send(request: HttpRequest) {
    const { status, body } = this.#provider.handle(this.known(request));
    return { status, body: body === "" ? undefined : JSON.parse(body) };
  }

  /** The same with its names replaced. */
  known<T>(value: T): T {
    const text = JSON.stringify(value);
    const known = (_: string, name: string) => this.#names.get(name) ?? "unknown";
    return JSON.parse(text.replace(/\{\{(\w+)\}\}/g, known));
  }

  name(name: string, value: unknown) {
    this.#names.set(name, String(value));
  }

  get(path: string) {
    const { status, body } = this.send({ method: "GET", url: path });
    return status === 200 ? body : undefined;
  }
}

function check(replay: Replay, { get, pointer, ...wanted }: Check) {
  const found = at(replay.get(get), pointer);
  const said = `${get} ${pointer}`;
  if ("equals" in wanted) expect(found, said).toEqual(replay.known(wanted.equals));
  if (wanted.length !== undefined) expect(found ?? [], said).toHaveLength(wanted.length);
  if (wanted.absent) expect(found, said).toBeUndefined();
  if (wanted.absent_or_empty)
    expect([undefined, 0, ""], said).toContain(found && Object.keys(found).length);
}

describe.each(traces)("$id", trace => {
  (REFUSED.has(trace.id) ? test.fails : test)(trace.scenario, () => {
    using scim = new Scim({ profile: profileOf(trace) });
    using provider = scim.createService();
    const replay = new Replay(provider);
    const headers = { "Content-Type": "application/scim+json" };
    for (const { as, resource, body } of trace.seed) {
      const made = replay.send({ method: "POST", url: `/${resource}`, headers, body });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      replay.name(as, made.body.id);
    }
    for (const request of trace.requests) {
      const { method, path, headers, body, expect_status: wanted, capture = {} } = request;
      const sent = body === undefined ? {} : { body };
      const answer = replay.send({ method, url: path, headers, ...sent });
      expect(wanted, `${method} ${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
      // What is applied is no error for the validator either, in the same profile.
      if (method === "PATCH" && answer.status < 300) {
        const resourceType = path.startsWith("/Groups") ? "Group" : "User";
        const checked = scim.validate(replay.known(body) as object, {
          kind: "patch",
          resourceType,
        });
        const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
        expect(errors, `${method} ${path}`).toEqual([]);
      }
      for (const [name, pointer] of Object.entries(capture))
        replay.name(name, at(answer.body, pointer));
    }
    for (const wanted of trace.expected.lenient.checks) check(replay, wanted);
  });
});
