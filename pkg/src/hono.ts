import type { Context, ErrorHandler, MiddlewareHandler } from "hono";
import { textWithin } from "./body.ts";
import {
  type CheckedRequest,
  Exchange,
  type ExchangeOptions,
  type Linter,
  messageOf,
  SCIM_JSON,
  type ScimErrorMessage,
  tooLong,
} from "./exchange.ts";

export type {
  CheckedRequest,
  Endpoint,
  ExchangeOptions,
  Linter,
  ScimErrorMessage,
} from "./exchange.ts";

/** What the routes behind {@link scimValidator} find: `c.get("scim")`. */
export interface ScimVariables {
  Variables: { scim: CheckedRequest };
}

/**
 * A middleware that answers requests which break the standards with a SCIM Error (RFC 7644 §3.12), and lets the others
 * on, with what is known of them as `c.get("scim")`. What is no endpoint of SCIM goes by unseen.
 */
export function scimValidator(
  scim: Linter,
  options?: ExchangeOptions,
): MiddlewareHandler<ScimVariables> {
  const exchange = new Exchange(scim, options);
  return async (c, next) => {
    const at = exchange.at(c.req.url);
    if (at === undefined) return next();
    const { method } = c.req;
    let body: string | undefined;
    if (exchange.hasBody(method)) {
      const given = Number(c.req.header("content-length"));
      body = given > exchange.limit ? undefined : await read(c, exchange.limit);
      if (body === undefined) return answer(tooLong(exchange.limit));
    }
    const judged = exchange.judge(
      at.place,
      { method, url: at.rest, headers: c.req.header() },
      body,
    );
    if ("refusal" in judged) return answer(judged.refusal);
    c.set("scim", judged.checked);
    return next();
  };
}

/** For `app.onError`: what a route throws is answered with a SCIM Error, a `ScimError` with what it says. */
export const scimErrors: ErrorHandler = error => answer(messageOf(error));

/** The text of the body, which the routes behind can read as well. */
async function read(c: Context, limit: number): Promise<string | undefined> {
  const cached = Object.keys(c.req.bodyCache).length > 0;
  if (cached || c.req.raw.bodyUsed) {
    const text = await c.req.text();
    return new TextEncoder().encode(text).length > limit ? undefined : text;
  }
  const text = await textWithin(c.req.raw.body, limit);
  if (text !== undefined) c.req.bodyCache.text = Promise.resolve(text) as never;
  return text;
}

function answer(message: ScimErrorMessage): Response {
  return new Response(JSON.stringify(message), {
    status: Number(message.status),
    headers: { "content-type": SCIM_JSON },
  });
}
