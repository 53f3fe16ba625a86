/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** A document: JSON text (positions are reported), UTF-8 bytes of it, or a plain object (no positions). */
export type Input = string | Uint8Array | object;

/** Half-open range in UTF-16 code units of the text that was passed in, as editors count. */
export interface Range {
  start: number;
  end: number;
}

/** How bad a finding is: against a rule, likely not meant, or worth knowing. */
export type Severity = "error" | "warning" | "info";

/** The keyword of a SCIM error (RFC 7644 §3.12 Table 9, RFC 9865 §2.1). */
export type ScimType =
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

/** One finding. */
export interface Diagnostic {
  /** Stable and documented, such as "schema/required" or "filter/syntax". */
  code: string;
  severity: Severity;
  /** One sentence that says what is wrong with which value. */
  message: string;
  /** How to mend it, where that is known. */
  help?: string;
  /** RFC 6901 pointer into the document; "" is the root. */
  pointer: string;
  /** Attribute in SCIM notation (RFC 7644 §3.10), such as "emails.value". */
  attribute?: string;
  /** Present when the input was text or bytes. */
  range?: Range;
  /** Section of the standard, such as "RFC 7643 §2.3.5". */
  reference?: string;
  /** Rule of the catalogue, such as "S-42". */
  rule?: string;
  /** What a service provider would answer, where the protocol defines it. */
  scimType?: ScimType;
  /** The quirk that the profile tolerates it by, as {@link Profile.quirks} names it. */
  quirk?: string;
  /** Present where it rests on something about an application that was not read again in its documentation. */
  unverified?: true;
  /** Changes of the text that mend it; present when the input was text or bytes. */
  fixes?: Fix[];
}

/** A change of the text that makes a finding go away. */
export interface Fix {
  /** A verb and its object: "Add the schema URI". */
  title: string;
  /** "safe" keeps the meaning that the sender can only have had; "unsafe" is a suggestion. */
  safety: "safe" | "unsafe";
  edits: { range: Range; text: string }[];
}

/** What documents, filters and requests may cost. Past a limit stands an error, not a crash. */
export interface Limits {
  /** Longest document, in bytes of UTF-8. Default 64 MiB. */
  documentBytes: number;
  /** Deepest nesting of arrays and objects. Default 128, at most 1,000. */
  depth: number;
  /** Longest filter or path, in bytes of UTF-8. Default 65,536. */
  filterLength: number;
  /** Deepest nesting of a filter. Default 100, at most 200. */
  filterDepth: number;
  /** Most comparisons and `pr` in a filter. Default 5,000. */
  filterClauses: number;
  /** Most operations in a PATCH request. Default 100,000. */
  operations: number;
  /**
   * Most values of lists that the operations of one PATCH request look at or change where nothing but a look at each
   * tells which are meant. Default 20,000,000.
   */
  visits: number;
}

/** What a {@link Scim} knows and allows. */
export interface ScimOptions {
  /** Schema documents as served by /Schemas (one, many, or a ListResponse), added to the built-in ones. */
  schemas?: Input | Input[];
  /** ResourceType documents, added to User and Group. */
  resourceTypes?: Input | Input[];
  /** Which habits of clients are tolerated. Default "rfc". */
  profile?: ProfileName | ProfileOptions;
  limits?: Partial<Limits>;
}

/**
 * "rfc" (default): RFC 7643 and RFC 7644 with their errata, nothing else. The others add what that client really
 * sends; "lenient" what only one thing can mean, "permissive" all that can be read.
 */
export type ProfileName =
  | "rfc"
  | "interop"
  | "lenient"
  | "entra"
  | "entra-optscim"
  | "okta"
  | "onelogin"
  | "jumpcloud"
  | "authentik"
  | "keycloak"
  | "google"
  | "ping"
  | "permissive"
  | (string & {});

/** A profile with single quirks turned on or off. */
export interface ProfileOptions {
  base: ProfileName;
  /** By the ids that {@link Profile.quirks} lists. */
  quirks?: Record<string, boolean>;
}

/** How something about a vendor is known: told by its documentation, its source code, a log or a report, or inferred. */
export type Confidence = "documented" | "source" | "observed" | "inferred";

/** A profile that there is. */
export interface ProfileInfo {
  /** By this it is chosen. */
  name: ProfileName;
  /** What it is called. */
  title: string;
  /** Whom or what it is for, in a sentence. */
  summary: string;
  /** Whether it is named for a client. */
  client: boolean;
  /** Where it is known from; missing where it is made up of what the others tolerate. */
  source?: string;
  /** How what its client sends is known, the surest first. [] where it is named for no client. */
  confidence: Confidence[];
  /** The quirks that are on, by their ids. */
  quirks: string[];
}

