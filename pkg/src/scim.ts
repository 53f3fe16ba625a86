import { Filter } from "./filter.ts";
import { LintReport } from "./lint.ts";
import {
  application,
  difference,
  jsonSchema,
  resourceType,
  selection,
  type Validation,
  validation,
} from "./options.ts";
import { patchResult } from "./patch.ts";
import { Report } from "./report.ts";
import { ServiceProvider } from "./service.ts";
import { Session } from "./session.ts";
import { ResourceSet } from "./set.ts";
import { RowStream, ValidationStream } from "./stream.ts";
import { requireText, toSource, withText } from "./text.ts";
import type {
  AttributeInfo,
  Candidate,
  Completion,
  Diagnostic,
  DiffOptions,
  FilterOptions,
  HttpRequest,
  Input,
  JsonSchemaOptions,
  Limits,
  LintOptions,
  PatchOptions,
  PatchPath,
  PatchRequest,
  PatchResult,
  Profile,
  ProfileInfo,
  ResourceTypeDocument,
  SchemaDocument,
  ScimOptions,
  Selection,
  ServiceOptions,
  TargetInfo,
  ValidateOptions,
} from "./types.ts";

/** The toolkit with its schemas and limits. */
export class Scim {
  readonly #session: Session;
  /** How was validated last. */
  #told: Validation | undefined;

  /** @throws {@link ScimError} for schemas or resource types that can't be loaded; it says all that is wrong. */
  constructor(options?: ScimOptions) {
    this.#session = new Session(options);
    this.#session.engine();
  }

