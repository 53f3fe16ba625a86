import type { IncomingMessage } from "node:http";
import type { HttpResponse } from "scimlens";
import { refusal } from "./answer.ts";

/** A body over the limit is read over up to so many times the limit, so that the client gets its answer. */
const PATIENCE = 16;

/** Why a body isn't read; undefined where it is. */
export function refusedBody({ headers }: IncomingMessage, limit: number): HttpResponse | undefined {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    const detail = `The body is encoded as ${encoding}; send it without Content-Encoding.`;
    const refused = refusal(415, detail);
    return { ...refused, headers: { ...refused.headers, "Accept-Encoding": "identity" } };
  }
  return Number(headers["content-length"] ?? 0) > limit ? tooLarge(limit) : undefined;
}

/** The body of a request; or the answer where it is too large. Nothing where it can't be read to its end. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  broken: AbortSignal,
): Promise<Buffer | HttpResponse | undefined> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (body: Buffer | HttpResponse | undefined) => {
      broken.removeEventListener("abort", giveUp);
      resolve(body);
    };
    const giveUp = () => {
      if (!request.complete) settle(undefined);
    };
    if (broken.aborted) giveUp();
    broken.addEventListener("abort", giveUp);
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        settle(tooLarge(limit));
        if (length > limit * PATIENCE) request.destroy();
      }
    });
    request.on("end", () => settle(Buffer.concat(chunks)));
    request.on("error", () => settle(undefined));
    request.on("close", () => settle(undefined));
  });
}

function tooLarge(limit: number): HttpResponse {
  return refusal(413, `The body is longer than ${limit} bytes, the most that is read.`);
}
