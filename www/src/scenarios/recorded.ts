import { readHar } from "../requests/har.ts";
import type { Header } from "../requests/request.ts";
import type { Scenario, Seed, Step } from "./scenario.ts";

// Requests that were recorded, or are known to be sent, as scenarios.

/** A trace of tests/traces: what a client sends, what it lives with, and what has to come of it. */
interface Trace {
  readonly id: string;
  readonly idp: string;
  readonly variant: string | null;
  readonly scenario: string;
  readonly confidence: string;
  readonly seed: readonly { as: string; resource: string; body: Record<string, unknown> }[];
  readonly requests: readonly {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: unknown;
    expect_status: number[];
    capture?: Record<string, string>;
  }[];
  readonly expected: {
    lenient: {
      checks: readonly {
        get: string;
        pointer: string;
        equals?: unknown;
        length?: number;
        absent?: boolean;
        absent_or_empty?: boolean;
      }[];
    };
  };
}

/** The profile of each sender, where it isn't called as the sender is. */
const PROFILES: Record<string, string> = {
  "google-workspace": "google",
  "keycloak-scim": "keycloak",
  pingfederate: "ping",
  rippling: "lenient",
};

const files = import.meta.glob("../../../tests/traces/*.json", { import: "default" });

/** The names of the traces that there are. */
export const TRACES: readonly string[] = Object.keys(files)
  .map(path => /([^/]+)\.json$/.exec(path)?.[1] ?? "")
  .sort();

/** A trace as a scenario; undefined where there is none of that name. */
export async function readTrace(name: string): Promise<Scenario | undefined> {
  const path = Object.keys(files).find(one => one.endsWith(`/${name}.json`));
  const trace = path === undefined ? undefined : ((await files[path]?.()) as Trace);
  return trace && fromTrace(trace);
}

function fromTrace(trace: Trace): Scenario {
  const idOf = new Map(trace.seed.map(({ as }) => [as, `trace-${as}`]));
  // The ids of what is there in the beginning are known.
  const known = (text: string) =>
    text.replace(/\{\{([\w-]+)\}\}/g, (whole, name: string) => idOf.get(name) ?? whole);
  return {
    id: trace.id,
    title: `${titled(trace.idp)}: ${trace.scenario}`,
    about: "A trace of what this client sends.",
    profile:
      trace.variant === "aadOptscim062020" ? "entra-optscim" : (PROFILES[trace.idp] ?? trace.idp),
    confidence: trace.confidence,
    seed: trace.seed.map(
      ({ as, resource, body }): Seed => ({
        endpoint: `/${resource}` as Seed["endpoint"],
        id: `trace-${as}`,
        resource: JSON.parse(known(JSON.stringify(body))) as Record<string, unknown>,
      }),
    ),
    steps: trace.requests.map((request): Step => {
      const body = request.body === undefined ? "" : JSON.stringify(request.body);
      const headers = Object.entries(request.headers).filter(
        ([name]) => !/^authorization$/i.test(name),
      );
      return {
        title: `${request.method} ${request.path.replace(/[?{].*/, "…")}`,
        why: "",
        request: { method: request.method, url: known(request.path), headers, body: known(body) },
        expect: request.expect_status,
        ...(request.capture && { capture: request.capture }),
      };
    }),
    checks: trace.expected.lenient.checks.map(
      ({ get, pointer, equals, length, absent, absent_or_empty }) => ({
        title: `${pointer} of ${known(get)}`,
        get: known(get),
        pointer,
        ...(equals !== undefined && {
          equals: typeof equals === "string" ? known(equals) : equals,
        }),
        ...(length !== undefined && { length }),
        ...((absent || absent_or_empty) && { absent: true }),
      }),
    ),
  };
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The requests of an archive, or of a log with a JSON object a line, as a scenario. Undefined where it is neither. */
export function readRecording(text: string, title: string): Scenario | undefined {
  const steps = fromHar(text) ?? fromLines(text);
  if (steps === undefined || steps.length === 0) return undefined;
  return {
    id: "recording",
    title,
    about: "What was recorded, sent again. There is no expected state: look at what was answered.",
    profile: "rfc",
    seed: [],
    steps,
    checks: [],
  };
}

function fromHar(text: string): Step[] | undefined {
  return readHar(text)?.map(({ request, status, time }) =>
    recorded(request.method, request.url, [...request.headers], request.body, status, time),
  );
}

interface Line {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly path?: unknown;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly status?: unknown;
  readonly time?: string;
}

function fromLines(text: string): Step[] | undefined {
  const steps: Step[] = [];
  for (const line of text.split("\n").filter(one => one.trim() !== "")) {
    const read = parsed(line);
    const url = read?.url ?? read?.path;
    if (typeof read?.method !== "string" || typeof url !== "string") return undefined;
    const { body, status } = read;
    steps.push(
      recorded(
        read.method.toUpperCase(),
        url,
        Object.entries(read.headers ?? {}),
        body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
        typeof status === "number" ? status : undefined,
        read.time,
      ),
    );
  }
  return steps;
}

function parsed(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

function recorded(
  method: string,
  url: string,
  headers: Header[],
  body: string,
  status: number | undefined,
  time: string | undefined,
): Step {
  // From the endpoint on: the service provider here has an address of its own.
  const address =
    /\/(?:Users|Groups|Bulk|Me|Schemas|ResourceTypes|ServiceProviderConfig|\.search)\b.*$/.exec(
      url,
    );
  return {
    title: `${method} ${(address?.[0] ?? url).replace(/\?.*/, "")}`,
    why: time === undefined ? "" : `Recorded at ${time}.`,
    request: {
      method,
      url: address?.[0] ?? url,
      headers: headers.filter(([name]) => !/^(?:authorization|cookie)$/i.test(name)),
      body,
    },
    expect: status === undefined ? [] : [status],
  };
}
