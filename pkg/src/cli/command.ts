import type { Arguments, Options } from "./arguments.ts";
import type { ExitCode } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** One of the things that scimlens can do from the command line. */
export interface Command {
  name: string;
  /** A line for the list of commands. */
  summary: string;
  /** What is written behind its name, a line for each way. */
  usage: readonly string[];
  /** What it does, paragraphs of plain text. */
  description: readonly string[];
  options: Options;
  /** A command line, and what it is good for. */
  examples: readonly (readonly [line: string, what: string])[];
  /** What its exit codes mean, where it is more than what all mean. */
  exits?: Partial<Record<ExitCode, string>>;
  run(given: Arguments, terminal: Terminal): Promise<ExitCode>;
}
