import type { Session } from "./session.ts";
import type { Source } from "./text.ts";
import type { Diagnostic, DocumentKind, ValidateOptions } from "./types.ts";

/** How a report can be written out. */
export type ReportFormat = "text" | "json";

/** What a validation found. It holds no memory of the module: nothing has to be freed. */
export class Report {
  /** No finding of severity "error". */
  readonly valid: boolean;
  /** How many findings there are of each severity. */
  readonly counts: { error: number; warning: number; info: number };
  /** What kind of document it was checked as. */
  readonly kind: DocumentKind;
  /** The resource type that it was checked against. */
  readonly resourceType?: string;
  readonly #session: Session;
  readonly #source: Source;
  readonly #options: ValidateOptions | undefined;
  #findings: string | Diagnostic[];

  /** @internal */
  constructor(
    session: Session,
    source: Source,
    options: ValidateOptions | undefined,
    answer: string,
  ) {
    const header = answer.indexOf("\n");
    const [kind, error, warning, info, ...name] = answer.slice(0, header).split(" ");
    this.kind = kind as DocumentKind;
    this.counts = { error: Number(error), warning: Number(warning), info: Number(info) };
    this.valid = this.counts.error === 0;
    if (name[0]) this.resourceType = name.join(" ");
    this.#findings = answer.slice(header + 1);
    this.#session = session;
    this.#source = source;
    this.#options = options;
  }

  /** The findings in document order; parsed on first read. */
  get diagnostics(): Diagnostic[] {
    if (typeof this.#findings === "string")
      this.#findings = JSON.parse(this.#findings) as Diagnostic[];
    return this.#findings;
  }

  /** The findings for people ("text") or for programs ("json"). */
  render(format: ReportFormat): string {
    const length = this.#session.put(0, this.#source);
    return this.#session.call(engine => engine.render(length, this.#options, format));
  }

  /** The text with all safe fixes applied. */
  fixed(): string {
    const length = this.#session.put(0, this.#source);
    return this.#session.call(engine => engine.fixed(length, this.#options));
  }
}
