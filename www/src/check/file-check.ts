import { definitions } from "../definitions/definitions.ts";
import type { Definitions } from "../definitions/documents.ts";
import { loadModule } from "../frame/engine.ts";
import { Value } from "../state/value.ts";
import type { Call, Calls, CheckOptions, CheckState, Told } from "./protocol.ts";

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
}

/** How far the check of a file has come; undefined before the first. */
export const checkState = new Value<CheckState | undefined>(undefined);

/** The reader's own schemas and resource types, without the text that they came from. */
function inForce(): Definitions {
  const { schemas, resourceTypes } = definitions.now;
  return { schemas, resourceTypes };
}

/** The check of a file, in a worker of its own. What was found stays there, and is asked for. */
class FileCheck {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  /** Checks a file; the check before it is given up. */
  async start(file: File, options: CheckOptions): Promise<void> {
    this.#end();
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker = worker;
    const waiting: CheckState = {
      state: "running",
      notes: [],
      invalid: 0,
      bytes: 0,
      size: file.size,
      codes: [],
      took: 0,
    };
    checkState.set(waiting);
    const fail = (reason: string) => {
      if (this.#worker === worker)
        checkState.set({ ...(checkState.now ?? waiting), state: "failed", reason });
    };
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (this.#worker === worker) this.#hear(data);
    };
    worker.onerror = event => fail(event.message || "The worker for files can't be started.");
    try {
      const module = await loadModule();
      if (this.#worker === worker) await this.ask("start", [module, file, options, inForce()]);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks the worker; an Error says why it can't answer. */
  ask<C extends Call>(call: C, parameters: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new Error("No file has been checked."));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: result => resolve(result as ReturnType<Calls[C]>), reject });
      worker.postMessage({ id, call, parameters });
    });
  }

  #hear(told: Told): void {
    if ("state" in told) {
      checkState.set(told.state);
      return;
    }
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if ("error" in told) waiting?.reject(new Error(told.error));
    else waiting?.resolve(told.result);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values())
      reject(new Error("Another file is being checked."));
    this.#waiting.clear();
  }
}

export const fileCheck = new FileCheck();