/** An application, and what of SCIM it takes. */
export interface TargetInfo {
  /** By this it is chosen, as the option `target`. */
  name: string;
  /** What it is called. */
  title: string;
  /** The documentation that says so. */
  source: string;
  /** What is known of it. What is not told is not known, and nothing is held against it. */
  facts: TargetFact[];
}

/** Something that is known of an application. */
export interface TargetFact {
  /** In a sentence. */
  text: string;
  /** Whether it was read in the documentation; what is not is from elsewhere, or was not read again. */
  verified: boolean;
  /** Whether {@link Scim.lint} holds requests to it. */
  checked: boolean;
}

/** The profile in force. */
export interface Profile {
  name: string;
  quirks: Quirk[];
}

/** A habit of clients that can be tolerated, or a reading that can be chosen. */
export interface Quirk {
  id: string;
  on: boolean;
  /** What it does, in a sentence. */
  summary: string;
  /** Where it acts. */
  actsOn: string;
  /** The section that it departs from. */
  reference: string;
}

/** Who sends a document: a client creating or replacing, or a service provider answering. */
export type Operation = "create" | "replace" | "read";

/** Which JSON Schema. */
export type JsonSchemaTarget = "draft-07" | "2020-12";

/** Which JSON Schema to write, and for what. */
export interface JsonSchemaOptions {
  /** Who sends the resources. Default "create". */
  operation?: Operation;
  /** Default "2020-12". */
  target?: JsonSchemaTarget;
}

/** What kind of document it is. */
export type DocumentKind =
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

/** How to lint. */
export interface LintOptions {
  /**
   * The client that sends the request, or "interop" for the interoperability profile: what the profile tolerates is an
   * info, and what the standards allow is only told outside "rfc". Default: the profile of the toolkit.
   */
  client?: ProfileName;
  /** The application that the request is for, such as "aws". Default: none. */
  target?: string;
}

/** A client that a request may come from. */
export interface Candidate {
  /** The profile that is named for it. */
  client: ProfileName;
  /** Its name. */
  name: string;
  /** Whether much speaks for it. */
  likely: boolean;
  /** The habits that were seen. */
  evidence: Evidence[];
}

/** A habit of a client that was seen. */
export interface Evidence {
  /** What was seen, in a sentence. */
  message: string;
  /** Where: an RFC 6901 pointer. */
  pointer: string;
  /** Whether it speaks for the client, or against it. */
  speaksFor: boolean;
}

/** How to validate. */
export interface ValidateOptions {
  /** Detected from `schemas` when left out. */
  kind?: DocumentKind;
  /**
   * Name of the resource type; detected from `schemas` when left out. Of a PATCH request it is the type of the
   * resource to be changed, of a query or its answer that of the resources in question.
   */
  resourceType?: string;
  /** Who sends it: a client that creates or replaces the resource, or a service provider. Default "create". */
  operation?: Operation;
  /** For "replace": the resource as it is stored, so that immutable and readOnly attributes can be judged. */
  current?: Input;
  /** How bad an unknown attribute is. Default "warning". */
  unknown?: Severity | "ignore";
}

/** A row of a stream, or a place between two rows where something is wrong. */
export interface Row {
  /** The number of the row, from 0. What is found between rows has the number of the row that follows, or would. */
  row: number;
  /** The line of the stream that the row begins in, from 1. */
  line: number;
  /** The column that it begins in, in UTF-16 code units from 1; absent where something else stands before it in its line. */
  column?: number;
  /** `id` of the resource, where it can be read. */
  id?: string;
  /**
   * The text of the row, without the white space around it; empty between rows, and of a row that is longer than the
   * limit. Bytes that are no UTF-8 are replaced.
   */
  text: string;
  /** What keeps it from being read. Ranges are in UTF-16 code units of its text. */
  diagnostics: Diagnostic[];
}

/** What was found about a row of a stream, or between two rows: one thing at least. */
export interface Finding extends Row {}

/** What came of taking a stream apart. */
export interface RowSummary {
  /** How many rows there were. */
  rows: number;
  /** How many rows, and places between rows, can't be read. */
  invalid: number;
  /** The rows that `push` has not returned. */
  left: Row[];
}

/** What came of a stream. */
export interface StreamSummary {
  /** How many rows there were. */
  rows: number;
  /** How many rows, and places between rows, had a finding of severity "error"; 0 means that all is well. */
  invalid: number;
  /** What was found when the stream ended. */
  findings: Finding[];
}

/** With a resourceType, attributes and operators are checked against its schemas, and caseExact is honoured. */
export interface FilterOptions {
  resourceType?: string;
}

