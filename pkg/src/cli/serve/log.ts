import { visible } from "../lines.ts";
import type { Style, Terminal } from "../terminal.ts";
import type { Answered } from "./server.ts";

/** A line for each request: when, what, the answer, how long it took, and what was tolerated. */
export class Log {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;

  constructor(terminal: Terminal, asJson: boolean) {
    this.#terminal = terminal;
    this.#asJson = asJson;
  }

  request({ method, url, status, milliseconds, notes }: Answered): void {
    if (this.#terminal.quiet) return;
    const time = new Date().toISOString();
    const ms = Number(milliseconds.toFixed(1));
    if (this.#asJson) {
      const told = notes.map(({ code, message }) => ({ code, message }));
      this.#terminal.say(JSON.stringify({ time, method, url, status, ms, notes: told }));
      return;
    }
    const paint = this.#terminal.paintError;
    const code = paint(styleOf(status), String(status));
    const line = `${paint("dim", time)} ${visible(method)} ${visible(url)} ${code} ${ms} ms`;
    const told = notes.map(note => `  ${note.code}: ${visible(note.message)}`);
    this.#terminal.say([line, ...told].join(" |"));
  }
}

function styleOf(status: number): Style {
  if (status >= 500) return "red";
  return status >= 400 ? "yellow" : "green";
}
