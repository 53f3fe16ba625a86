import type { Diagnostic, Operation, Severity } from "scimlens/slim";
import type { Definitions } from "../definitions/documents.ts";

// What the page and the worker that checks a file tell each other.

/** How a file is checked. */
export interface CheckOptions {
  /** Name of the resource type; empty where the rows say it. */
  readonly resourceType: string;
  readonly operation: Operation;
  readonly profile: string;
}

/** What a file was read as. */
export type Form = "rows" | "array" | "list" | "csv" | "har";

/** How many findings there are of a code. */
export interface CodeCount {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
  /** How many of them are kept, to be looked at. */
  readonly kept: number;
}

/** How far a check has come, or what came of it. */
export interface CheckState {
  readonly state: "running" | "done" | "stopped" | "failed";
  /** Why it failed, or why the file is none that can be checked. */
  readonly reason?: string;
  readonly form?: Form;
  /** What was read how, where that isn't said by the form. */
  readonly notes: readonly string[];
  /** Undefined while it isn't known. */
  readonly rows?: number;
  /** Rows with an error. */
  readonly invalid: number;
  /** Bytes of the file that have been read, and that it has. */
  readonly bytes: number;
  readonly size: number;
  readonly codes: readonly CodeCount[];
  /** Milliseconds. */
  readonly took: number;
}

/** Which findings are listed: of a severity, of a code, or all. */
export interface FindingFilter {
  readonly severity?: Severity;
  readonly code?: string;
}

/** A finding in the list. */
export interface ListedFinding {
  /** Its number among those that are kept. */
  readonly at: number;
  /** The number of its row, from 0. */
  readonly row: number;
  /** Where in the row, in short. */
  readonly place: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** A finding with the text that it is about. */
export interface WholeFinding {
  readonly row: number;
  readonly line: number;
  readonly id?: string | undefined;
  /** Of a request in an archive: which part of it. */
  readonly part?: string | undefined;
  /** Undefined where it isn't kept. */
  readonly text: string | undefined;
  /** Whether the text is only what stands around the finding. */
  readonly cut: boolean;
  /** Its range is in the text. */
  readonly diagnostic: Diagnostic;
}

export type ExportFormat = "sarif" | "csv" | "md";

/** What the worker is asked for, and what it answers. */
export interface Calls {
  start(
    module: WebAssembly.Module,
    file: File,
    options: CheckOptions,
    definitions: Definitions,
  ): void;
  /** Stops the check; what it has found stays. */
  stop(): void;
  list(filter: FindingFilter, from: number, count: number): readonly ListedFinding[];
  finding(at: number): WholeFinding | undefined;
  export(format: ExportFormat): Blob;
}

export type Call = keyof Calls;

export interface Asked {
  readonly id: number;
  readonly call: Call;
  readonly parameters: readonly unknown[];
}

export type Told =
  | { readonly state: CheckState }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
