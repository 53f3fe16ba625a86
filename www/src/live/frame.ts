// The one part of the playground that may reach other hosts: a frame of its own, with a policy of its own. It is loaded
// when the reader switches to live, sends what it is told, and has nothing else in it.
import type { LiveAnswer, LiveRequest } from "./protocol.ts";

addEventListener("message", async ({ origin, source, data }: MessageEvent<LiveRequest>) => {
  if (origin !== location.origin || source !== parent) return;
  parent.postMessage(await answer(data), origin);
});

async function answer({ id, method, url, headers, body }: LiveRequest): Promise<LiveAnswer> {
  const began = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body !== "" && { body }),
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
    return {
      id,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      took: performance.now() - began,
    };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

parent.postMessage("ready", location.origin);
