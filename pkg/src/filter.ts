import { type FilterHandle, guarded, type Instance } from "./instance.ts";
import type { Session } from "./session.ts";
import { toSource } from "./text.ts";
import type { FilterNode, FilterOptions, Input } from "./types.ts";

const handles = new FinalizationRegistry<FilterHandle>(handle => handle.free());

/** A parsed filter (RFC 7644 §3.4.2.2). Freed by the garbage collector, or at once by `free` or `using`. */
export class Filter {
  readonly #session: Session;
  readonly #text: string;
  readonly #options: FilterOptions | undefined;
  #handle: FilterHandle | undefined;
  #instance: Instance | undefined;
  #ast: FilterNode | undefined;
  #freed = false;

  /** @internal */
  constructor(session: Session, text: string, options: FilterOptions | undefined) {
    this.#session = session;
    this.#text = text;
    this.#options = options;
    this.#live();
  }

  /** The tree; ranges are in UTF-16 code units of the text that was parsed. */
  get ast(): FilterNode {
    this.#ast ??= JSON.parse(this.#live().ast()) as FilterNode;
    return this.#ast;
  }

  /** Canonical text: parses back to the same tree. */
  toString(): string {
    return this.#live().print();
  }

  /** Attributes it reads, each once, with the URI of their schema where it is known. */
  get attributes(): string[] {
    return JSON.parse(this.#live().attributes()) as string[];
  }

  /**
   * Whether a resource matches. An object is read in place: only what the filter asks for.
   *
   * @throws {@link ScimError} invalidSyntax for text that is not JSON.
   */
  matches(resource: Input): boolean {
    const handle = this.#live();
    if (typeof resource === "object" && resource !== null && !(resource instanceof Uint8Array)) {
      return guarded(() => handle.matchesObject(resource));
    }
    const length = this.#session.put(0, toSource(resource, "A resource"));
    return this.#session.call(engine => handle.matches(engine, length));
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    if (this.#handle !== undefined && this.#instance === this.#session.instance) {
      handles.unregister(this);
      this.#handle.free();
    }
    this.#handle = undefined;
    this.#freed = true;
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** The handle, parsed again where a fresh instance has taken over. */
  #live(): FilterHandle {
    if (this.#freed) throw new TypeError("This Filter has been freed; parse it again.");
    this.#session.engine();
    if (this.#handle === undefined || this.#instance !== this.#session.instance) {
      const length = this.#session.put(0, { data: this.#text, positions: true });
      this.#handle = this.#session.call(engine =>
        engine.parseFilter(length, this.#options?.resourceType),
      );
      this.#instance = this.#session.instance;
      handles.register(this, this.#handle, this);
    }
    return this.#handle;
  }
}