/**
 * What is known of the strings in a store: nothing, that they are in normalisation form C, or that they are ASCII. With
 * less knowledge more filters are refused, because a store can't fold case or normalise as SCIM asks for.
 */
export type StoredStrings = "any" | "nfc" | "ascii";

/** How to translate a filter to SQL. */
export interface SqlOptions {
  /** `postgres`: PostgreSQL 13 with a column of `jsonb`. `sqlite`: SQLite 3.38 with a column of JSON text. */
  dialect: "postgres" | "sqlite";
  /** The column that holds the resource; a dot stands between the table and the column. By default `resource`. */
  column?: string;
  /** Columns that hold a single value of the resource as well, by the attribute in SCIM notation. */
  columns?: Record<string, string>;
  /** By default `any`. */
  strings?: StoredStrings;
}

/** A condition for a WHERE clause, and the values of its parameters: $1 … in PostgreSQL, ?1 … in SQLite. */
export interface SqlCondition {
  text: string;
  params: (string | number)[];
}

/** How to translate a filter to a query of MongoDB. */
export interface MongoOptions {
  /** What the objects of extensions are called in the documents, by URI: a name without dots. */
  fields?: Record<string, string>;
  /** By default `any`. */
  strings?: StoredStrings;
}

/** How to translate a filter to LDAP. */
export interface LdapOptions {
  /** Attributes of the directory, by the attribute in SCIM notation. The rest are those of inetOrgPerson. */
  attributes?: Record<string, string>;
}

/** How to apply a PATCH. */
export interface PatchOptions {
  /** Name of the resource type; detected from `schemas` of the resource when left out. */
  resourceType?: string;
  /** Record what each operation did, as {@link PatchResult.steps}. Default false: each operation looks at the whole resource. */
  trace?: boolean;
}

/** What of a resource is returned (RFC 7644 §3.9), in SCIM notation. The two lists exclude each other. */
export interface Selection {
  /** Attributes, sub-attributes ("emails.value"), or an extension by its URI; `id` and `schemas` come with them. */
  attributes?: string[] | undefined;
  /** What is left out of what is returned by default. */
  excludedAttributes?: string[] | undefined;
}

/** A query (RFC 7644 §3.4.2, RFC 9865 §2). */
export interface QueryRequest extends Selection {
  filter?: string | undefined;
  /** The attribute to sort by; of a list of values the primary one counts, or else the first. */
  sortBy?: string | undefined;
  /** "ascending" when left out; resources without a value come last in it. */
  sortOrder?: "ascending" | "descending" | undefined;
  /** The place of the first result, from 1. */
  startIndex?: number | undefined;
  /** Most resources of the page; all, when left out. */
  count?: number | undefined;
  /** Selects paging by cursors: "" for the first page, then `nextCursor` or `previousCursor` of the answer before. */
  cursor?: string | undefined;
}

/** The answer to a query (RFC 7644 §3.4.2). */
// biome-ignore lint/suspicious/noExplicitAny: the resource is whatever the caller says it is
export interface ListResponse<T = any> {
  schemas: string[];
  /** How many results there are on all pages. */
  totalResults: number;
  Resources?: T[];
  /** The place of the first result of the page, from 1; not where pages are told by cursors. */
  startIndex?: number;
  /** How many results the page has. */
  itemsPerPage?: number;
  nextCursor?: string;
  previousCursor?: string;
}

/** A PATCH request (RFC 7644 §3.5.2). */
export interface PatchRequest {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  Operations: PatchOperation[];
}

/** One operation of a PATCH request. */
export interface PatchOperation {
  op: "add" | "remove" | "replace";
  path?: string;
  value?: Json;
}

/** How to make a PATCH from a difference. */
export interface DiffOptions {
  /** Name of the resource type; detected from `schemas` of the resource before when left out. */
  resourceType?: string;
  /** How the request is written: as the client writes it that the profile is named for. Default "rfc": fewest operations. */
  style?: ProfileName;
}

/** An operator that compares (RFC 7644 §3.4.2.2 Table 3). */
export type CompareOp = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

/** The name of an attribute, taken apart (RFC 7644 §3.10). */
export interface AttributePath {
  urn?: string;
  name: string;
  sub?: string;
  range: Range;
}

/** A node of a filter's tree; ranges are in the filter's text. */
export type FilterNode =
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

/** Why a filter holds for a resource, or doesn't: a node for each node of the filter. */
export interface ExplainNode {
  /** The canonical text of the clause. */
  text: string;
  /** Where it stands in the filter. */
  range: Range;
  result: boolean;
  /** The value that was seen; a list where there are several, absent where there is none. */
  actual?: Json;
  /** Its operands; below a value path a node for each value (at most 100). */
  children?: ExplainNode[];
}

