// The promise that the declarations keep, as types of its own: `npm run typecheck` fails where a name is gone, where
// what was accepted no longer is, and where what was given out lacks something. More may always be accepted and given.

import type * as ours from "scimlens";
import * as scimlens from "scimlens";
import * as core from "scimlens/core";
import * as slim from "scimlens/slim";
import * as web from "scimlens/web";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
type Input = string | Uint8Array | object;
type Range = { start: number; end: number };
type Severity = "error" | "warning" | "info";
type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers"
  | "sensitive"
  | "invalidCursor"
  | "expiredCursor"
  | "invalidCount";
type Fix = {
  title: string;
  safety: "safe" | "unsafe";
  edits: { range: Range; text: string }[];
};
type Diagnostic = {
  code: string;
  severity: Severity;
  message: string;
  help?: string;
  pointer: string;
  attribute?: string;
  range?: Range;
  reference?: string;
  rule?: string;
  scimType?: ScimType;
  quirk?: string;
  unverified?: true;
  fixes?: Fix[];
};

type Limits = {
  documentBytes: number;
  depth: number;
  filterLength: number;
  filterDepth: number;
  operations: number;
};
type ScimOptions = {
  schemas?: Input | Input[];
  resourceTypes?: Input | Input[];
  profile?: ProfileName | ProfileOptions;
  limits?: Partial<Limits>;
};
type ProfileName =
  | "rfc"
  | "interop"
  | "lenient"
  | "entra"
  | "entra-optscim"
  | "okta"
  | "onelogin"
  | (string & {});
type ProfileOptions = { base: ProfileName; quirks?: Record<string, boolean> };

type Operation = "create" | "replace" | "read";
type DocumentKind =
  | "resource"
  | "patch"
  | "bulk"
  | "bulkResponse"
  | "list"
  | "search"
  | "error"
  | "schema"
  | "resourceType"
  | "serviceProviderConfig";
type ValidateOptions = {
  kind?: DocumentKind;
  resourceType?: string;
  operation?: Operation;
  current?: Input;
  unknown?: Severity | "ignore";
};
type Report = {
  readonly valid: boolean;
  readonly counts: { error: number; warning: number; info: number };
  readonly diagnostics: Diagnostic[];
  readonly kind: DocumentKind;
  readonly resourceType?: string;
  render: (format: "text" | "json" | "sarif" | "markdown") => string;
  fixed: () => string;
};
type LintReport = Omit<Report, "kind" | "resourceType">;
type Finding = { row: number; id?: string; diagnostics: Diagnostic[] };
type ValidationStream = {
  push: (chunk: Uint8Array | string) => Finding[];
  finish: () => { rows: number; invalid: number; findings: Finding[] };
  free: () => void;
};

type FilterOptions = { resourceType?: string };
type CompareOp = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";
type AttributePath = { urn?: string; name: string; sub?: string; range: Range };
type FilterNode =
  | { type: "and" | "or"; operands: FilterNode[]; range: Range }
  | { type: "not"; operand: FilterNode; range: Range }
  | {
      type: "compare";
      path: AttributePath;
      op: CompareOp;
      value: string | number | boolean | null;
      range: Range;
    }
  | { type: "present"; path: AttributePath; range: Range }
  | { type: "valuePath"; path: AttributePath; filter: FilterNode; range: Range };
type ExplainNode = {
  text: string;
  range: Range;
  result: boolean;
  actual?: Json;
  children?: ExplainNode[];
};
type Filter = {
  readonly ast: FilterNode;
  toString: () => string;
  readonly attributes: string[];
  matches: (resource: Input) => boolean;
  explain: (resource: Input) => ExplainNode;
  describe: () => string;
  toSql: (options: {
    dialect: "postgres" | "sqlite";
    column?: string;
    columns?: Record<string, string>;
  }) => { text: string; params: (string | number | boolean | null)[] };
  toMongo: () => object;
  toLdap: (options?: { attributes?: Record<string, string> }) => string;
  free: () => void;
};
type Completion = {
  label: string;
  kind: "attribute" | "operator" | "keyword" | "value" | "schema";
  from: number;
  to: number;
  insert: string;
  detail?: string;
};
type PatchPath = {
  attribute: AttributePath;
  filter?: FilterNode;
  sub?: string;
  toString: () => string;
};

type PatchOperation = { op: "add" | "remove" | "replace"; path?: string; value?: Json };
type PatchRequest = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  Operations: PatchOperation[];
};
type PatchOptions = { resourceType?: string; trace?: boolean };
type PatchStep = {
  operation: number;
  op: string;
  changed: boolean;
  touched: string[];
  before?: Json;
  after?: Json;
};
type PatchResult<T> = {
  readonly resource: T;
  readonly json: string;
  readonly changed: boolean;
  readonly steps: PatchStep[];
  readonly notes: Diagnostic[];
};
type DiffOptions = { resourceType?: string; style?: ProfileName };

