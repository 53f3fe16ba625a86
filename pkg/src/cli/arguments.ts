import { parseArgs } from "node:util";
import { usage } from "./exit.ts";
import { didYouMean } from "./nearest.ts";

/** An option of a command. */
export interface Option {
  /** What its value is called in the help; an option without one is on or off. */
  value?: string;
  short?: string;
  /** It may be given more than once. */
  many?: boolean;
  /** The only values that it can have. */
  choices?: readonly string[];
  /** A sentence, or a few. */
  help: string;
}

export type Options = Record<string, Option>;

/** What was written on the command line. */
export class Arguments {
  /** What is no option, in order. */
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(positionals: string[], values: ReadonlyMap<string, string[]>) {
    this.positionals = positionals;
    this.#values = values;
  }

  /** Whether an option was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** What an option was given, the last time. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All that an option was given. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** A whole number, not negative. */
  number(name: string, fallback: number, most = Number.MAX_SAFE_INTEGER): number {
    const text = this.get(name);
    if (text === undefined) return fallback;
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= most) return number;
    throw usage(`--${name} is a whole number from 0 to ${most}, not ${text}.`);
  }
}

/** Reads the command line of a command. */
export function readArguments(argv: readonly string[], options: Options): Arguments {
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw unknown(token.rawName, options);
    const known = values.get(token.name) ?? [];
    values.set(token.name, [...known, given(token, option)]);
  }
  return new Arguments(positionals, values);
}

interface Token {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

function given({ name, rawName, value, inlineValue }: Token, option: Option): string {
  if (option.value === undefined) {
    if (value === undefined) return "";
    throw usage(`${rawName} is on or off and takes no value.`);
  }
  const { choices } = option;
  const missing = value === undefined || (inlineValue !== true && /^-./.test(value));
  if (missing) {
    const instead =
      value === undefined ? "" : ` If it is meant to be ${value}, write --${name}=${value}.`;
    const known = choices === undefined ? "" : `, one of ${choices.join(", ")}`;
    throw usage(`${rawName} needs a value: ${rawName} ${option.value}${known}.${instead}`);
  }
  if (choices !== undefined && !choices.includes(value)) {
    const hint = didYouMean(value, choices);
    throw usage(`${rawName} is one of ${choices.join(", ")}, not ${value}.${hint}`);
  }
  return value;
}

function unknown(rawName: string, options: Options) {
  const names = Object.keys(options);
  const hint = rawName.startsWith("--") ? didYouMean(rawName.slice(2), names, "--") : "";
  return usage(`There is no option ${rawName}.${hint}`);
}