  /**
   * Checks a document: its JSON, then the resource against the schemas of its resource type (RFC 7643).
   * Takes time linear in the document.
   */
  validate(input: Input, options?: ValidateOptions): Report {
    const source = toSource(input, "A document");
    const told = validation(options, this.#told);
    // The stored resource isn't kept in memory.
    if (told.current === undefined) this.#told = told;
    return Report.of(this.#session, source, told);
  }

  /** A validator for one kind of document, for repeated use on a keystroke or a row. */
  validator(options?: ValidateOptions): { check(input: Input): Report } {
    const told = validation(options);
    return { check: input => Report.of(this.#session, toSource(input, "A document"), told) };
  }

  /**
   * Tells what of a document, a request or a log of requests and answers is against the standards, or legal and not
   * understood by everybody; and with a target, what an application refuses. A request is an object with `method`,
   * `url`, perhaps `headers`, `body` and its `response`; a log is a HAR file, an array of requests, or NDJSON.
   *
   * @throws {@link ScimError} invalidValue for a client or an application that there isn't.
   */
  lint(input: Input | HttpRequest, options?: LintOptions): LintReport {
    return LintReport.of(this.#session, toSource(withText(input), "A document"), options);
  }

  /**
   * Who may have sent a request, or a log as {@link Scim.lint} takes it, by the habits of known clients; the likeliest
   * first, each with its evidence. [] where the requests are such as anybody sends.
   */
  recognise(input: Input | HttpRequest): Candidate[] {
    const { length } = this.#session.put(0, toSource(withText(input), "A document"));
    return JSON.parse(this.#session.call(engine => engine.recognise(length)));
  }

  /** Validates a stream of NDJSON, a JSON array or a ListResponse, chunk by chunk, in bounded memory. */
  stream(options?: ValidateOptions): ValidationStream {
    return ValidationStream.of(this.#session, options);
  }

  /**
   * Takes a stream of NDJSON, a JSON array or a ListResponse apart, chunk by chunk, in bounded memory: row by row as
   * {@link Scim.stream} reads it, without checking the resources.
   */
  rows(): RowStream {
    return RowStream.of(this.#session);
  }

  /** @throws {@link ScimError} invalidFilter, with the range and what would have been accepted there. */
  parseFilter(text: string, options?: FilterOptions): Filter {
    return Filter.parse(this.#session, requireText(text, "A filter"), options);
  }

  /** What is wrong with a filter. Never throws for its text; [] means valid. */
  checkFilter(text: string, options?: FilterOptions): Diagnostic[] {
    const type = resourceType(options);
    const length = this.#session.putFilter(requireText(text, "A filter"));
    return JSON.parse(this.#session.call(engine => engine.checkFilter(length, type)));
  }

  /** What can be written at a place in a filter, in UTF-16 code units; the rest need not parse. */
  completeFilter(text: string, offset: number, options?: FilterOptions): Completion[] {
    const type = resourceType(options);
    const place = Math.max(
      0,
      Math.min(requireText(text, "A filter").length, Math.trunc(offset) || 0),
    );
    const { length } = this.#session.put(0, toSource(text, "A filter"));
    return JSON.parse(this.#session.call(engine => engine.completeFilter(length, place, type)));
  }

  /**
   * The tokens of a filter, for colours: [start, end, kind, start, …] in UTF-16 code units, the kinds as in
   * {@link TokenKind}. Any text has tokens.
   */
  tokenizeFilter(text: string): Uint32Array {
    const { length } = this.#session.put(0, toSource(requireText(text, "A filter"), "A filter"));
    return this.#session.call(engine => engine.tokenizeFilter(length));
  }

  /** @throws {@link ScimError} invalidPath, or invalidFilter for what stands in brackets. */
  parsePath(text: string, options?: FilterOptions): PatchPath {
    const type = resourceType(options);
    const length = this.#session.putFilter(requireText(text, "A path"));
    const parts = JSON.parse(this.#session.call(engine => engine.parsePath(length, type))) as {
      text?: string;
    } & PatchPath;
    const canonical = parts.text ?? "";
    delete parts.text;
    // Not enumerable, so that the path can be compared and written as JSON.
    return Object.defineProperty(parts, "toString", { value: () => canonical });
  }

  /** The profiles that there are: the standard, then what tolerates more, and one for each known client. */
  get profiles(): ProfileInfo[] {
    const known = JSON.parse(this.#session.call(engine => engine.profiles())) as ProfileInfo[];
    return known.map(({ source, ...one }) => (source ? { ...one, source } : one));
  }

  /** The applications that {@link Scim.lint} can hold a request to. */
  get targets(): TargetInfo[] {
    return JSON.parse(this.#session.call(engine => engine.targets()));
  }

  /** The profile in force: its name, and every quirk there is. */
  get profile(): Profile {
    return JSON.parse(this.#session.call(engine => engine.profile()));
  }

  /**
   * Applies a PATCH request (RFC 7644 §3.5.2), whole or not at all. The input is never changed.
   *
   * @throws {@link ScimError} with the index of the operation that failed; its range is in the request's text.
   */
  applyPatch(resource: Input, request: Input, options?: PatchOptions): PatchResult {
    const before = toSource(resource, "A resource");
    const operations = toSource(request, "A request");
    const text = typeof before.data === "string" ? before.data : undefined;
    const told = application(options);
    const resourceLength = this.#session.put(0, before).length;
    const how = this.#session.patching(told, operations, text, resourceLength);
    const requestLength = this.#session.put(1, operations).length;
    const address = this.#session.call(engine => {
      const address = engine.applyPatch(resourceLength, requestLength, how);
      if (address === 0) engine.throwRefused();
      return address;
    });
    return patchResult(this.#session.glue, address, text);
  }

  /**
   * The PATCH request that turns one resource into another, in as few operations as its style allows: values of lists
   * are named by filters, members of groups added and removed. What no client can set is left alone: readOnly
   * attributes, what is null or empty, and the `type`, `$ref` and `display` that a member of a group has and `after` does
   * not give. Equal resources give a request without operations: then there is nothing to send, and `applyPatch` refuses
   * it, as a service provider does.
   *
   * @throws {@link ScimError} mutability where an immutable or required attribute would have to go; invalidPath where
   * the resources differ in something that no schema defines; invalidValue where something that differs does not fit its
   * attribute in `after`.
   */
  diff(before: Input, after: Input, options?: DiffOptions): PatchRequest {
    const told = difference(options);
    const lengths = [
      this.#session.put(0, toSource(before, "A resource")).length,
      this.#session.put(1, toSource(after, "A resource")).length,
    ] as const;
    return JSON.parse(this.#session.call(engine => engine.diff(...lengths, told)));
  }

  /**
   * What of a resource is returned (RFC 7644 §3.9): what the selection names or leaves out, `id` and `schemas`, and what
   * is returned always, never, by default or on request. The resource is never changed.
   *
   * @throws {@link ScimError} invalidValue for a selection that has both lists.
   */
  project<T extends object>(resource: T, selected: Selection): Partial<T> {
    const told = selection(selected);
    const { length } = this.#session.put(0, toSource(resource, "A resource"));
    return JSON.parse(this.#session.call(engine => engine.project(length, told))) as Partial<T>;
  }

  /**
   * Keeps many resources inside WebAssembly: NDJSON, a JSON array or a ListResponse as text or bytes, or an array of
   * objects. All of them are taken, or none.
   *
   * @throws {@link ScimError} invalidSyntax with the number of the first row that is no resource, and what is wrong with
   * it.
   */
  load(data: string | Uint8Array | object[]): ResourceSet {
    return ResourceSet.load(this.#session, data);
  }

  /** All schemas, built-in and loaded, every characteristic spelled out. */
  get schemas(): SchemaDocument[] {
    return JSON.parse(this.#session.call(engine => engine.schemas()));
  }

  /** All resource types. */
  get resourceTypes(): ResourceTypeDocument[] {
    return JSON.parse(this.#session.call(engine => engine.resourceTypes()));
  }

  /** The limits in force. */
  get limits(): Limits {
    return this.#session.limits();
  }

  /** The characteristics of an attribute, named as in RFC 7644 §3.10. */
  describe(attribute: string, options?: { resourceType?: string }): AttributeInfo | undefined {
    const name = requireText(attribute, "An attribute");
    const type = resourceType(options);
    const found = this.#session.call(engine => engine.describe(name, type));
    return found === undefined ? undefined : JSON.parse(found);
  }

  /**
   * The JSON Schema of the resources of a type that an operation sends. It accepts what {@link Scim.validate} finds no
   * error in, as far as JSON Schema can say that: docs/exports.md lists the rest.
   *
   * @throws {@link ScimError} for a resource type that is not loaded.
   */
  jsonSchema(resourceType: string, options?: JsonSchemaOptions): object {
    const name = requireText(resourceType, "A resource type");
    const told = jsonSchema(options);
    return JSON.parse(this.#session.call(engine => engine.jsonSchema(name, told)));
  }

  /**
   * TypeScript declarations of a resource type, or of all: an exported interface each for it, its extensions and its
   * complex attributes.
   *
   * @throws {@link ScimError} for a resource type that is not loaded.
   */
  typescript(resourceType?: string): string {
    const name =
      resourceType === undefined ? undefined : requireText(resourceType, "A resource type");
    return this.#session.call(engine => engine.typescript(name));
  }

  /**
   * A service provider in memory, with these schemas, this profile and these limits.
   *
   * @throws {@link ScimError} for a base URL, a configuration or a state that can't be used.
   */
  createService(options?: ServiceOptions): ServiceProvider {
    return ServiceProvider.of(this.#session, options);
  }

  /** Gives its memory back. Using it afterwards is an error; freeing it twice is none. */
  free(): void {
    this.#session.free();
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}
