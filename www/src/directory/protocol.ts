import type { AuditEntry, Diagnostic, HttpRequest, HttpResponse, Range } from "scimlens/slim";
import type { Definitions } from "../definitions/documents.ts";

// What the page and the worker with the service provider say to each other.

/** Where the service provider of this page says that it is. Nothing is there: requests stay in the tab. */
export const BASE_URL = "https://scim.example/v2";

/** A request in text: what the service provider is asked, and what is kept of it. */
export interface TextRequest extends HttpRequest {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A resource that a request changed, as clients may read it: one that is new has no before, one that is gone no after. */
export interface Changed {
  /** From the base URL on. */
  readonly resource: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What came of a request. */
export interface Answer {
  readonly response: HttpResponse;
  /** How long the service provider took, in milliseconds. */
  readonly took: number;
  readonly changes: readonly Changed[];
  /** How many more resources it changed than are listed. */
  readonly more: number;
  /** What was tolerated, and warnings. */
  readonly notes: readonly Diagnostic[];
  /** False: the browser has no room, so that the change was taken back. */
  readonly kept: boolean;
}

/** What the directory is like. */
export interface DirectoryFacts {
  readonly users: number;
  readonly groups: number;
  /** Requests that changed something since the directory was filled. */
  readonly requests: number;
  readonly audit: number;
  /** Whether it outlives this tab. */
  readonly stored: boolean;
  /** What the last step back can be undone to: whether there is one. */
  readonly undo: string | undefined;
}

/** What the directory begins with. */
export type Filling =
  | { readonly kind: "seed"; readonly users: number }
  | { readonly kind: "import"; readonly text: string; readonly title: string }
  | { readonly kind: "empty" };

/** An entry of the audit, with the request that it belongs to. */
export interface AuditedEntry extends AuditEntry {
  /** The key of the request. */
  readonly record: number;
  readonly profile: string;
}

/** A resource that an import had to leave out. */
export interface Refused {
  readonly row: number;
  readonly reason: string;
}

/** What came of filling the directory. */
export interface Filled {
  readonly resources: number;
  readonly refused: readonly Refused[];
}

/** A page of the list of resources. */
export interface Listing {
  readonly total: number;
  readonly start: number;
  readonly rows: readonly ListedResource[];
  /** What is wrong with the filter. */
  readonly findings: readonly Diagnostic[];
}

export interface ListedResource {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly active: boolean | undefined;
  readonly modified: string;
  readonly count: number | undefined;
}

export interface Listed {
  readonly resourceType: string;
  readonly endpoint: string;
  readonly filter: string;
  readonly sortBy: string;
  readonly descending: boolean;
  readonly start: number;
  readonly count: number;
}

export type ExportFormat = "ndjson" | "json" | "csv";

/** What the page asks for, by name: parameters and what comes of it. */
export interface Calls {
  start(module: WebAssembly.Module, definitions: Definitions): DirectoryFacts;
  /** Has requests handled with these schemas and resource types from here on. */
  define(definitions: Definitions): void;
  send(request: TextRequest, profile: string): Answer;
  read(url: string): HttpResponse;
  list(listed: Listed): Listing;
  audit(after: number): AuditedEntry[];
  compare(record: number, resource: string): Changed | undefined;
  /** Back to what was after a request; 0 is the beginning. */
  rewind(record: number): void;
  /** Takes the last rewinding or filling back. */
  undo(): void;
  fill(filling: Filling): Filled;
  export(format: ExportFormat): Blob;
}

export type Call = keyof Calls;

export interface Asked<C extends Call = Call> {
  readonly id: number;
  readonly call: C;
  readonly parameters: Parameters<Calls[C]>;
}

/** What the worker says. */
export type Told =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly done: number; readonly of: number }
  | { readonly facts: DirectoryFacts }
  | { readonly notice: DirectoryNotice };

/** What the reader should know of the storage of the directory. */
export type DirectoryNotice =
  | { readonly kind: "full" }
  | { readonly kind: "none" }
  | { readonly kind: "newer" }
  | { readonly kind: "definitions"; readonly reason: string }
  | { readonly kind: "aside"; readonly records: number; readonly reason: string };

export type { AuditEntry, Diagnostic, HttpResponse, Range };
