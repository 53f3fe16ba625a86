import { directory } from "../../directory/directory.ts";
import type { Answer } from "../../directory/protocol.ts";
import type { WrittenRequest } from "../../requests/request.ts";
import {
  addressOf,
  type Check,
  captured,
  filledIn,
  judge,
  type Names,
  type Scenario,
  seedText,
} from "../../scenarios/scenario.ts";

/** What came of a step. */
export interface Done {
  readonly request: WrittenRequest;
  readonly answer: Answer;
  /** Whether the sender can live with the answer. */
  readonly fine: boolean;
}

/** What came of a check. */
export interface Checked {
  readonly check: Check;
  readonly holds: boolean;
  readonly found: unknown;
}

/** How far a scenario has come. */
export interface Run {
  readonly done: readonly Done[];
  readonly names: Names;
  /** Once all steps are done. */
  readonly checked: readonly Checked[] | undefined;
}

/** Puts what there is in the beginning into the directory. */
export async function begin(scenario: Scenario): Promise<Run> {
  const text = seedText(scenario.seed);
  const title = `the scenario ${scenario.title}`;
  await directory.ask("fill", [text === "" ? { kind: "empty" } : { kind: "import", text, title }]);
  return { done: [], names: new Map(), checked: undefined };
}

/** Sends the next request, as it is answered in a profile. */
export async function goOn(scenario: Scenario, run: Run, profile: string): Promise<Run> {
  const step = scenario.steps[run.done.length];
  if (step === undefined) return run;
  const request = filledIn(step.request, run.names);
  const answer = await directory.ask("send", [
    { ...request, headers: Object.fromEntries(request.headers) },
    profile,
  ]);
  const { status, body } = answer.response;
  const fine = step.expect.length === 0 || step.expect.includes(status);
  const next: Run = {
    done: [...run.done, { request, answer, fine }],
    names: new Map([...run.names, ...captured(step, body)]),
    checked: undefined,
  };
  if (next.done.length < scenario.steps.length) return next;
  return { ...next, checked: await checkAll(scenario.checks, next.names) };
}

async function checkAll(checks: readonly Check[], names: Names): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const check of checks) {
    const answer = await directory.ask("read", [addressOf(check, names)]);
    checked.push({ check, ...judge(check, answer, names) });
  }
  return checked;
}
