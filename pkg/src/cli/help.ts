import type { Scim } from "scimlens";
import type { Options } from "./arguments.ts";
import type { Command } from "./command.ts";
import { Exit, type ExitCode } from "./exit.ts";
import type { Paint } from "./terminal.ts";

/** Options of every command. */
export const commonOptions: Options = {
  quiet: { short: "q", help: "Say nothing that isn't asked for; the exit code tells." },
  color: {
    value: "WHEN",
    choices: ["auto", "always", "never"],
    help: "Colours: auto (the default: on a terminal, unless NO_COLOR is set), always or never.",
  },
  help: { short: "h", help: "Print this help." },
};

const EXITS: Record<ExitCode, string> = {
  [Exit.fine]: "all is well",
  [Exit.findings]: "something was found, or a request was refused",
  [Exit.usage]: "the command line can't be understood",
  [Exit.trouble]: "a file can't be read or written, or a schema can't be used",
  [Exit.failure]: "scimlens itself failed; please report it",
};

const WIDTH = 80;

/** What scimlens is, and its commands. */
export function overview(commands: readonly Command[], version: string, paint: Paint): string {
  const list = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    `scimlens ${version}: validates, lints, filters, patches and serves SCIM 2.0 (RFC 7643, RFC 7644).`,
    `${title("Usage", paint)}\n  scimlens COMMAND [OPTIONS] [FILE…]\n  scimlens COMMAND --help    what a command does, with examples\n  scimlens help quirks       the habits of clients that can be tolerated`,
    `${title("Commands", paint)}\n${table(list, paint)}`,
    `${title("Options", paint)}\n${table(
      [
        ["--version, -V", "Print the version."],
        ["--help, -h", "Print this help."],
      ],
      paint,
    )}`,
    `${title("Examples", paint)}\n${examples(
      commands.flatMap(command => command.examples.slice(0, 1)),
      paint,
    )}`,
    `${title("Exit codes", paint)}\n${exits({}, paint)}`,
  ].join("\n\n");
}

/** What a command does, each of its options, and examples. */
export function manual(command: Command, paint: Paint): string {
  const usages = command.usage.map(usage => `  scimlens ${command.name} ${usage}`);
  return [
    `scimlens ${command.name}: ${command.summary}`,
    `${title("Usage", paint)}\n${usages.join("\n")}`,
    ...command.description.map(paragraph => wrapped(paragraph, WIDTH, 0)),
    `${title("Options", paint)}\n${options({ ...command.options, ...commonOptions }, paint)}`,
    `${title("Examples", paint)}\n${examples(command.examples, paint)}`,
    `${title("Exit codes", paint)}\n${exits(command.exits ?? {}, paint)}`,
  ].join("\n\n");
}

/** The habits of clients that can be tolerated. */
export function quirks(scim: Scim, paint: Paint): string {
  const list = scim.profile.quirks.map(
    ({ id, summary, actsOn, reference }) =>
      [id, `${summary} Acts on: ${actsOn}. Departs from ${reference}.`] as const,
  );
  const profiles =
    "Each can be turned on or off with --quirk NAME=on|off; --profile NAME begins with those of a client.";
  return `${wrapped(profiles, WIDTH, 0)}\n\n${list
    .map(([id, text]) => `  ${paint("bold", id)}\n${wrapped(text, WIDTH, 6)}`)
    .join("\n")}`;
}

const title = (text: string, paint: Paint) => paint("bold", `${text}:`);

function options(of: Options, paint: Paint): string {
  return Object.entries(of)
    .map(([name, { value, short, help }]) => {
      const flag = `${short === undefined ? "    " : `-${short}, `}--${name}`;
      const shown = paint("bold", flag) + (value === undefined ? "" : ` ${value}`);
      return `  ${shown}\n${wrapped(help, WIDTH, 10)}`;
    })
    .join("\n");
}

function examples(of: Command["examples"], paint: Paint): string {
  return of.map(([line, what]) => `  ${paint("dim", `# ${what}`)}\n  ${line}`).join("\n");
}

function exits(own: Partial<Record<ExitCode, string>>, paint: Paint): string {
  const all = Object.entries({ ...EXITS, ...own });
  return table(all, paint);
}

function table(rows: readonly (readonly [string, string])[], paint: Paint): string {
  const width = Math.max(...rows.map(([first]) => first.length)) + 2;
  return rows
    .map(([first, second]) => {
      const text = wrapped(second, WIDTH, width + 2).trimStart();
      return `  ${paint("bold", first)}${" ".repeat(width - first.length)}${text}`;
    })
    .join("\n");
}

/** A paragraph in lines of at most `width` columns, each after `indent` spaces. */
function wrapped(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map(part => " ".repeat(indent) + part).join("\n");
}
