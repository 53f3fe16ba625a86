import { ScimError } from "./error.ts";
import { type Engine, type FilterStore, guarded, type Instance, isCurrent } from "./instance.ts";

/** Most filters that are kept. */
const MOST = 256;

/** Most text that the filters which are kept have together, in UTF-16 code units; one alone may have more. */
const MOST_TEXT = 1 << 18;

/**
 * The filters of a toolkit that the core keeps parsed: the last ones. Who has one holds a ticket that says whether it
 * is kept still; where it isn't, it is parsed again. So none has to be freed, and the collector is told of none.
 */
export class KeptFilters {
  #instance: Instance | undefined;
  #store: FilterStore | undefined;
  /** How much text the filter at each place has. */
  readonly #lengths = new Uint32Array(MOST);
  #text = 0;
  /** Tickets from this one up to the next one are of filters that are kept. */
  #oldest = 0;
  #next = 0;

  /** Parses the filter in slot 0, which has so many bytes and UTF-16 code units. Gives its ticket. */
  add(instance: Instance, engine: Engine, bytes: number, units: number, type: number): number {
    if (this.#instance !== instance) this.#begin(instance);
    const store = this.#store as FilterStore;
    const place = this.#next % MOST;
    if (!guarded(() => store.parse(engine, bytes, type, place)))
      throw new ScimError(JSON.parse(guarded(() => store.refusal())));
    if (this.#next - this.#oldest === MOST) this.#oldest++;
    this.#text += units - (this.#lengths[place] as number);
    this.#lengths[place] = units;
    while (this.#text > MOST_TEXT && this.#oldest < this.#next) this.release(this.#oldest++);
    return this.#next++;
  }

  /** Where the filter with this ticket is; nothing where it is no longer kept. */
  place(ticket: number): number | undefined {
    return ticket >= this.#oldest && isCurrent(this.#instance) ? ticket % MOST : undefined;
  }

  /** What the places are in. */
  get store(): FilterStore {
    return this.#store as FilterStore;
  }

  /** Lets go of a filter. */
  release(ticket: number): void {
    const store = this.#store;
    const place = ticket % MOST;
    if (store === undefined || !isCurrent(this.#instance)) return;
    this.#text -= this.#lengths[place] as number;
    this.#lengths[place] = 0;
    guarded(() => store.release(place));
  }

  free(): void {
    const store = this.#store;
    this.#store = undefined;
    if (store !== undefined && isCurrent(this.#instance)) guarded(() => store.free());
  }

  /** What was kept by another instance is gone. */
  #begin(instance: Instance): void {
    this.#store = guarded(() => new instance.glue.FilterStore());
    this.#instance = instance;
    this.#lengths.fill(0);
    this.#text = 0;
    this.#oldest = this.#next;
  }
}
