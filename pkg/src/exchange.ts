import type { Diagnostic, LintOptions, Scim, ScimType } from "./index.ts";

/** Where a request goes (RFC 7644 §3.2). */
export interface Endpoint {
  /** "/Users", "/Bulk", "/Me". */
  endpoint: string;
  /** Name of the resource type; absent where the endpoint has none. */
  resourceType?: string;
  /** Of a single resource. */
  id?: string;
}

/** The SCIM Error message (RFC 7644 §3.12). */
export interface ScimErrorMessage {
  schemas: string[];
  status: string;
  scimType?: ScimType;
  detail: string;
}

/** What is asked of a toolkit about requests. */
export type Linter = Pick<Scim, "lint" | "resourceTypes">;

/** Which requests are checked, and how. */
export interface ExchangeOptions extends LintOptions {
  /** The path that the endpoints stand behind, such as "/scim/v2". Default: wherever an endpoint's name is. */
  basePath?: string;
  /** Longest body that is read, in bytes of UTF-8. Default 16 MiB. */
  limit?: number;
}

/** What is known of a request that can be answered. */
export interface CheckedRequest extends Endpoint {
  /** The body as JSON; absent where there is none. */
  body?: unknown;
  /** Warnings, and what the profile tolerates. */
  findings: Diagnostic[];
}

const ENDPOINTS = ["ServiceProviderConfig", "ResourceTypes", "Schemas", "Bulk", "Me", ".search"];

/** Methods whose requests have a body in SCIM. */
const WITH_BODY = ["POST", "PUT", "PATCH"];

export const SCIM_JSON = "application/scim+json";

export const LIMIT = 16 * 1024 * 1024;

/** How many findings a detail tells. */
const TOLD = 5;

/** The head of a request. */
export interface Head {
  method: string;
  url: string;
  headers: Record<string, string>;
}

/** Checks requests and responses of one service provider. */
export class Exchange {
  readonly limit: number;
  readonly #scim: Linter;
  readonly #how: LintOptions;
  readonly #base: string | undefined;
  readonly #types: ReadonlyMap<string, string>;

  constructor(scim: Linter, options: ExchangeOptions = {}) {
    const { client, target, basePath, limit = LIMIT } = options;
    this.#scim = scim;
    this.#how = {
      ...(client !== undefined && { client }),
      ...(target !== undefined && { target }),
    };
    this.#base = basePath?.replace(/\/+$/, "");
    this.#types = new Map(scim.resourceTypes.map(({ endpoint, name }) => [endpoint, name]));
    this.limit = limit;
  }

  /** Where a URL leads, and the rest of it from the base on; nothing for what is no endpoint of SCIM. */
  at(url: string): { place: Endpoint; rest: string } | undefined {
    const path = url.replace(/^[a-z][-+.\w]*:\/\/[^/?#]*/i, "").replace(/#.*$/, "");
    const mark = path.indexOf("?");
    const [before, query] = mark < 0 ? [path, ""] : [path.slice(0, mark), path.slice(mark)];
    const base = this.#base ?? "";
    if (!before.startsWith(`${base}/`)) return undefined;
    const segments = before.slice(base.length + 1).split("/");
    const first = segments.findIndex(name => this.#isEndpoint(name));
    if (first < 0 || (this.#base !== undefined && first > 0 && !isVersion(segments, first)))
      return undefined;
    const [name = "", id] = segments.slice(first);
    const resourceType = this.#types.get(`/${name}`);
    return {
      place: {
        endpoint: `/${name}`,
        ...(resourceType !== undefined && { resourceType }),
        ...(id && id !== ".search" && { id: decoded(id) }),
      },
      rest: `/${segments.slice(first).join("/")}${query}`,
    };
  }

  /** Whether a request is to have a body. */
  hasBody(method: string): boolean {
    return WITH_BODY.includes(method.toUpperCase());
  }

  /** What is wrong with a request, all severities. */
  request(head: Head, body: string | undefined): Diagnostic[] {
    const { method, url, headers } = head;
    const given = body === undefined ? {} : { body };
    return this.#scim.lint({ method, url, headers, ...given }, this.#how).diagnostics;
  }

  /** What is wrong with the response to a request, all severities. */
  response(
    { method, url }: Head,
    status: number,
    headers: Record<string, string>,
    body: string,
  ): Diagnostic[] {
    const response = { status, headers, ...(body !== "" && { body }) };
    const { diagnostics } = this.#scim.lint({ method, url, response } as object, this.#how);
    return diagnostics.filter(({ pointer }) => pointer.startsWith("/response"));
  }

  /** What to answer to a request that can't be served, or what is known of it. */
  judge(
    place: Endpoint,
    head: Head,
    body: string | undefined,
  ): { refusal: ScimErrorMessage } | { checked: CheckedRequest } {
    if (this.hasBody(head.method)) {
      const type = mediaType(head.headers);
      if (type !== "" && type !== SCIM_JSON && type !== "application/json")
        return refuse(415, `The body of a request is ${SCIM_JSON}, not ${type}.`);
      if (body === undefined || body.trim() === "")
        return refuse(400, `A ${head.method} has a body.`, "invalidSyntax");
    }
    const all = this.request(head, this.hasBody(head.method) ? body : undefined);
    const errors = all.filter(({ severity }) => severity === "error");
    const [first] = errors;
    if (first !== undefined) return refuse(400, detailOf(errors), first.scimType);
    const checked: CheckedRequest = { ...place, findings: all };
    if (this.hasBody(head.method) && body !== undefined) checked.body = JSON.parse(body);
    return { checked };
  }

  #isEndpoint(name: string): boolean {
    return ENDPOINTS.includes(name) || this.#types.has(`/${name}`);
  }
}

/** A SCIM Error message. */
export function errorMessage(
  status: number,
  detail: string,
  scimType?: ScimType,
): ScimErrorMessage {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail,
  };
}

/** What to answer where a route fails: the words of a `ScimError`; of anything else only that it failed. */
export function messageOf(error: unknown): ScimErrorMessage {
  if (isRefusal(error)) return error.toJSON();
  const { status, type } = Object(error) as { status?: unknown; type?: unknown };
  // What the body parsers of Express and the exceptions of Hono say.
  if (type === "entity.parse.failed")
    return errorMessage(400, "The body is no JSON.", "invalidSyntax");
  if (typeof status === "number" && status >= 400 && status < 500)
    return errorMessage(status, String((error as Error).message));
  return errorMessage(500, "The service provider failed.");
}

function isRefusal(error: unknown): error is { toJSON(): ScimErrorMessage } {
  return error instanceof Error && error.name === "ScimError" && "toJSON" in error;
}

function refuse(status: number, detail: string, scimType?: ScimType) {
  return { refusal: errorMessage(status, detail, scimType) };
}

/** The answer to a body that is too long. */
export function tooLong(limit: number): ScimErrorMessage {
  return errorMessage(413, `The body is longer than ${limit} bytes.`);
}

/** The first findings in sentences, and how many more there are. */
export function detailOf(findings: readonly Diagnostic[]): string {
  const sentences = findings.slice(0, TOLD).map(({ message }) => message.replaceAll("`", ""));
  const more = findings.length - TOLD;
  if (more > 0) sentences.push(`${more} more.`);
  return sentences.join(" ");
}

function mediaType(headers: Record<string, string>): string {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type");
  return (found?.[1].split(";")[0] ?? "").trim().toLowerCase();
}

/** A version may stand between the base and the endpoint (RFC 7644 §3.13). */
function isVersion(segments: readonly string[], count: number): boolean {
  return count === 1 && /^v\d+$/.test(segments[0] ?? "");
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
