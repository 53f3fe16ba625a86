import { type HttpResponse, Scim, type ServiceProvider } from "scimlens/slim";
import { type Definitions, NO_DEFINITIONS, sameDefinitions } from "../definitions/documents.ts";
import type { Journal, JournalRecord, RequestRecord } from "./journal.ts";
import { type KeyedChange, Lineage } from "./lineage.ts";
import { packed, unpacked } from "./packing.ts";
import {
  type Answer,
  type AuditedEntry,
  BASE_URL,
  type Changed,
  type DirectoryFacts,
  type DirectoryNotice,
  type TextRequest,
} from "./protocol.ts";

/** How many changed resources are shown before and after. */
const SHOWN = 40;

/** What a request in the making takes its time and its ids from. */
interface Source {
  now(): string;
  newId(): string;
}

/** A service provider that is at a record, and how far each record took it. */
interface Place {
  readonly provider: ServiceProvider;
  readonly profile: string;
  readonly definitions: Definitions;
  /** The changes that it has, in order, each with the number of its last entry in this provider's audit. */
  readonly done: { key: number; last: number }[];
  /** What the audit said before another profile or other definitions took over, when a new provider was made of the state. */
  readonly earlier: AuditedEntry[];
  /** How many of `done` those before it are. */
  readonly from: number;
}

/** Records that can't be used, and why. */
interface Broken {
  readonly keys: readonly number[];
  readonly reason: string;
}

/**
 * The directory: a service provider, and the journal that it can be made from again. Several tabs share the journal;
 * each takes in what the others have written before it does anything.
 */
export class Keeper {
  readonly #journal: Journal;
  readonly #notify: (notice: DirectoryNotice) => void;
  #lineage = new Lineage();
  readonly #scims = new Map<string, Scim>();
  #place: Place;
  #source: Source | undefined;
  /** The definitions that this tab has; those in force are the ones of the place. */
  #wanted: Definitions;
  /** Where the resources did not allow the ones that are wanted. */
  #refusedAt: number | undefined;

  constructor(
    journal: Journal,
    notify: (notice: DirectoryNotice) => void,
    definitions: Definitions,
  ) {
    this.#journal = journal;
    this.#notify = notify;
    this.#wanted = definitions;
    this.#place = this.#made("rfc", NO_DEFINITIONS, undefined);
  }

