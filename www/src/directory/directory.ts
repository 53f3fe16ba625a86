import { definitions } from "../definitions/definitions.ts";
import { type Definitions, sameDefinitions } from "../definitions/documents.ts";
import { loadModule } from "../frame/engine.ts";
import { Value } from "../state/value.ts";
import type { Call, Calls, DirectoryFacts, DirectoryNotice, Told } from "./protocol.ts";

/** How far long work has come. */
export type Progress = (done: number, of: number) => void;

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
  readonly progress: Progress | undefined;
}

/** What the directory is like now; undefined until it has been started. */
export const directoryFacts = new Value<DirectoryFacts | undefined>(undefined);

/** What the reader should know of its storage. */
export const directoryNotices = new Value<readonly DirectoryNotice[]>([]);

/** Counts the changes, of this tab and of others: what shows resources looks again. */
export const directoryChanges = new Value(0);

/** The service provider of the page. It runs in a worker, which starts when it is first asked. */
class Directory {
  #worker: Promise<Worker> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #told: Definitions = definitions.now;

  constructor() {
    definitions.follow(now => void this.#define(now));
  }

  /** A worker that has not been started yet is told when it is. */
  async #define(now: Definitions): Promise<void> {
    if (this.#worker === undefined || sameDefinitions(now, this.#told)) return;
    this.#told = now;
    const others = directoryNotices.now.filter(({ kind }) => kind !== "definitions");
    directoryNotices.set(others);
    const { schemas, resourceTypes } = now;
    await this.ask("define", [{ schemas, resourceTypes }]).catch(() => undefined);
  }

  /** Starts it, so that its facts are known. */
  async open(): Promise<void> {
    await this.#started();
  }

  /** Asks the worker; an Error says why it can't answer. */
  async ask<C extends Call>(
    call: C,
    parameters: Parameters<Calls[C]>,
    progress?: Progress,
  ): Promise<ReturnType<Calls[C]>> {
    const worker = await this.#started();
    return this.#post(worker, call, parameters, progress);
  }

  #started(): Promise<Worker> {
    this.#worker ??= this.#start().catch(error => {
      this.#worker = undefined;
      throw error;
    });
    return this.#worker;
  }

  async #start(): Promise<Worker> {
    const module = await loadModule();
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    worker.onerror = event => {
      this.#worker = undefined;
      this.#fail(event.message || "The worker with the service provider can't be started.");
    };
    const { schemas, resourceTypes } = definitions.now;
    this.#told = { schemas, resourceTypes };
    directoryFacts.set(await this.#post(worker, "start", [module, { schemas, resourceTypes }]));
    return worker;
  }

  #post<C extends Call>(
    worker: Worker,
    call: C,
    parameters: Parameters<Calls[C]>,
    progress?: Progress,
  ): Promise<ReturnType<Calls[C]>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: result => resolve(result as ReturnType<Calls[C]>),
        reject,
        progress,
      });
      worker.postMessage({ id, call, parameters });
    });
  }

  #hear(told: Told): void {
    if ("facts" in told) {
      directoryFacts.set(told.facts);
      directoryChanges.set(directoryChanges.now + 1);
    } else if ("notice" in told) {
      const { notice } = told;
      const others = directoryNotices.now.filter(({ kind }) => kind !== notice.kind);
      directoryNotices.set([...others, notice]);
    } else if ("done" in told) {
      this.#waiting.get(told.id)?.progress?.(told.done, told.of);
    } else {
      const waiting = this.#waiting.get(told.id);
      this.#waiting.delete(told.id);
      if ("error" in told) waiting?.reject(new Error(told.error));
      else waiting?.resolve(told.result);
    }
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

export const directory = new Directory();
