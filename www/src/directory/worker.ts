// The worker that the service provider of the page runs in.
import { initSync, type Scim, type ServiceProvider } from "scimlens/slim";
import { exported } from "./export.ts";
import { fillWith, rowsOf } from "./filling.ts";
import { FleetingJournal, type Journal, StoredJournal } from "./journal.ts";
import { Keeper } from "./keeper.ts";
import { list } from "./list.ts";
import type {
  Asked,
  Call,
  Calls,
  DirectoryFacts,
  DirectoryNotice,
  Filled,
  Filling,
  Told,
} from "./protocol.ts";
import { seedlings } from "./seed.ts";

/** What a worker has of its own; the types of the page have no word for it. */
const port = self as unknown as {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: Told): void;
};

/** One tab at a time: what it read is still so when it writes. */
const LOCK = "scimlens-directory";

/** Users of the organisation that a new visitor finds. */
const FIRST = 48;

const tell = (message: Told) => port.postMessage(message);
const notify = (notice: DirectoryNotice) => tell({ notice });
const others = new BroadcastChannel(LOCK);

let keeper: Promise<Keeper> | undefined;

/** Does something with the directory as all tabs have left it. */
async function held<T>(act: (keeper: Keeper) => T | Promise<T>): Promise<T> {
  const made = await (keeper ?? Promise.reject(new Error("The directory has not been started.")));
  return navigator.locks.request(LOCK, async () => {
    await made.catchUp();
    return act(made);
  });
}

/** The same, for what changes it: this page and the other tabs are told. */
async function changing<T>(act: (keeper: Keeper) => T | Promise<T>): Promise<T> {
  const before = (await keeper)?.facts;
  try {
    return await held(act);
  } finally {
    const facts = (await keeper)?.facts;
    if (facts !== undefined && !same(before, facts)) {
      tell({ facts });
      others.postMessage("changed");
    }
  }
}

others.onmessage = async () => {
  const facts = await held(keeper => keeper.facts);
  tell({ facts });
};

function same(one: DirectoryFacts | undefined, other: DirectoryFacts): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function openJournal(): Promise<Journal> {
  try {
    return await StoredJournal.open();
  } catch (error) {
    const newer = error instanceof DOMException && error.name === "VersionError";
    notify({ kind: newer ? "newer" : "none" });
    return new FleetingJournal();
  }
}

async function fill(keeper: Keeper, filling: Filling, id: number): Promise<Filled> {
  let next = "";
  const provider = keeper.fresh({
    now: () => "2026-01-05T08:00:00Z",
    newId: () => next || crypto.randomUUID(),
  });
  const progress = (done: number, of: number) => tell({ id, done, of });
  const giveId = (given: string | undefined) => {
    next = given ?? "";
  };
  try {
    const filled = await rows(filling, keeper.scim, provider, giveId, progress);
    await keeper.fill(provider, titleOf(filling));
    return filled;
  } finally {
    provider.free();
  }
}

function rows(
  filling: Filling,
  scim: Scim,
  provider: ServiceProvider,
  giveId: (id: string | undefined) => void,
  progress: (done: number, of: number) => void,
): Promise<Filled> {
  switch (filling.kind) {
    case "seed":
      return fillWith(provider, [...seedlings(filling.users)], giveId, progress);
    case "import":
      return fillWith(provider, rowsOf(scim, filling.text), giveId, progress);
    case "empty":
      return fillWith(provider, [], giveId, progress);
  }
}

function titleOf(filling: Filling): string {
  if (filling.kind === "seed")
    return `${filling.users.toLocaleString("en")} users of an organisation`;
  return filling.kind === "import" ? filling.title : "An empty directory";
}

const calls: {
  [C in Call]: (id: number, ...parameters: Parameters<Calls[C]>) => Promise<ReturnType<Calls[C]>>;
} = {
  start: async (id, module, definitions) => {
    initSync(module);
    keeper ??= openJournal().then(journal => new Keeper(journal, notify, definitions));
    return held(async keeper => {
      if (keeper.untouched) await fill(keeper, { kind: "seed", users: FIRST }, id);
      return keeper.facts;
    });
  },
  define: (_, definitions) =>
    held(async keeper => {
      keeper.define(definitions);
      tell({ facts: keeper.facts });
    }),
  send: (_, request, profile) => changing(keeper => keeper.send(request, profile)),
  read: (_, url) => held(keeper => keeper.read(url)),
  list: (_, listed) => held(keeper => list(keeper, listed)),
  audit: (_, after) => held(keeper => keeper.audit(after)),
  compare: (_, record, resource) => held(keeper => keeper.compare(record, resource)),
  rewind: (_, record) => changing(keeper => keeper.move(record === 0 ? keeper.beginning : record)),
  undo: () => changing(keeper => keeper.undo()),
  fill: (id, filling) => changing(keeper => fill(keeper, filling, id)),
  export: (_, format) => held(keeper => exported(keeper.resources(), format)),
};

port.onmessage = async ({ data: { id, call, parameters } }) => {
  try {
    const answer = calls[call] as (id: number, ...parameters: unknown[]) => Promise<unknown>;
    tell({ id, result: await answer(id, ...parameters) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
