import type { Diagnostic, ProfileInfo, Range, Scim, TargetInfo } from "scimlens/slim";
import type { Engine } from "../frame/engine.ts";
import { profileTitle } from "../frame/profiles.ts";

/** A request that is judged. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** "not told": the standard refuses the request, and the application does not say what it does then. */
export type Word = "accepted" | "tolerated" | "refused" | "not told";

/** What a profile or an application makes of a request. */
export interface Verdict {
  readonly kind: "profile" | "target";
  readonly name: string;
  readonly title: string;
  readonly group: "Profiles" | "Senders" | "Applications";
  readonly word: Word;
  /** The first of the reasons, in a sentence; of what is tolerated the quirks. */
  readonly reason: string;
  /** How sure that is. */
  readonly sure: string;
  /** Ranges are in the body. */
  readonly findings: readonly Diagnostic[];
}

/** What became of the request where it was tried, in a profile: what the lint can't know, such as the resource. */
export type Try = (scim: Scim) => readonly Diagnostic[];

const isError = ({ severity }: Diagnostic) => severity === "error";

/** The request as the lint reads it, with the body in it as it is written, if that is JSON. */
class Written {
  readonly text: string;
  readonly #start: number | undefined;
  readonly #end: number;

  constructor({ method, url, headers, body }: Asked) {
    // Whatever sends it tells its name.
    const named = { "User-Agent": "scimlens", ...Object.fromEntries(headers) };
    const head = JSON.stringify({ method, url, headers: named });
    const start = head.length + 7;
    const json = isJson(body);
    const written = json || body === "" ? body : JSON.stringify(body);
    this.text = body === "" ? head : `${head.slice(0, -1)},"body":${written}}`;
    this.#start = json ? start : undefined;
    this.#end = start + body.length;
  }

  /** A finding as one in the body: without a range where it is about something else. */
  inBody(finding: Diagnostic): Diagnostic {
    const { range, fixes, ...rest } = finding;
    const moved = range && this.#moved(range);
    if (moved === undefined) return rest;
    const kept = fixes?.flatMap(fix => {
      const edits = fix.edits.map(edit => ({ ...edit, range: this.#moved(edit.range) }));
      return edits.every(edit => edit.range !== undefined)
        ? [{ ...fix, edits: edits as { range: Range; text: string }[] }]
        : [];
    });
    return { ...rest, range: moved, ...(kept && kept.length > 0 && { fixes: kept }) };
  }

  #moved({ start, end }: Range): Range | undefined {
    const from = this.#start;
    if (from === undefined || start < from || end > this.#end) return undefined;
    return { start: start - from, end: end - from };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What every profile and every application makes of a request: one after the other, each when it is called. */
export function judgements(engine: Engine, asked: Asked, tried?: Try): (() => Verdict)[] {
  const written = new Written(asked);
  const { profiles, targets } = engine.scim;
  const order = (one: ProfileInfo) => Number(one.client);
  return [
    ...profiles
      .toSorted((one, other) => order(one) - order(other))
      .map(info => () => ofProfile(engine, written, info, tried)),
    ...targets.map(info => () => ofTarget(engine.scim, written, info)),
  ];
}

/** What one profile makes of it. */
export function inProfile(engine: Engine, asked: Asked, name: string): Verdict | undefined {
  const info = engine.scim.profiles.find(one => one.name === name);
  return info && ofProfile(engine, new Written(asked), info);
}

/** What one application makes of it. */
export function forTarget(engine: Engine, asked: Asked, name: string): Verdict | undefined {
  const info = engine.scim.targets.find(one => one.name === name);
  return info && ofTarget(engine.scim, new Written(asked), info);
}

/** The nearest request that an application takes, as far as one can be told: its body. */
export function mendedFor(scim: Scim, asked: Asked, target: string): string {
  const fixed = scim.lint(new Written(asked).text, { target }).fixed();
  const { body } = JSON.parse(fixed) as { body?: unknown };
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

function ofProfile(engine: Engine, written: Written, info: ProfileInfo, tried?: Try): Verdict {
  const { name, client } = info;
  const linted = () =>
    engine.scim.lint(written.text, { client: name }).diagnostics.map(one => written.inBody(one));
  const known = tried?.(engine.in(name));
  // Its draft forbids requests that nobody has to refuse: these the engine applies.
  const isForbidden = name === "interop" && known !== undefined && !known.some(isError);
  const forbidden = isForbidden ? linted().filter(isError) : [];
  const findings = known ? [...known, ...forbidden] : linted();
  return {
    kind: "profile",
    name,
    title: profileTitle(name),
    group: client ? "Senders" : "Profiles",
    ...wordOf(findings),
    sure: info.confidence.join(", "),
    findings,
  };
}

function wordOf(findings: readonly Diagnostic[]): Pick<Verdict, "word" | "reason"> {
  const error = findings.find(isError);
  if (error) return { word: "refused", reason: error.message };
  const quirks = new Set(findings.flatMap(({ quirk }) => quirk ?? []));
  if (quirks.size > 0)
    return { word: "tolerated", reason: [...quirks].map(quirk => `\`${quirk}\``).join(", ") };
  const tolerated = findings.find(({ code }) => code === "filter/quirk");
  if (tolerated) return { word: "tolerated", reason: tolerated.message };
  const warning = findings.find(({ severity }) => severity === "warning");
  return { word: "accepted", reason: warning?.message ?? "" };
}

function ofTarget(scim: Scim, written: Written, { name, title }: TargetInfo): Verdict {
  const all = scim.lint(written.text, { target: name }).diagnostics;
  const own = all.filter(({ code }) => code.startsWith("lint/target-"));
  const refusal = own.find(({ code }) => code !== "lint/target-page-size");
  const broken = all.find(one => isError(one) && !own.includes(one));
  const shown = refusal ? own : broken ? [broken, ...own] : own;
  const unsure = own.some(({ unverified }) => unverified);
  return {
    kind: "target",
    name,
    title,
    group: "Applications",
    word: refusal ? "refused" : broken ? "not told" : "accepted",
    reason: (refusal ?? broken ?? own[0])?.message ?? "",
    sure: own.length === 0 ? "as far as is told" : unsure ? "not verified" : "documented",
    findings: shown.map(one => written.inBody(one)),
  };
}
