import { type PatchResult, ScimError } from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, usage } from "./exit.ts";
import { writeFindings } from "./findings.ts";
import { inputs, nameOf, readText, replaceFile, STDIN, uriOf } from "./input.ts";
import { laidOut } from "./layout.ts";
import { refusal } from "./refusal.ts";
import { SarifLog } from "./sarif.ts";
import type { Terminal } from "./terminal.ts";
import { resourceType, resourceTypeOption, toolkit, toolkitOptions } from "./toolkit.ts";

export const patch: Command = {
  name: "patch",
  summary: "Apply PATCH requests to a resource.",
  usage: ["[OPTIONS] RESOURCE REQUEST…"],
  description: [
    "Prints the resource as it is afterwards. A request is applied whole or not at all; several are applied one after the other. What no operation touches stays as it was written, and the lines are indented as they were.",
    "What the profile had to tolerate, and warnings, are told on standard error. - is standard input.",
  ],
  options: {
    ...resourceTypeOption,
    "in-place": { short: "i", help: "Write the result back to RESOURCE instead of printing it." },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "sarif"],
      help: "text: the resource as it is (the default), and a refusal on standard error. json: {resource, changed, notes}, or the SCIM Error message. sarif (2.1.0): what was tolerated and why a request was refused, and not the resource.",
    },
    ...toolkitOptions,
  },
  examples: [
    ["scimlens patch user.json deactivate.json", "see what a request does"],
    ["scimlens patch --in-place user.json deactivate.json", "change the file"],
    ["scimlens patch --profile entra user.json captured.json", "as an identity provider sends it"],
    ["scimlens diff before.json after.json | scimlens patch before.json -", "there and back"],
  ],
  exits: { 1: "a request was refused" },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const [path, ...requests] = given.positionals;
  if (path === undefined || requests.length === 0)
    throw usage("Name a resource and a request. `scimlens patch --help` has examples.");
  inputs(given.positionals, "patch");
  if (given.has("in-place") && path === STDIN)
    throw usage("--in-place needs a file; what comes from standard input is printed.");
  const scim = await toolkit(given, terminal);
  const type = resourceType(given, scim);
  const format = given.get("format");
  const asJson = format === "json";
  const log = format === "sarif" ? new SarifLog(scim) : undefined;
  let told = "";
  const before = await readText(path);
  const results: PatchResult[] = [];
  let text = before;
  for (const request of requests) {
    const subject = { name: nameOf(request), text: await readText(request) };
    try {
      const result = scim.applyPatch(text, subject.text, type);
      results.push(result);
      text = result.json;
      log?.file(uriOf(request), request === STDIN ? subject.text : undefined);
      told += log?.results(result.notes, subject, uriOf(request)) ?? "";
      if (!asJson && log === undefined && result.notes.length > 0)
        terminal.tell(writeFindings(result.notes, subject, terminal.paintError).trimEnd());
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const resource = aboutResource(error, path, text);
      const about = resource ?? subject;
      if (log === undefined) await refusal(error, about, asJson, terminal);
      else {
        const file = resource === undefined ? request : path;
        // What was changed before is in no file.
        const inside = file === STDIN || (file === path && text !== before);
        log.file(uriOf(file), inside ? about.text : undefined);
        told += log.refusal(error, about, uriOf(file));
        if (!terminal.quiet) await terminal.write(log.begin() + told + log.end());
      }
      return Exit.findings;
    }
  }
  const changed = results.some(result => result.changed);
  if (given.has("in-place")) {
    if (changed) await replaceFile(path, once(laidOut(text, before)));
  }
  if (log !== undefined) {
    if (!terminal.quiet) await terminal.write(log.begin() + told + log.end());
  } else if (given.has("in-place")) {
    terminal.tell(`${path}: ${changed ? "changed" : "nothing to change"}`);
  } else if (asJson) {
    const notes = results.flatMap(result => result.notes);
    // The text of the resource goes in as it is: numbers keep their digits.
    const rest = JSON.stringify({ changed, notes });
    await terminal.line(`{"resource":${text.trim()},${rest.slice(1)}`);
  } else {
    await terminal.line(laidOut(text, before).trimEnd());
  }
  return Exit.fine;
}

/** The resource itself can't be read: what the place is counted in. */
function aboutResource({ detail }: ScimError, path: string, text: string) {
  return detail.startsWith("The resource") ? { name: nameOf(path), text } : undefined;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
