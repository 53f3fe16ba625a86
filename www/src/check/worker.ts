// The worker that a file is checked in. It does so once: another file gets another worker, and with it other memory.
import { initSync, Scim } from "scimlens/slim";
import type { Definitions } from "../definitions/documents.ts";
import { checkingOf } from "./checking.ts";
import { exported } from "./export.ts";
import { KeptFindings } from "./kept.ts";
import type { Asked, Call, Calls, CheckOptions, CheckState, Form, Told } from "./protocol.ts";
import { HEAD, recognise } from "./recognise.ts";

/** What a worker has of its own; the types of the page have no word for it. */
const port = self as unknown as {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: Told): void;
};

/** What is read before the next look at the clock, in bytes. */
const PIECE = 1 << 17;

/** How long the page waits at most for an answer while a file is read, in milliseconds, and how often it is told. */
const TURN = 25;
const TELL = 100;

const kept = new KeptFindings();
let checked: { name: string; state: CheckState } | undefined;
let stopped = false;

const tell = (message: Told) => port.postMessage(message);

/** Lets what was asked meanwhile be answered. */
const turn = () => new Promise(resolve => setTimeout(resolve));

async function check(
  file: File,
  options: CheckOptions,
  { schemas, resourceTypes }: Definitions,
): Promise<void> {
  const began = performance.now();
  let bytes = 0;
  let invalid = 0;
  let last = -1;
  let form: Form | undefined;
  const report = (state: CheckState["state"], rows?: number, more: Partial<CheckState> = {}) => {
    const took = performance.now() - began;
    checked = {
      name: file.name,
      state: {
        state,
        ...(form !== undefined && { form }),
        ...(rows !== undefined && { rows }),
        notes: [],
        invalid,
        bytes,
        size: file.size,
        codes: kept.codes,
        took,
        ...more,
      },
    };
    tell({ state: checked.state });
  };

  const scim = new Scim({
    profile: options.profile,
    schemas: [...schemas],
    resourceTypes: [...resourceTypes],
  });
  const recognised = recognise(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), scim);
  if (typeof recognised === "string") return report("failed", undefined, { reason: recognised });
  form = recognised.form;
  const checking = checkingOf(scim, recognised, options, found => {
    kept.add(found);
    const bad = found.diagnostics.some(({ severity }) => severity === "error");
    if (bad && found.row !== last) {
      invalid++;
      last = found.row;
    }
  });
  report("running", checking.rows);
  let [turned, told] = [performance.now(), performance.now()];
  for await (const piece of pieces(file)) {
    checking.push(piece);
    bytes += piece.length;
    const now = performance.now();
    if (now - told > TELL) {
      told = now;
      report("running", checking.rows, { notes: checking.notes });
    }
    if (now - turned > TURN) {
      await turn();
      turned = performance.now();
    }
    if (stopped) break;
  }
  if (stopped) checking.free();
  else checking.finish();
  report(stopped ? "stopped" : "done", checking.rows, { notes: checking.notes });
}

async function* pieces(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (let from = 0; from < value.length; from += PIECE)
        yield value.subarray(from, from + PIECE);
    }
  } finally {
    await reader.cancel();
  }
}

function failed(file: File, error: unknown): void {
  const unread = error instanceof DOMException && error.name === "NotReadableError";
  const reason = unread
    ? "The file can't be read: it has changed since it was chosen, or is gone. Choose it again."
    : `The check broke off: ${error instanceof Error ? error.message : String(error)}`;
  const before = checked?.state;
  tell({
    state: {
      notes: [],
      invalid: 0,
      bytes: 0,
      size: file.size,
      took: 0,
      ...before,
      codes: kept.codes,
      state: "failed",
      reason,
    },
  });
}

const calls: { [C in Call]: (...parameters: Parameters<Calls[C]>) => ReturnType<Calls[C]> } = {
  start: (module, file, options, definitions) => {
    initSync(module);
    check(file, options, definitions).catch(error => failed(file, error));
  },
  stop: () => {
    stopped = true;
  },
  list: (filter, from, count) => kept.list(filter, from, count),
  finding: at => kept.all[at],
  export: format => {
    if (checked === undefined) throw new Error("Nothing has been checked.");
    return exported(kept, checked.name, checked.state, format);
  },
};

port.onmessage = ({ data: { id, call, parameters } }) => {
  try {
    const answer = calls[call] as (...parameters: unknown[]) => unknown;
    tell({ id, result: answer(...parameters) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
