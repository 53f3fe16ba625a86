import { lintOptions, uriOf } from "./options.ts";
import type { RenderOptions, ReportFormat } from "./report.ts";
import type { Session } from "./session.ts";
import { kept, requireText, type Source, textOf } from "./text.ts";
import type { Diagnostic, LintOptions } from "./types.ts";

/** What a lint found. It holds no memory of the module: nothing has to be freed. */
export class LintReport {
  /** No finding of severity "error". */
  readonly valid: boolean;
  /** How many findings there are of each severity. */
  readonly counts: { error: number; warning: number; info: number };
  readonly #session: Session;
  readonly #source: Source;
  readonly #options: ReturnType<typeof lintOptions>;
  #findings: string | Diagnostic[];

  private constructor(session: Session, source: Source, options: LintOptions | undefined) {
    this.#session = session;
    this.#source = kept(source);
    this.#options = lintOptions(options);
    const answer = this.#run("", source.positions);
    const header = answer.indexOf("\n");
    const [error, warning, info] = answer.slice(0, header).split(" ").map(Number);
    this.counts = { error: error ?? 0, warning: warning ?? 0, info: info ?? 0 };
    this.valid = error === 0;
    this.#findings = answer.slice(header + 1);
  }

  /** @internal */
  static of(session: Session, source: Source, options: LintOptions | undefined): LintReport {
    return new LintReport(session, source, options);
  }

  /** The findings, in the order of the text; parsed on first read. */
  get diagnostics(): Diagnostic[] {
    if (typeof this.#findings === "string")
      this.#findings = JSON.parse(this.#findings) as Diagnostic[];
    return this.#findings;
  }

  /**
   * The findings for a terminal ("text"), for issues and comments ("markdown"), for programs ("json") or for tools
   * ("sarif", version 2.1.0). The text is linted again, so the toolkit must not have been freed.
   */
  render(format: ReportFormat, options?: RenderOptions): string {
    requireText(format, "A format");
    return this.#run(format, this.#source.positions, uriOf(options));
  }

  /**
   * The text with all safe fixes applied; of an object, its JSON. With a target, that is the nearest request that it
   * takes, as far as one can be told. The text is linted again, as for `render`.
   */
  fixed(): string {
    const { tooLong } = this.#session.put(0, this.#source);
    return tooLong ? textOf(this.#source) : this.#run("fixed", false);
  }

  #run(format: string, positions: boolean, uri?: string): string {
    const { length } = this.#session.put(0, this.#source);
    const { client, target } = this.#options;
    return this.#session.call(engine =>
      engine.lint(length, client, target, format, positions, uri),
    );
  }
}
