import { type DiffOptions, ScimError } from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, usage } from "./exit.ts";
import { inputs, nameOf, readText, STDIN, uriOf } from "./input.ts";
import { refusal } from "./refusal.ts";
import { SarifLog } from "./sarif.ts";
import type { Terminal } from "./terminal.ts";
import { resourceType, resourceTypeOption, toolkit, toolkitOptions } from "./toolkit.ts";

export const diff: Command = {
  name: "diff",
  summary: "Make the PATCH request that turns one resource into another.",
  usage: ["[OPTIONS] BEFORE AFTER"],
  description: [
    "Prints a PatchOp message with as few operations as its style allows: values of lists are named by filters, members of groups added and removed. Equal resources give one without operations. - is standard input.",
  ],
  options: {
    ...resourceTypeOption,
    style: {
      value: "NAME",
      help: "Write the request as the client does that a profile is named for. Default rfc: fewest operations.",
    },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "sarif"],
      help: "text: indented (the default), and a refusal on standard error. json: on one line, a refusal as the SCIM Error message. sarif (2.1.0): why no request can make the change, and not the request.",
    },
    "exit-code": { help: "Exit with 1 where the resources differ, as diff does." },
    ...toolkitOptions,
  },
  examples: [
    ["scimlens diff before.json after.json", "what has to be sent"],
    ["scimlens diff --style entra before.json after.json", "as Entra would send it"],
    ["scimlens diff --exit-code --quiet stored.json wanted.json || echo differs", "in a script"],
  ],
  exits: { 1: "no request can make the change; with --exit-code, that the resources differ" },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const [from, to, ...more] = given.positionals;
  if (from === undefined || to === undefined || more.length > 0)
    throw usage("Name two resources. `scimlens diff --help` has examples.");
  inputs(given.positionals, "diff");
  const scim = await toolkit(given, terminal);
  const style = given.get("style");
  const options: DiffOptions = {
    ...resourceType(given, scim),
    ...(style !== undefined && { style }),
  };
  const asJson = given.get("format") === "json";
  const log = given.get("format") === "sarif" ? new SarifLog(scim) : undefined;
  const [before, after] = [await readText(from), await readText(to)];
  try {
    const request = scim.diff(before, after, options);
    const differs = request.Operations.length > 0;
    if (log !== undefined) {
      log.file(uriOf(from), from === STDIN ? before : undefined);
      log.file(uriOf(to), to === STDIN ? after : undefined);
      if (!terminal.quiet) await terminal.write(log.begin() + log.end());
    } else if (!terminal.quiet)
      await terminal.line(asJson ? JSON.stringify(request) : JSON.stringify(request, null, 2));
    return differs && given.has("exit-code") ? Exit.findings : Exit.fine;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    if (/^There is no profile/.test(error.detail)) throw usage(error.detail);
    const isAfter = error.detail.startsWith("The resource after");
    const subject = isAfter
      ? { name: nameOf(to), text: after }
      : { name: nameOf(from), text: before };
    if (log === undefined) await refusal(error, subject, asJson, terminal);
    else {
      const file = isAfter ? to : from;
      log.file(uriOf(file), file === STDIN ? subject.text : undefined);
      const told = log.refusal(error, subject, uriOf(file));
      if (!terminal.quiet) await terminal.write(log.begin() + told + log.end());
    }
    return Exit.findings;
  }
}
