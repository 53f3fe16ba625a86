// `scimlens COMMAND …`: the command line of the package, made of its public API alone.
import { Scim, version } from "scimlens";
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { diff } from "./diff.ts";
import { Exit, type ExitCode, reason, Stop, usage } from "./exit.ts";
import { filter } from "./filter.ts";
import { commonOptions, manual, overview, quirks } from "./help.ts";
import { lint } from "./lint.ts";
import { didYouMean } from "./nearest.ts";
import { patch } from "./patch.ts";
import { replay } from "./replay.ts";
import { serve } from "./serve.ts";
import { Terminal, type When } from "./terminal.ts";
import { validate } from "./validate.ts";

const COMMANDS: readonly Command[] = [validate, lint, filter, patch, diff, serve, replay];

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = argv;
  const terminal = new Terminal(process.stdout, process.stderr, "auto", false);
  switch (first) {
    case undefined:
      terminal.say(overview(COMMANDS, version, terminal.paintError));
      return Exit.usage;
    case "--version":
    case "-V":
      await terminal.line(version);
      return Exit.fine;
    case "--help":
    case "-h":
    case "help":
      await terminal.line(help(rest[0], terminal));
      return Exit.fine;
  }
  const command = named(first);
  const given = readArguments(rest, { ...command.options, ...commonOptions });
  const when = (given.get("color") ?? "auto") as When;
  const own = new Terminal(process.stdout, process.stderr, when, given.has("quiet"));
  if (given.has("help")) {
    await own.line(manual(command, own.paint));
    return Exit.fine;
  }
  return command.run(given, own);
}

function help(topic: string | undefined, { paint }: Terminal): string {
  if (topic === undefined) return overview(COMMANDS, version, paint);
  if (topic === "quirks") return quirks(new Scim(), paint);
  return manual(named(topic), paint);
}

function named(name: string): Command {
  const found = COMMANDS.find(command => command.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map(command => command.name);
  if (name.startsWith("-"))
    throw usage(`The command stands first, as in scimlens validate ${name}: ${names.join(", ")}.`);
  throw usage(`There is no command ${name}.${didYouMean(name, names)}`);
}

// Whoever reads the answer may have seen enough: `scimlens … | head`.
for (const [name, stream] of [
  ["standard output", process.stdout],
  ["standard error", process.stderr],
] as const) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? Exit.fine);
    process.exitCode = Exit.trouble;
    if (stream !== process.stderr) console.error(`scimlens: ${name}: ${reason(error)}.`);
    process.exit();
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const stop = error instanceof Stop ? error : failure(error);
  const hint = stop.code === Exit.usage ? "\n`scimlens --help` says what there is." : "";
  process.stderr.write(`scimlens: ${stop.message}${hint}\n`);
  process.exitCode = stop.code;
}

/** What nobody has thought of. Node would show the line of the source, which is all of it. */
function failure(error: unknown): Stop {
  const { stack, cause } = error instanceof Error ? error : new Error(String(error));
  const because =
    cause === undefined ? "" : `\nbecause of ${cause instanceof Error ? cause.stack : cause}`;
  return new Stop(Exit.failure, `it failed inside, please report this: ${stack}${because}`);
}
