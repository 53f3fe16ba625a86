import type { HttpRequest, Scim } from "scimlens";

/** A request of a log, and what is known of its answer. */
export interface Recorded {
  request: HttpRequest;
  /** The status of the answer. */
  recorded?: number | undefined;
  /** The id that the answer to a creation has. */
  id?: string | undefined;
}

type Json = Record<string, unknown>;

/** Reads a HAR file, an array of requests, NDJSON of them, or one. What is no request is left out. */
export function readTraffic(text: string, scim: Scim): Recorded[] {
  const names = scim.resourceTypes.map(({ endpoint }) => endpoint.replace(/^\//, ""));
  const known = [...names, "Schemas", "ResourceTypes", "ServiceProviderConfig", "Bulk", "Me"];
  const entries = entriesOf(text);
  return entries.flatMap(entry => recorded(entry, [...known, ".search"]) ?? []);
}

function entriesOf(text: string): unknown[] {
  const whole = parsed(text);
  if (whole === undefined) return text.split("\n").map(parsed);
  if (Array.isArray(whole)) return whole;
  const { log } = whole as { log?: { entries?: unknown } };
  return Array.isArray(log?.entries) ? log.entries : [whole];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recorded(entry: unknown, endpoints: readonly string[]): Recorded | undefined {
  if (!isObject(entry)) return undefined;
  const sent = isObject(entry["request"]) ? entry["request"] : entry;
  const answer = isObject(entry["response"]) ? entry["response"] : {};
  const url = sent["url"] ?? sent["path"];
  const { method } = sent;
  if (typeof method !== "string" || typeof url !== "string") return undefined;
  const body = bodyOf(sent["body"], sent["postData"]);
  const { status } = answer;
  const got = bodyOf(answer["body"], answer["content"]);
  const resource = typeof got === "string" ? parsed(got) : got;
  const id = isObject(resource) ? resource["id"] : undefined;
  return {
    request: {
      method: method.toUpperCase(),
      url: relative(url, endpoints),
      headers: headersOf(sent["headers"]),
      ...(body !== undefined && { body }),
    },
    recorded: typeof status === "number" && status > 0 ? status : undefined,
    id: method.toUpperCase() === "POST" && typeof id === "string" ? id : undefined,
  };
}

/** A body as it is, or the text in it as HAR has it. */
function bodyOf(plain: unknown, har: unknown): string | object | undefined {
  const body = plain ?? (isObject(har) ? har["text"] : undefined);
  if (typeof body === "string") return body === "" ? undefined : body;
  return isObject(body) ? body : undefined;
}

/** Headers of each form that logs have; without those of the connection and of HTTP/2. */
function headersOf(given: unknown): Record<string, string> {
  const pairs = Array.isArray(given)
    ? given.map(one => (isObject(one) ? [one["name"], one["value"]] : one))
    : Object.entries(isObject(given) ? given : {});
  const headers: Record<string, string> = {};
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) ? pair : [];
    if (typeof name !== "string" || typeof value !== "string") continue;
    if (!/^(:|host$|connection$|content-length$)/i.test(name)) headers[name] = value;
  }
  // A log may have left out what kind of body it is.
  const told = Object.keys(headers).some(name => name.toLowerCase() === "content-type");
  return told ? headers : { ...headers, "Content-Type": "application/scim+json" };
}

/** The URL from its endpoint on: a service provider may have been anywhere. */
function relative(url: string, endpoints: readonly string[]): string {
  const query = url.search(/[?#]/);
  const path = query < 0 ? url : url.slice(0, query);
  const segments = path.split("/");
  // What follows is an id, which may be called as an endpoint is.
  const at = segments.findIndex((segment, index) => index > 0 && endpoints.includes(segment));
  return at < 0 ? url : `/${segments.slice(at).join("/")}${query < 0 ? "" : url.slice(query)}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
