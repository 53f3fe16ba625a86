import { STATUS_CODES } from "node:http";
import type { HttpResponse } from "scimlens";

const MEDIA_TYPE = "application/scim+json";

/** The SCIM Error message (RFC 7644 §3.12) for what the provider never gets to see. */
export function refusal(status: number, detail: string, scimType?: string): HttpResponse {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  const body = JSON.stringify({ schemas, scimType, detail, status: String(status) });
  return { status, headers: { "Content-Type": MEDIA_TYPE }, body };
}

/** A response as bytes of HTTP, for a connection whose request could not be read; it is closed behind it. */
export function onTheWire({ status, headers, body }: HttpResponse): string {
  const all = {
    ...headers,
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`;
}
