import { uriOf, type Validation } from "./options.ts";
import type { Session } from "./session.ts";
import { isWellFormed, kept, requireText, type Source, textOf } from "./text.ts";
import type { Diagnostic, DocumentKind } from "./types.ts";

/** How a report can be written out. */
export type ReportFormat = "text" | "json" | "sarif" | "markdown";

/** How to write a report out. */
export interface RenderOptions {
  /**
   * For "sarif": where the document is kept, as a URI or a path relative to the root of the repository. Tools that show
   * findings beside files need it.
   */
  uri?: string;
}

/** What a validation found. It holds no memory of the module: nothing has to be freed. */
export class Report {
  /** No finding of severity "error". */
  readonly valid: boolean;
  /** How many findings there are of each severity. */
  readonly counts: { error: number; warning: number; info: number };
  /** What kind of document it was checked as. */
  readonly kind: DocumentKind;
  /** The resource type that it was checked against. */
  declare readonly resourceType?: string;
  readonly #session: Session;
  readonly #source: Source;
  readonly #options: Validation;
  #findings: string | Diagnostic[];

  private constructor(session: Session, source: Source, options: Validation) {
    const { length } = session.put(0, source);
    const summary = session.check(length, options, inSlot(session, options));
    const counts = { error: 0, warning: 0, info: 0 };
    this.#findings = "";
    if (summary & 1) {
      const answer = session.call(engine => engine.findings(length, source.positions));
      const header = answer.indexOf("\n");
      const [error, warning, info] = answer.slice(0, header).split(" ");
      counts.error = Number(error);
      counts.warning = Number(warning);
      counts.info = Number(info);
      this.#findings = answer.slice(header + 1);
    }
    const { kinds, resourceTypes } = session.names();
    this.kind = kinds[(summary >> 1) & 127] as DocumentKind;
    this.counts = counts;
    this.valid = counts.error === 0;
    const type = resourceTypes[(summary >>> 8) - 1];
    if (type !== undefined) this.resourceType = type;
    this.#session = session;
    this.#source = kept(source);
    this.#options = options;
  }

  /** @internal */
  static of(session: Session, source: Source, options: Validation): Report {
    return new Report(session, source, options);
  }

  /** The findings in document order; parsed on first read. */
  get diagnostics(): Diagnostic[] {
    if (typeof this.#findings === "string")
      this.#findings = this.#findings === "" ? [] : (JSON.parse(this.#findings) as Diagnostic[]);
    return this.#findings;
  }

  /**
   * The findings for a terminal ("text"), for issues and comments ("markdown"), for programs ("json") or for tools
   * ("sarif", version 2.1.0). Of an object there are no lines and columns. The document is checked again, so the
   * toolkit must not have been freed.
   */
  render(format: ReportFormat, options?: RenderOptions): string {
    requireText(format, "A format");
    const uri = uriOf(options);
    const { length } = this.#session.put(0, this.#source);
    const told = this.#session.told(this.#options);
    const current = inSlot(this.#session, this.#options);
    const { positions } = this.#source;
    return this.#session.call(engine =>
      engine.render(length, told, current, format, positions, uri),
    );
  }

  /** The text with all safe fixes applied; of an object, its JSON. The document is checked again, as for `render`. */
  fixed(): string {
    const { length, tooLong } = this.#session.put(0, this.#source);
    const { data } = this.#source;
    // What is no Unicode can't come back from the core as it was.
    if (tooLong || (typeof data === "string" && !isWellFormed(data))) return textOf(this.#source);
    const told = this.#session.told(this.#options);
    const current = inSlot(this.#session, this.#options);
    return this.#session.call(engine => engine.fixed(length, told, current));
  }
}

/** Puts the resource as it is stored into slot 1; how many bytes it has there, where there is one. */
function inSlot(session: Session, { current }: Validation): number | undefined {
  return current === undefined ? undefined : session.put(1, current).length;
}
