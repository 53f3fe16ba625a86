import type { ScimError } from "scimlens";
import { excerpt } from "./excerpt.ts";
import type { Subject } from "./findings.ts";
import { Lines, visible } from "./lines.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Says why something was refused: for people on standard error, with its place; for programs as the SCIM Error message
 * (RFC 7644 §3.12).
 */
export async function refusal(
  error: ScimError,
  { name, text }: Subject,
  asJson: boolean,
  terminal: Terminal,
): Promise<void> {
  if (terminal.quiet) return;
  if (asJson) return terminal.line(JSON.stringify(error, null, 2));
  const { scimType, status, detail, range, operation } = error;
  const paint = terminal.paintError;
  const what = paint("red", `error[${scimType ?? status}]`);
  let out = `${what}: ${paint("bold", visible(detail))}\n`;
  const note = operation === undefined ? "" : ` (operation ${operation})`;
  if (range === undefined) {
    if (note !== "") out += `  at ${name}${note}\n`;
  } else {
    const lines = new Lines(text);
    const place = `${name}:${lines.lineAt(range.start)}:${lines.columnAt(range.start)}`;
    out += `  at ${paint("cyan", place)}${note}\n${excerpt(lines, range, 0, paint, "red")}`;
  }
  const here = onTheCommandLine(detail);
  terminal.say(`${out}${here}`.trimEnd());
}

/** Details name the options of the API; here they are called otherwise. */
function onTheCommandLine(detail: string): string {
  const [, option] =
    /`(strings|attributes|columns|fields)\b|name the (type) when/.exec(detail)?.filter(Boolean) ??
    [];
  if (option === undefined) return "";
  const known: Record<string, string> = {
    strings: "--strings ascii",
    type: "--resource-type NAME",
  };
  const here = known[option] ?? "--name ATTRIBUTE=NAME";
  return `  help: On the command line that is ${here}.\n`;
}