  get facts(): DirectoryFacts {
    const { done } = this.#place;
    return {
      users: this.#count("/Users"),
      groups: this.#count("/Groups"),
      requests: done.filter(({ key }) => key !== this.#lineage.beginning()).length,
      audit: this.#place.earlier.length + this.#place.provider.lastChange,
      stored: this.#journal.stored,
      undo: this.#lineage.undo()?.what,
    };
  }

  /** Whether anything was ever done here. */
  get untouched(): boolean {
    return this.#lineage.last === 0;
  }

  /** Takes in what the journal has that isn't here yet. What can't be used is set aside, and said. */
  async catchUp(): Promise<void> {
    for (;;) {
      const broken = (await this.#readOn()) ?? (await this.#reach(this.#lineage.head));
      if (broken === undefined) return this.#adopt();
      await this.#journal.setAside(broken.keys, broken.reason);
      this.#notify({ kind: "aside", records: broken.keys.length, reason: broken.reason });
      this.#lineage = new Lineage();
      this.#replace(this.#made(this.#place.profile, NO_DEFINITIONS, undefined));
    }
  }

  /** Has requests handled with other schemas and resource types, as soon as the resources allow it. */
  define(definitions: Definitions): void {
    this.#wanted = definitions;
    this.#refusedAt = undefined;
    this.#adopt();
  }

  /** What is there may be of a type that the wanted definitions lack: then those before stay, and that is said. */
  #adopt(): void {
    if (sameDefinitions(this.#wanted, this.#place.definitions)) return;
    if (this.#refusedAt === this.#lineage.last) return;
    try {
      this.#switch(this.#place.profile, this.#wanted);
      this.#refusedAt = undefined;
    } catch (error) {
      this.#refusedAt = this.#lineage.last;
      const reason = error instanceof Error ? error.message : String(error);
      this.#notify({ kind: "definitions", reason });
    }
  }

  async #readOn(): Promise<Broken | undefined> {
    const records = await this.#journal.after(this.#lineage.last);
    for (const [index, one] of records.entries()) {
      try {
        this.#lineage.add(one);
      } catch (error) {
        return broken(records.slice(index), error);
      }
    }
    return undefined;
  }

  /** Answers a request, and keeps it if it changed something. */
  async send(request: TextRequest, profile: string): Promise<Answer> {
    this.#switch(profile, this.#place.definitions);
    const { provider, definitions } = this.#place;
    const time = new Date().toISOString();
    const ids: string[] = [];
    const before = provider.lastChange;
    const live = {
      now: () => time,
      newId: () => {
        const id = crypto.randomUUID();
        ids.push(id);
        return id;
      },
    };
    const began = performance.now();
    const response = this.#handle(request, live);
    const took = performance.now() - began;
    if (provider.lastChange === before)
      return { response, took, changes: [], more: 0, notes: [], kept: true };

    const record: RequestRecord = {
      kind: "request",
      parent: this.#lineage.head,
      time,
      ids,
      profile,
      ...(!sameDefinitions(definitions, this.#lineage.definitions) && { definitions }),
      request: withoutSecrets(request),
    };
    try {
      const key = await this.#journal.append(record);
      this.#lineage.add({ key, record });
      this.#place.done.push({ key, last: provider.lastChange });
    } catch {
      provider.rewind(before);
      this.#notify({ kind: "full" });
      return { response: NO_ROOM, took, changes: [], more: 0, notes: [], kept: false };
    }
    const entries = provider.auditAfter(before);
    const names = [...new Set(entries.flatMap(({ resource }) => resource ?? []))];
    return {
      response,
      took,
      changes: this.#comparison(names.slice(0, SHOWN), record, before),
      more: Math.max(names.length - SHOWN, 0),
      notes: entries.flatMap(({ notes }) => notes),
      kept: true,
    };
  }

  /** Answers a request that changes nothing. */
  read(url: string): HttpResponse {
    return this.#handle({ method: "GET", url, headers: {}, body: "" }, STILL);
  }

  /** The audit, entry by entry, with the request that each belongs to. */
  audit(after: number): AuditedEntry[] {
    const all = [...this.#place.earlier, ...entriesOf(this.#place)];
    return all.slice(after).map((entry, index) => ({ ...entry, seq: after + index + 1 }));
  }

  /**
   * A resource before and after a request. What came after the request is taken back for that, and done again; undefined
   * where another profile or other definitions have taken over since.
   */
  compare(record: number, resource: string): Changed | undefined {
    const { provider, done, from } = this.#place;
    const at = done.findIndex(({ key }) => key === record);
    if (at < Math.max(from, 0)) return undefined;
    provider.rewind(at === 0 ? 0 : (done[at - 1]?.last ?? 0));
    const before = this.#text(resource);
    let after: string | undefined;
    for (const { key, record: change } of this.#lineage.pathTo(this.#lineage.head).slice(at)) {
      if (change.kind === "request") this.#handle(change.request, replay(change));
      if (key === record) after = this.#text(resource);
    }
    return { resource, before, after };
  }

  /** The resources as clients may read them, each in a line. */
  resources(): string {
    const set = this.#place.provider.resources;
    try {
      return new TextDecoder().decode(set.toNdjson());
    } finally {
      set.free();
    }
  }

  /** Goes to another record: back, or forth again. */
  async move(to: number): Promise<void> {
    const record = { kind: "move", parent: this.#lineage.head, to } as const;
    await this.#append(record);
  }

  /** The record that the beginning of what is there now is. */
  get beginning(): number {
    return this.#lineage.beginning();
  }

  /** Takes the last rewinding or filling back. */
  async undo(): Promise<void> {
    const undo = this.#lineage.undo();
    if (undo !== undefined) await this.move(undo.to);
  }

  /** The toolkit with the definitions that are wanted. */
  get scim(): Scim {
    return this.#scim("rfc", this.#wanted);
  }

  /** A service provider for resources that are to take the place of those that are there. */
  fresh(source: Source): ServiceProvider {
    return this.scim.createService({ baseUrl: BASE_URL, ...source });
  }

  /** Puts the resources of a service provider in the place of those that are there. */
  async fill(provider: ServiceProvider, title: string): Promise<void> {
    const state = await packed(provider.export());
    const record = {
      kind: "filling",
      parent: this.#lineage.head,
      title,
      state,
      ...(!sameDefinitions(this.#wanted, NO_DEFINITIONS) && { definitions: this.#wanted }),
    } as const;
    await this.#append(record);
  }

  async #append(record: JournalRecord): Promise<void> {
    try {
      await this.#journal.append(record);
    } catch {
      this.#notify({ kind: "full" });
      throw new Error("This browser has no room left for it; nothing has changed.");
    }
    await this.catchUp();
  }

  /** Makes the service provider what it was after a record. */
  async #reach(key: number): Promise<Broken | undefined> {
    const path = this.#lineage.pathTo(key);
    const keys = (changes: readonly { key: number }[]) => changes.map(one => one.key);
    const { done, from } = this.#place;
    const shared = sharedStart(keys(done), keys(path));
    if (shared === done.length) return this.#take(path.slice(shared));
    if (shared > 0 && shared >= from) {
      done.length = shared;
      this.#place.provider.rewind(done.at(-1)?.last ?? 0);
      return this.#take(path.slice(shared));
    }
    this.#replace(this.#made(this.#place.profile, NO_DEFINITIONS, undefined));
    return this.#take(path);
  }

  async #take(changes: readonly KeyedChange[]): Promise<Broken | undefined> {
    for (const [index, change] of changes.entries()) {
      try {
        await this.#takeOne(change);
      } catch (error) {
        return broken(changes.slice(index), error);
      }
    }
    return undefined;
  }

  async #takeOne({ key, record, definitions }: KeyedChange): Promise<void> {
    if (record.kind === "filling") {
      const state = await unpacked(record.state);
      const { profile } = this.#place;
      this.#replace({
        ...this.#made(profile, definitions, state),
        done: [{ key, last: 0 }],
        from: 1,
      });
      return;
    }
    this.#switch(record.profile, definitions);
    const { provider, done } = this.#place;
    const before = provider.lastChange;
    this.#handle(record.request, replay(record));
    if (provider.lastChange === before)
      throw new Error("A request that changed something once changes nothing now.");
    done.push({ key, last: provider.lastChange });
  }

  /** Has requests handled as a profile and definitions have them. What was done before in others is kept apart. */
  #switch(profile: string, definitions: Definitions): void {
    const place = this.#place;
    if (profile === place.profile && sameDefinitions(definitions, place.definitions)) return;
    const earlier = [...place.earlier, ...entriesOf(place)];
    const { provider } = this.#made(profile, definitions, place.provider.export());
    const { done } = place;
    this.#place = {
      provider,
      profile,
      definitions,
      done: done.map(({ key }) => ({ key, last: 0 })),
      earlier,
      from: done.length,
    };
    place.provider.free();
  }

  #replace(place: Place): void {
    this.#place.provider.free();
    this.#place = place;
  }

