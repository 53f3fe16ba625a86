import { type Engine, type FilterStore, guarded } from "./instance.ts";
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

/**
 * A parsed filter (RFC 7644 §3.4.2.2). It needs no memory but its text: the core keeps the last ones parsed, up to a
 * limit, and parses others again when they are asked.
 */
export class Filter {
  readonly #session: Session;
  readonly #text: string;
  readonly #resourceType: string | undefined;
  #ticket: number;
  #ast: FilterNode | undefined;
  #steps: Steps | undefined;
  #freed = false;

  private constructor(session: Session, text: string, options: FilterOptions | undefined) {
    this.#session = session;
    this.#text = text;
    this.#resourceType = resourceType(options);
    this.#ticket = session.keepFilter(text, this.#resourceType);
  }

  /** @internal */
  static parse(session: Session, text: string, options: FilterOptions | undefined): Filter {
    return new Filter(session, text, options);
  }

  /** @internal The store that a filter is kept in, and its place there; compiled. */
  static kept(filter: Filter): [store: FilterStore, place: number] {
    return filter.#ask((store, place, engine) => {
      store.compile(engine, place);
      return [store, place];
    });
  }

  /** The tree; ranges are in UTF-16 code units of the text that was parsed. */
  get ast(): FilterNode {
    this.#ast ??= JSON.parse(this.#ask((store, place) => store.ast(place))) as FilterNode;
    return this.#ast;
  }

  /** Canonical text: parses back to the same tree. */
  toString(): string {
    return this.#ask((store, place) => store.print(place));
  }

  /** Attributes it reads, each once, with the URI of their schema where it is known. */
  get attributes(): string[] {
    const found = this.#ask((store, place, engine) => store.attributes(engine, place));
    return JSON.parse(found) as string[];
  }

  /**
   * Whether a resource matches. An object is read in place: only what the filter asks for.
   *
   * @throws {@link ScimError} invalidSyntax for text that is not JSON or bytes that are no UTF-8.
   */
  matches(resource: Input): boolean {
    this.#requireUsable();
    if (isObject(resource, "A resource")) return this.#matchesObject(resource);
    return this.#askOf(resource, (store, place, engine, length) =>
      store.matches(engine, place, length),
    );
  }

  /**
   * Which clauses hold for a resource, and what they saw: for "why did this not match?".
   *
   * @throws {@link ScimError} invalidSyntax for text that is not JSON or bytes that are no UTF-8.
   */
  explain(resource: Input): ExplainNode {
    this.#requireUsable();
    const explained = this.#askOf(resource, (store, place, engine, length) =>
      store.explain(engine, place, length),
    );
    return JSON.parse(explained);
  }

  /** The filter in plain words. */
  describe(): string {
    return this.#ask((store, place, engine) => store.describe(engine, place));
  }

  /** What a quirk of the profile was needed for. */
  get notes(): Diagnostic[] {
    return JSON.parse(this.#ask((store, place) => store.notes(place)));
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

  /** Gives the memory of the core back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    const { filters } = this.#session;
    if (filters.place(this.#ticket) !== undefined) filters.release(this.#ticket);
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /**
   * Steps over the boundary take longer than most filters do: what is plain is answered on this side, by the steps that
   * the core has told. What isn't is read member by member from the other side.
   */
  #matchesObject(resource: object): boolean {
    this.#steps ??= stepsOf(
      JSON.parse(this.#ask((store, place, engine) => store.program(engine, place))),
    );
    const answer = this.#steps(resource);
    if (answer !== undefined) return answer;
    const [store, place] = Filter.kept(this);
    return guarded(() => store.matchesObject(place, resource));
  }

  #translate(target: string, names: string[], options: object): string {
    return this.#ask((store, place, engine) =>
      store.translate(engine, place, target, names, options),
    );
  }

  /** Asks the core. */
  #ask<T>(use: (store: FilterStore, place: number, engine: Engine) => T): T {
    const place = this.#place();
    const { store } = this.#session.filters;
    return this.#session.call(engine => use(store, place, engine));
  }

  /** Asks the core of a resource, whose text is written into slot 0. */
  #askOf<T>(
    resource: Input,
    use: (store: FilterStore, place: number, engine: Engine, length: number) => T,
  ): T {
    // A `toJSON` may parse filters.
    const source = toSource(resource, "A resource");
    const place = this.#place();
    const { store } = this.#session.filters;
    const { length } = this.#session.put(0, source);
    return this.#session.call(engine => use(store, place, engine, length));
  }

  #requireUsable(): void {
    if (this.#freed) throw new TypeError("This Filter has been freed; parse it again.");
    this.#session.engine();
  }

  /** Where the core keeps it: it is parsed again where it had to make room, or a fresh instance has taken over. */
  #place(): number {
    this.#requireUsable();
    const { filters } = this.#session;
    const place = filters.place(this.#ticket);
    if (place !== undefined) return place;
    this.#ticket = this.#session.keepFilter(this.#text, this.#resourceType);
    return filters.place(this.#ticket) as number;
  }
}