type Selection = { attributes?: string[]; excludedAttributes?: string[] };
type QueryRequest = Selection & {
  filter?: string;
  sortBy?: string;
  sortOrder?: "ascending" | "descending";
  startIndex?: number;
  count?: number;
  cursor?: string;
};
type ListResponse<T> = {
  schemas: string[];
  totalResults: number;
  Resources?: T[];
  startIndex?: number;
  itemsPerPage?: number;
  nextCursor?: string;
  previousCursor?: string;
};
type ResourceSet = {
  readonly size: number;
  count: (filter: ours.Filter | string) => number;
  select: (filter: ours.Filter | string) => Uint32Array;
  // biome-ignore lint/suspicious/noExplicitAny: as it is promised
  query: (request: QueryRequest) => ListResponse<any>;
  at: (position: number) => object;
  get: (id: string) => object | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: as it is promised
  patch: (id: string, request: Input, options?: PatchOptions) => PatchResult<any>;
  toNdjson: () => Uint8Array;
  free: () => void;
};

type ServiceOptions = {
  baseUrl?: string;
  config?: Json;
  now?: () => string;
  newId?: () => string;
  bearerToken?: string;
  state?: string | Uint8Array;
};
type HttpRequest = {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | object;
};
type HttpResponse = { status: number; headers: Record<string, string>; body: string };
type AuditEntry = {
  seq: number;
  time: string;
  method: string;
  url: string;
  status: number;
  resource?: string;
  change?: PatchRequest;
  notes: Diagnostic[];
};
type ServiceProvider = {
  handle: (request: HttpRequest) => HttpResponse;
  fetch: (request: Request) => Promise<Response>;
  readonly audit: AuditEntry[];
  readonly resources: ResourceSet;
  export: () => Uint8Array;
  rewind: (n: number) => void;
  free: () => void;
};

type AttributeInfo = {
  name: string;
  type:
    | "string"
    | "boolean"
    | "decimal"
    | "integer"
    | "dateTime"
    | "binary"
    | "reference"
    | "complex";
  multiValued: boolean;
  description?: string;
  required: boolean;
  canonicalValues?: string[];
  caseExact: boolean;
  mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  returned: "always" | "never" | "default" | "request";
  uniqueness: "none" | "server" | "global";
  referenceTypes?: string[];
  subAttributes?: AttributeInfo[];
};
type SchemaDocument = {
  id: string;
  name: string;
  description?: string;
  attributes: AttributeInfo[];
};

type ScimError = Error & {
  readonly status: number;
  readonly scimType?: ScimType;
  readonly detail: string;
  readonly range?: Range;
  readonly operation?: number;
  readonly expected?: string[];
  toJSON: () => { schemas: string[]; status: string; scimType?: ScimType; detail: string };
};

// Functions as properties, not methods: only then are their parameters compared strictly.
type Scim = {
  readonly profile: { name: string; quirks: { id: string; on: boolean; summary: string }[] };
  readonly profiles: {
    name: ProfileName;
    title: string;
    summary: string;
    client: boolean;
    source?: string;
    confidence: ("documented" | "source" | "observed" | "inferred")[];
    quirks: string[];
  }[];
  readonly targets: {
    name: string;
    title: string;
    source: string;
    facts: { text: string; verified: boolean; checked: boolean }[];
  }[];
  validate: (input: Input, options?: ValidateOptions) => Report;
  validator: (options?: ValidateOptions) => { check: (input: Input) => Report };
  lint: (
    input: Input | HttpRequest,
    options?: { client?: ProfileName; target?: string },
  ) => LintReport;
  recognise: (input: Input | HttpRequest) => {
    client: string;
    name: string;
    likely: boolean;
    evidence: { message: string; pointer: string; speaksFor: boolean }[];
  }[];
  parseFilter: (text: string, options?: FilterOptions) => Filter;
  checkFilter: (text: string, options?: FilterOptions) => Diagnostic[];
  completeFilter: (text: string, offset: number, options?: FilterOptions) => Completion[];
  tokenizeFilter: (text: string) => Uint32Array;
  parsePath: (text: string, options?: FilterOptions) => PatchPath;
  // biome-ignore lint/suspicious/noExplicitAny: as it is promised
  applyPatch: (resource: Input, request: Input, options?: PatchOptions) => PatchResult<any>;
  diff: (before: Input, after: Input, options?: DiffOptions) => PatchRequest;
  project: <T extends object>(resource: T, selection: Selection) => Partial<T>;
  load: (data: string | Uint8Array | object[]) => ResourceSet;
  stream: (options?: ValidateOptions) => ValidationStream;
  createService: (options?: ServiceOptions) => ServiceProvider;
  readonly schemas: SchemaDocument[];
  readonly resourceTypes: object[];
  describe: (attribute: string, options?: { resourceType?: string }) => AttributeInfo | undefined;
  jsonSchema: (
    resourceType: string,
    options?: { operation?: Operation; target?: "draft-07" | "2020-12" },
  ) => object;
  typescript: (resourceType?: string) => string;
  free: () => void;
  [Symbol.dispose]: () => void;
};