  #made(profile: string, definitions: Definitions, state: Uint8Array | undefined): Place {
    const provider = this.#scim(profile, definitions).createService({
      baseUrl: BASE_URL,
      now: () => this.#asked().now(),
      newId: () => this.#asked().newId(),
      ...(state !== undefined && { state }),
    });
    return { provider, profile, definitions, done: [], earlier: [], from: 0 };
  }

  #scim(profile: string, { schemas, resourceTypes }: Definitions): Scim {
    const name = JSON.stringify([profile, schemas, resourceTypes]);
    const known = this.#scims.get(name);
    if (known !== undefined) return known;
    const made = new Scim({ profile, schemas: [...schemas], resourceTypes: [...resourceTypes] });
    this.#scims.set(name, made);
    return made;
  }

  #asked(): Source {
    return this.#source ?? STILL;
  }

  #handle(request: TextRequest, source: Source): HttpResponse {
    this.#source = source;
    try {
      return this.#place.provider.handle(request);
    } finally {
      this.#source = undefined;
    }
  }

  #count(endpoint: string): number {
    const { status, body } = this.read(`${endpoint}?count=0`);
    if (status !== 200) return 0;
    return (JSON.parse(body) as { totalResults: number }).totalResults;
  }

  /** The resources before and after a request that was just handled: it is taken back, and handled again. */
  #comparison(names: readonly string[], record: RequestRecord, before: number): Changed[] {
    const { provider } = this.#place;
    const now = names.map(name => this.#text(name));
    provider.rewind(before);
    const then = names.map(name => this.#text(name));
    this.#handle(record.request, replay(record));
    return names.map((resource, index) => ({
      resource,
      before: then[index],
      after: now[index],
    }));
  }

  #text(resource: string): string | undefined {
    const { status, body } = this.read(resource);
    return status === 200 ? body : undefined;
  }
}

/** Where nothing is to be created. */
const STILL: Source = {
  now: () => new Date().toISOString(),
  newId: () => crypto.randomUUID(),
};

const NO_ROOM: HttpResponse = {
  status: 507,
  headers: { "Content-Type": "application/scim+json" },
  body: JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: "507",
    detail: "This browser has no room left to keep the change, so it was taken back.",
  }),
};

/** The time and the ids of a request that was handled before. */
function replay({ time, ids }: RequestRecord): Source {
  let next = 0;
  return {
    now: () => time,
    newId: () => {
      const id = ids[next++];
      if (id === undefined) throw new Error("A request needs more ids than it did.");
      return id;
    },
  };
}

function entriesOf({ provider, profile, done, from }: Place): AuditedEntry[] {
  const own = done.slice(from);
  let at = 0;
  return provider.audit.map(entry => {
    while ((own[at]?.last ?? entry.seq) < entry.seq) at++;
    return { ...entry, record: own[at]?.key ?? 0, profile };
  });
}

function broken(records: readonly { key: number }[], error: unknown): Broken {
  const reason = error instanceof Error ? error.message : String(error);
  return { keys: records.map(({ key }) => key), reason };
}

function sharedStart(one: readonly number[], other: readonly number[]): number {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return shared;
}

function withoutSecrets(request: TextRequest): TextRequest {
  const headers = Object.entries(request.headers).filter(
    ([name]) => !/^(authorization|cookie|proxy-authorization)$/i.test(name),
  );
  return { ...request, headers: Object.fromEntries(headers) };
}
