import type { LintOptions, Scim } from "scimlens";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode, usage } from "./exit.ts";
import { type Counts, count, none } from "./findings.ts";
import { inputs, nameOf, readText, replaceFile, STDIN } from "./input.ts";
import { formatOption, type Reporter, reporter, Silent } from "./report.ts";
import { Terminal } from "./terminal.ts";
import { toolkit, toolkitOptions } from "./toolkit.ts";

export const lint: Command = {
  name: "lint",
  summary: "Tell what of a document, a request or a log not everybody understands.",
  usage: ["[OPTIONS] [FILE…]"],
  description: [
    "Each FILE is a document, a request (an object with method, url, headers, body and perhaps its response), an array of requests, NDJSON with a request on each line, or a HAR file as browsers and proxies write it; it is found out which. - is standard input, which is also read where no file is named.",
    "In the profile rfc, which is the default, only what is against the standards is told. --client interop adds what the standards allow and not everybody understands; with the name of a client, what that profile tolerates is a note. --target says what an application refuses.",
  ],
  options: {
    format: formatOption,
    client: {
      value: "NAME",
      help: "The profile to lint in: interop, or the client that sends the requests. Default: that of --profile.",
    },
    target: { value: "NAME", help: "The application that the requests are for." },
    "fail-on": {
      value: "SEVERITY",
      choices: ["error", "warning", "info"],
      help: "The least severity that makes the exit code 1: error (the default), warning or info.",
    },
    fix: {
      help: "Apply the fixes that keep the meaning, and print the mended text; what is left is told on standard error.",
    },
    write: { help: "With --fix: write the mended text back to the file." },
    ...toolkitOptions,
  },
  examples: [
    ["scimlens lint --client interop request.json", "what may not be understood"],
    ["scimlens lint --target aws user.json", "whether an application takes it"],
    ["scimlens lint --client entra --format sarif traffic.har > lint.sarif", "a log of a client"],
  ],
  exits: { 1: "there is an error (see --fail-on)" },
  run,
};

async function run(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const paths = inputs(given.positionals, "lint");
  const fix = given.has("fix");
  if (given.has("write") && !fix) throw usage("--write goes with --fix.");
  if (given.has("write") && paths.includes(STDIN))
    throw usage("--write needs a file; what comes from standard input is printed without it.");
  if (fix && !given.has("write") && paths.length > 1)
    throw usage("--fix prints one mended text; to mend several files in place, add --write.");
  const scim = await toolkit(given, terminal);
  const [client, target] = [given.get("client"), given.get("target")];
  const options = {
    ...(client !== undefined && { client }),
    ...(target !== undefined && { target }),
  };
  checkNames(scim, options);
  // Where the mended text is the answer, the report goes to standard error.
  const aside = new Terminal(process.stderr, process.stderr, terminal.when, terminal.quiet);
  const out = fix && !given.has("write") ? aside : terminal;
  const report = terminal.quiet ? new Silent() : reporter(given.get("format") ?? "text", scim, out);
  const total = none();
  await report.begin();
  for (const path of paths) await one(path, { given, scim, options, report, terminal, total });
  await report.end();
  const { error, warning, info } = total;
  const least = given.get("fail-on") ?? "error";
  const bad = error + (least === "error" ? 0 : warning) + (least === "info" ? info : 0);
  return bad > 0 ? Exit.findings : Exit.fine;
}

interface Setting {
  given: Arguments;
  scim: Scim;
  options: LintOptions;
  report: Reporter;
  terminal: Terminal;
  total: Counts;
}

async function one(path: string, { given, scim, options, report, terminal, total }: Setting) {
  let text = await readText(path);
  let found = scim.lint(text, options);
  if (given.has("fix")) {
    const mended = found.fixed();
    if (!given.has("write")) await terminal.write(mended);
    else if (mended !== text) await replaceFile(path, once(mended));
    text = mended;
    found = scim.lint(text, options);
  }
  const { diagnostics } = found;
  count(diagnostics, total);
  const subject = { name: nameOf(path), text };
  const uri = path === STDIN ? undefined : path;
  const markdown = () => found.render("markdown");
  await report.document({ subject, uri, kind: "lint", diagnostics, markdown });
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** A name that there isn't is a slip of the command line. */
function checkNames(scim: Scim, options: LintOptions) {
  try {
    scim.lint("{}", options);
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}
