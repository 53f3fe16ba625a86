import type { Diagnostic, HttpRequest, HttpResponse, Scim } from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, trouble } from "./exit.ts";
import { several } from "./findings.ts";
import { inputs, nameOf, readText } from "./input.ts";
import { visible } from "./lines.ts";
import { type Create, seed } from "./serve/seed.ts";
import type { Terminal } from "./terminal.ts";
import { toolkit, toolkitOptions } from "./toolkit.ts";
import { type Recorded, readTraffic } from "./traffic.ts";

export const replay: Command = {
  name: "replay",
  summary: "Send a recorded log to a service provider in memory, and compare the answers.",
  usage: ["[OPTIONS] [FILE]"],
  description: [
    "FILE is a HAR file, an array of requests, or NDJSON with a request on each line: an object with method, url, headers, body and the response that was recorded, if any. - is standard input, which is also read where no file is named.",
    "The service provider begins empty, or with --seed, and is told by --profile what to tolerate. What is created gets the id that was recorded, so that later requests find it. Beside each answer stands what was recorded, and what the lint notes of the request in that profile.",
  ],
  options: {
    format: {
      value: "FORMAT",
      choices: ["text", "json"],
      help: "text for people (the default), or json for programs.",
    },
    seed: {
      value: "FILE",
      help: "Resources to begin with: NDJSON, an array or a ListResponse. They keep their ids.",
    },
    ...toolkitOptions,
  },
  examples: [
    [
      "scimlens replay --profile entra traffic.har",
      "whether the requests of a client are understood",
    ],
    ["scimlens replay --seed users.json --format json log.ndjson", "for programs"],
  ],
  exits: {
    1: "a request was refused that is recorded as done, or done that is recorded as refused; one without a recorded answer was refused",
  },
  run,
};

/** What came of a request. */
interface Replayed {
  method: string;
  url: string;
  status: number;
  recorded?: number | undefined;
  agrees: boolean;
  scimType?: string | undefined;
  detail?: string | undefined;
  notes: Pick<Diagnostic, "code" | "severity" | "message" | "pointer">[];
}

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const paths = inputs(given.positionals, "replay");
  const scim = await toolkit(given, terminal);
  const replayed: Replayed[] = [];
  for (const path of paths) {
    const log = readTraffic(await readText(path), scim);
    if (log.length === 0) throw trouble(`${nameOf(path)}: there is no request in it.`);
    replayed.push(...(await replayAll(log, scim, given, terminal)));
  }
  if (!terminal.quiet) {
    const json = given.get("format") === "json";
    await terminal.write(
      json ? `${JSON.stringify(replayed, null, 2)}\n` : shown(replayed, terminal),
    );
  }
  return replayed.every(({ agrees }) => agrees) ? Exit.fine : Exit.findings;
}

async function replayAll(
  log: readonly Recorded[],
  scim: Scim,
  given: Arguments,
  terminal: Terminal,
): Promise<Replayed[]> {
  let next: string | undefined;
  let count = 0;
  const provider = scim.createService({
    newId: () => {
      const id = next ?? `replayed-${++count}`;
      next = undefined;
      return id;
    },
  });
  try {
    const seeds = given.get("seed");
    const create: Create = (request, id) => {
      next = id;
      return provider.handle(request);
    };
    if (seeds !== undefined) await seed(seeds, scim, create, terminal);
    return log.map(({ request, recorded, id }) => {
      next = id;
      const answer = provider.handle(request);
      return compared(request, answer, recorded, scim);
    });
  } finally {
    provider.free();
  }
}

function compared(
  request: HttpRequest,
  { status, body }: HttpResponse,
  recorded: number | undefined,
  scim: Scim,
): Replayed {
  const refused = status >= 400;
  const { scimType, detail } = refused ? (JSON.parse(body || "{}") as Refusal) : {};
  const wanted = recorded === undefined ? false : recorded >= 400;
  return {
    method: request.method,
    url: request.url,
    status,
    recorded,
    agrees: refused === wanted,
    scimType,
    detail,
    notes: scim.lint(request).diagnostics.map(({ code, severity, message, pointer }) => ({
      ...{ code, severity, message, pointer },
    })),
  };
}

interface Refusal {
  scimType?: string;
  detail?: string;
}

function shown(replayed: readonly Replayed[], { paint }: Terminal): string {
  let out = "";
  for (const { method, url, status, recorded, agrees, scimType, detail, notes } of replayed) {
    const answer = paint(agrees ? "green" : "red", String(status));
    const beside = recorded === undefined ? "" : `, recorded ${recorded}`;
    out += `${paint("bold", visible(`${method} ${url}`))}: ${answer}${beside}\n`;
    if (detail !== undefined)
      out += `  ${scimType === undefined ? "" : `${scimType}: `}${visible(detail)}\n`;
    for (const { code, severity, message, pointer } of notes)
      out += `  ${severity}[${code}]: ${visible(message)} ${paint("dim", visible(pointer))}\n`;
  }
  const differ = replayed.filter(({ agrees }) => !agrees).length;
  const verdict =
    differ === 0 ? "all answered as recorded" : `${several(differ, "answer")} of another kind`;
  return `${out}${several(replayed.length, "request")}, ${verdict}.\n`;
}
