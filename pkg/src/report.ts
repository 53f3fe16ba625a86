import { members, type Validation } from "./options.ts";
import type { Session } from "./session.ts";
import { kept, requireText, type Source } from "./text.ts";
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
    const told = { ...inSlots(session, options), positions: source.positions };
    const answer = session.call(engine => engine.validate(length, told));
    const header = answer.indexOf("\n");
    const [kind, error, warning, info, ...name] = answer.slice(0, header).split(" ");
    this.kind = kind as DocumentKind;
    this.counts = { error: Number(error), warning: Number(warning), info: Number(info) };
    this.valid = this.counts.error === 0;
    if (name.length > 1 || name[0] !== "") this.resourceType = name.join(" ");
    this.#findings = answer.slice(header + 1);
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
      this.#findings = JSON.parse(this.#findings) as Diagnostic[];
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
    const told = {
      ...inSlots(this.#session, this.#options),
      positions: this.#source.positions,
      uri,
    };
    return this.#session.call(engine => engine.render(length, told, format));
  }

  /** The text with all safe fixes applied; of an object, its JSON. The document is checked again, as for `render`. */
  fixed(): string {
    const { length, tooLong } = this.#session.put(0, this.#source);
    if (tooLong) return textOf(this.#source);
    const told = inSlots(this.#session, this.#options);
    return this.#session.call(engine => engine.fixed(length, told));
  }
}

/** The options as the core reads them: the resource as it is stored by its length in slot 1. */
function inSlots(session: Session, options: Validation): object {
  const { current } = options;
  return current === undefined ? options : { ...options, current: session.put(1, current).length };
}

function uriOf(options: RenderOptions | undefined): string | undefined {
  const { uri } = members(options, "Options are");
  return uri === undefined || uri === null ? undefined : requireText(uri, "The option `uri`");
}

function textOf({ data }: Source): string {
  return typeof data === "string"
    ? data
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);
}