type Toolkit = {
  Scim: new (options?: ScimOptions) => Scim;
  Filter: { prototype: Filter };
  ResourceSet: { prototype: ResourceSet };
  ServiceProvider: { prototype: ServiceProvider };
  ScimError: { prototype: ScimError };
  validate: Scim["validate"];
  parseFilter: Scim["parseFilter"];
  checkFilter: Scim["checkFilter"];
  applyPatch: Scim["applyPatch"];
  diff: Scim["diff"];
  version: string;
};

// Every entry has all of it.
scimlens satisfies Toolkit;
core satisfies Toolkit;
web satisfies Toolkit & { init: (source?: URL | Response | Request | string) => Promise<void> };
slim satisfies Toolkit & { initSync: (module: WebAssembly.Module | Uint8Array) => void };
// What belongs to one entry only is not in the others.
"init" satisfies Exclude<keyof typeof web, keyof typeof scimlens>;
"initSync" satisfies Exclude<keyof typeof slim, keyof typeof scimlens>;

/** What is given out under a name has all that is promised of it. */
type Gives<Ours extends Promised, Promised> = [Ours, Promised];
/** What is accepted under a name is all that is promised to be. */
type Takes<Ours, Promised extends Ours> = [Ours, Promised];
/** What goes both ways, such as a request that one makes and applies. */
type Same<Ours, Promised> = [Ours, Promised] extends [Promised, Ours] ? true : false;
/** Where it does not hold, the compiler says so. */
type Holds<T extends true> = T;

export type Given = [
  Gives<ours.Diagnostic, Diagnostic>,
  Gives<ours.Fix, Fix>,
  Gives<ours.Report, Report>,
  Gives<ours.Finding, Finding>,
  Gives<ours.ValidationStream, ValidationStream>,
  Gives<ours.ScimError, ScimError>,
  Gives<ours.Filter, Filter>,
  Gives<ours.ExplainNode, ExplainNode>,
  Gives<ours.Completion, Completion>,
  Gives<ours.PatchPath, PatchPath>,
  Gives<ours.PatchResult<{ title: string }>, PatchResult<{ title: string }>>,
  Gives<ours.PatchStep, PatchStep>,
  Gives<ours.ResourceSet, ResourceSet>,
  Gives<ours.ListResponse<{ id: string }>, ListResponse<{ id: string }>>,
  Gives<ours.ServiceProvider, ServiceProvider>,
  Gives<ours.HttpResponse, HttpResponse>,
  Gives<ours.AuditEntry, AuditEntry>,
  Gives<ours.SchemaDocument, SchemaDocument>,
  Gives<ours.Scim, Scim>,
];
export type Taken = [
  Takes<ours.Input, Input>,
  Takes<ours.ScimOptions, ScimOptions>,
  Takes<ours.ProfileName, ProfileName>,
  Takes<ours.ProfileOptions, ProfileOptions>,
  Takes<Partial<ours.Limits>, Partial<Limits>>,
  Takes<ours.ValidateOptions, ValidateOptions>,
  Takes<ours.FilterOptions, FilterOptions>,
  Takes<ours.PatchOptions, PatchOptions>,
  Takes<ours.Selection, Selection>,
  Takes<ours.QueryRequest, QueryRequest>,
  Takes<ours.ServiceOptions, ServiceOptions>,
  Takes<ours.HttpRequest, HttpRequest>,
  Takes<ours.DiffOptions, DiffOptions>,
];
export type Both = [
  Holds<Same<ours.Json, Json>>,
  Holds<Same<ours.Range, Range>>,
  Holds<Same<ours.Severity, Severity>>,
  Holds<Same<ours.ScimType, ScimType>>,
  Holds<Same<ours.Operation, Operation>>,
  Holds<Same<ours.DocumentKind, DocumentKind>>,
  Holds<Same<ours.CompareOp, CompareOp>>,
  Holds<Same<ours.AttributePath, AttributePath>>,
  Holds<Same<ours.FilterNode, FilterNode>>,
  Holds<Same<ours.PatchOperation, PatchOperation>>,
  Holds<Same<ours.PatchRequest, PatchRequest>>,
  Holds<Same<ours.AttributeInfo, AttributeInfo>>,
];

// The checks above can fail.
// @ts-expect-error: a name that is gone
export type Gone = Gives<{ a: string }, { a: string; b: string }>;
// @ts-expect-error: an option that is no longer accepted
export type Narrowed = Takes<{ operation?: "create" }, { operation?: Operation }>;
// @ts-expect-error: a value that is new on one side
export type Different = Holds<Same<"a" | "b", "a">>;
// @ts-expect-error: a parameter that has become narrower
export type Stricter = Gives<{ call(input: string): void }, { call: (input: Input) => void }>;