/** Something that can be written at a place in a filter. */
export interface Completion {
  label: string;
  kind: "attribute" | "operator" | "keyword" | "value" | "schema";
  /** What it takes the place of. */
  from: number;
  to: number;
  /** What to write there. */
  insert: string;
  /** Type and purpose. */
  detail?: string;
}

/** The path of a PATCH operation, taken apart (RFC 7644 §3.5.2). */
export interface PatchPath {
  attribute: AttributePath;
  /** What stands in brackets. */
  filter?: FilterNode;
  /** The sub-attribute behind the brackets. */
  sub?: string;
  /** Canonical text. */
  toString(): string;
}

/** What came of a PATCH request. */
// biome-ignore lint/suspicious/noExplicitAny: the resource is whatever the caller says it is
export interface PatchResult<T = any> {
  /** The resource afterwards; parsed on first read. */
  readonly resource: T;
  /** The same as text; that of a long resource in a set is copied on first read. */
  readonly json: string;
  /** False: the resource is as it was, so answer without a new version. */
  readonly changed: boolean;
  /** What each operation did, with the option `trace`; else nothing. */
  readonly steps: PatchStep[];
  /** What was tolerated, each quirk of the profile that was needed, and warnings. */
  readonly notes: Diagnostic[];
}

/** What one operation of a PATCH request did. */
export interface PatchStep {
  /** Its index in the request. */
  operation: number;
  op: PatchOperation["op"];
  /** Whether it changed anything. */
  changed: boolean;
  /**
   * JSON pointers to what it changed, in the resource as the operation left it; what it removed has the pointer that it
   * had. A list that lost values is named as a whole.
   */
  touched: string[];
  /** What was at the deepest place that holds all that was touched; missing where there was nothing. */
  before?: Json;
  /** The same as it is afterwards. */
  after?: Json;
}

/** What a service provider is like. */
export interface ServiceOptions {
  /** The address that all endpoints are relative to. Default "https://example.com/scim/v2". */
  baseUrl?: string;
  /**
   * A ServiceProviderConfig (RFC 7643 §5), or the part that differs from the default. It is obeyed, not only served; what
   * no schema has is refused.
   */
  config?: Json | object;
  /** The time, as a dateTime; asked for once for each request. Default: that of `Date`. */
  now?: () => string;
  /** A text that was never given before: for ids of resources, and salts. Default: `crypto.randomUUID`. */
  newId?: () => string;
  /** What the Authorization header of each request has to bear, but for those of discovery. An empty one is refused. */
  bearerToken?: string;
  /**
   * Who is authenticated: id or userName of the resource that /Me stands for, which stays the same when it is called
   * otherwise later. POST to /Me creates it, once. Without a subject /Me answers 501.
   */
  subject?: string;
  /** What `export()` gave. */
  state?: string | Uint8Array;
  /**
   * How many entries the audit keeps, the last ones; 100,000 by default. Those before can't be rewound any more. They
   * are dropped when the next request comes, so that whoever reads them after each request misses none.
   */
  auditEntries?: number;
}

/** A request over HTTP. */
export interface HttpRequest {
  method: string;
  /** Whole, or from the root of the server, or from the base URL on. */
  url: string;
  /** Names in any case. */
  headers?: Record<string, string>;
  body?: string | Uint8Array | object;
}

/** A response over HTTP. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A change of a resource. */
export interface AuditEntry {
  /** Counted from 1. */
  seq: number;
  time: string;
  method: string;
  url: string;
  status: number;
  /** The subject, or "client" where nobody is named. */
  actor: string;
  /** From the base URL on. */
  resource?: string;
  /**
   * From what was before, which for a new resource is nothing, to what was after. A deletion has none, nor has a change
   * of a secret alone.
   */
  change?: PatchRequest;
  /** Of a deletion: the resource as it was. */
  before?: { [name: string]: Json };
  /** The paths of what is kept as a hash alone, as `password`, where that was set, changed or removed. */
  secrets?: string[];
  /** What was tolerated in the request, and warnings. */
  notes: Diagnostic[];
}

/** A schema as /Schemas serves it (RFC 7643 §7). */
export interface SchemaDocument {
  id: string;
  name: string;
  description?: string;
  attributes: AttributeInfo[];
}

/** A resource type as /ResourceTypes serves it (RFC 7643 §6). */
export interface ResourceTypeDocument {
  schemas: string[];
  id: string;
  name: string;
  description?: string;
  endpoint: string;
  schema: string;
  schemaExtensions: { schema: string; required: boolean }[];
}

/** An attribute and its characteristics (RFC 7643 §2.2, §7). */
export interface AttributeInfo {
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
}
