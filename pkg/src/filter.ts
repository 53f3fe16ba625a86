import { type FilterHandle, guarded, type Instance, isCurrent } from "./instance.ts";
import { members, renamed, resourceType, translation } from "./options.ts";
import type { Session } from "./session.ts";
import { type Steps, stepsOf } from "./steps.ts";
import { isObject, toSource } from "./text.ts";
import type {
  Diagnostic,
  ExplainNode,
  FilterNode,
  FilterOptions,
  Input,
  LdapOptions,
  MongoOptions,
  SqlCondition,
  SqlOptions,
} from "./types.ts";

/** A parsed filter (RFC 7644 §3.4.2.2). Freed by the garbage collector, or at once by `free` or `using`. */
export class Filter {
  readonly #session: Session;
  readonly #text: string;
  readonly #resourceType: string | undefined;
  // The glue frees the handle when it is collected, and it is collected with the Filter.
  #handle: FilterHandle | undefined;
  #instance: Instance | undefined;
  #ast: FilterNode | undefined;
  #steps: Steps | undefined;
  #freed = false;

  private constructor(session: Session, text: string, options: FilterOptions | undefined) {
    this.#session = session;
    this.#text = text;
    this.#resourceType = resourceType(options);
    this.#live();
  }

  /** @internal */
  static parse(session: Session, text: string, options: FilterOptions | undefined): Filter {
    return new Filter(session, text, options);
  }

  /** @internal */
  static handle(filter: Filter): FilterHandle {
    return filter.#live();
  }

  /** The tree; ranges are in UTF-16 code units of the text that was parsed. */
  get ast(): FilterNode {
    this.#ast ??= JSON.parse(this.#call(handle => handle.ast())) as FilterNode;
    return this.#ast;
  }

  /** Canonical text: parses back to the same tree. */
  toString(): string {
    return this.#call(handle => handle.print());
  }

  /** Attributes it reads, each once, with the URI of their schema where it is known. */
  get attributes(): string[] {
    const handle = this.#live();
    const found = this.#session.call(engine => handle.attributes(engine));
    return JSON.parse(found) as string[];
  }

  /**
   * Whether a resource matches. An object is read in place: only what the filter asks for.
   *
   * @throws {@link ScimError} invalidSyntax for text that is not JSON or bytes that are no UTF-8.
   */
  matches(resource: Input): boolean {
    const handle = this.#live();
    if (isObject(resource, "A resource")) return this.#matchesObject(handle, resource);
    const { length } = this.#session.put(0, toSource(resource, "A resource"));
    return this.#session.call(engine => handle.matches(engine, length));
  }

  /**
   * Which clauses hold for a resource, and what they saw: for "why did this not match?".
   *
   * @throws {@link ScimError} invalidSyntax for text that is not JSON or bytes that are no UTF-8.
   */
  explain(resource: Input): ExplainNode {
    const handle = this.#live();
    const { length } = this.#session.put(0, toSource(resource, "A resource"));
    return JSON.parse(this.#session.call(engine => handle.explain(engine, length)));
  }

  /** The filter in plain words. */
  describe(): string {
    const handle = this.#live();
    return this.#session.call(engine => handle.describe(engine));
  }

  /** What a quirk of the profile was needed for. */
  get notes(): Diagnostic[] {
    return JSON.parse(this.#call(handle => handle.notes()));
  }

  /**
   * The filter as the condition of a WHERE clause, over resources in a JSON column. It finds what {@link Filter.matches}
   * finds; docs/translations.md says what can't be expressed. Values and parameters never become SQL.
   *
   * @throws {@link ScimError} invalidFilter, with the range of the clause, for what SQL can't express exactly, and for a
   * filter that was parsed without a resource type; invalidValue for names that can't be used.
   */
  toSql(options: SqlOptions): SqlCondition {
    const names = renamed("columns", members(options, "Options are").columns);
    return JSON.parse(this.#translate("sql", names, translation(options))) as SqlCondition;
  }

  /**
   * The filter as a query for `find` of MongoDB.
   *
   * @throws {@link ScimError} as {@link Filter.toSql}.
   */
  toMongo(options?: MongoOptions): object {
    const names = renamed("fields", members(options, "Options are").fields);
    return JSON.parse(this.#translate("mongo", names, translation(options))) as object;
  }

  /**
   * The filter as one of LDAP (RFC 4515).
   *
   * @throws {@link ScimError} as {@link Filter.toSql}.
   */
  toLdap(options?: LdapOptions): string {
    const names = renamed("attributes", members(options, "Options are").attributes);
    return this.#translate("ldap", names, {});
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#freed = true;
    if (handle !== undefined && isCurrent(this.#instance)) guarded(() => handle.free());
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /**
   * Steps over the boundary take longer than most filters do: what is plain is answered on this side, by the steps that
   * the core has told. What isn't is read member by member from the other side.
   */
  #matchesObject(handle: FilterHandle, resource: object): boolean {
    this.#steps ??= stepsOf(JSON.parse(guarded(() => handle.program())));
    return this.#steps(resource) ?? guarded(() => handle.matchesObject(resource));
  }

  #translate(target: string, names: string[], options: object): string {
    const handle = this.#live();
    return this.#session.call(engine => handle.translate(engine, target, names, options));
  }

  #call<T>(use: (handle: FilterHandle) => T): T {
    const handle = this.#live();
    return guarded(() => use(handle));
  }

  /** The handle, parsed again where a fresh instance has taken over. */
  #live(): FilterHandle {
    if (this.#freed) throw new TypeError("This Filter has been freed; parse it again.");
    this.#session.engine();
    if (this.#handle === undefined || this.#instance !== this.#session.instance) {
      const length = this.#session.putFilter(this.#text);
      this.#handle = this.#session.call(engine => engine.parseFilter(length, this.#resourceType));
      this.#instance = this.#session.instance;
    }
    return this.#handle;
  }
}
