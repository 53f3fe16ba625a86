// The HTTP around a service provider: what isn't HTTP, is too long, too slow or encoded, by raw sockets.
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answered, scimServer } from "../src/cli/serve/server.ts";

const bounds = { bodyBytes: 1000, headerBytes: 4096, requestTime: 600 };
const log: Answered[] = [];
let server: Server;
let port: number;

/** Says what it was asked, after a while where the URL asks for one. */
async function echo({ method, url, body }: { method: string; url: string; body?: unknown }) {
  const wait = Number(/wait=(\d+)/.exec(url)?.[1] ?? 0);
  if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
  if (url.includes("fail")) throw new Error("no luck");
  const text = `${method} ${url} ${Buffer.from(body as Uint8Array).toString("latin1")}`;
  return { status: 200, headers: { "Content-Type": "text/plain" }, body: text };
}

beforeAll(async () => {
  server = scimServer(echo, bounds, answered => log.push(answered));
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends bytes and gives all that comes back until the server closes, or the text is there. */
function talk(
  send: string | Uint8Array | ((socket: Socket) => void),
  until?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => {
      if (typeof send === "function") send(socket);
      else socket.write(send);
    });
    socket.on("data", data => {
      heard += data.toString("latin1");
      if (until !== undefined && heard.includes(until)) {
        socket.destroy();
        resolve(heard);
      }
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", error => (heard === "" ? reject(error) : resolve(heard)));
  });
}

const post = (headers: string, body: string | Uint8Array = "") =>
  Buffer.concat([
    Buffer.from(`POST /Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n\r\n`),
    Buffer.from(body as string),
  ]);

/** The status of an answer, which is a SCIM Error message where it is none of the handler's. */
function statusOf(answer: string): number {
  const [head = "", body = ""] = answer.split(/\r\n\r\n([\s\S]*)/);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
  if (status >= 400) {
    expect(head).toMatch(/^Content-Type: application\/scim\+json$/im);
    const error = JSON.parse(body);
    expect(error.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
    expect(error.status).toBe(String(status));
    expect(error.detail.length).toBeGreaterThan(10);
  }
  return status;
}

describe("the server", () => {
  it("hands requests on, with bodies of any framing", async () => {
    expect(await talk(post("Content-Length: 4", "a\xe9b"), "a")).toContain("POST /Users a");
    const chunked = "2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nTrailer: x\r\n\r\n";
    expect(await talk(post("Transfer-Encoding: chunked", chunked))).toMatch(/POST \/Users abcde$/);
    const proxied = await talk(
      "GET http://elsewhere.example/Users?a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    expect(proxied).toMatch(/GET \/Users\?a=b $/);
    expect(await talk("GET / HTTP/1.0\r\n\r\n")).toContain("GET / ");
    const head = await talk("HEAD /Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
    expect(await talk("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toContain(
      "OPTIONS * ",
    );
  });

  it("continues on demand, and only if the body is wanted", async () => {
    const wanted = await talk(post("Content-Length: 2\r\nExpect: 100-continue", "ab"));
    expect(wanted).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    const unwanted = await talk(
      post("Content-Length: 2000\r\nExpect: 100-continue"),
      "most that is read",
    );
    expect(statusOf(unwanted)).toBe(413);
    expect(statusOf(await talk(post("Content-Length: 2\r\nExpect: a-miracle", "ab")))).toBe(417);
  });

  it.each([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["TLS", Buffer.from("16030100a5010000a10303", "hex"), 400],
    ["a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400],
    ["a header that is folded", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400],
    ["a line feed alone in a header", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400],
    ["a version of the future", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400],
    ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["two lengths", post("Content-Length: 1\r\nContent-Length: 2", "ab"), 400],
    [
      "a length and chunks",
      post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      400,
    ],
    ["a length that is none", post("Content-Length: -1"), 400],
    ["a chunk whose length is none", post("Transfer-Encoding: chunked", "zz\r\n"), 400],
    [
      "headers that are too long",
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(5000)}\r\n\r\n`,
      431,
    ],
    ["a URL that is too long", `GET /${"x".repeat(5000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501],
    ["a body that says that it is too long", post(`Content-Length: 1001`, "x".repeat(1001)), 413],
    [
      "a body that is too long",
      post("Transfer-Encoding: chunked", `3e9\r\n${"x".repeat(1001)}\r\n0\r\n\r\n`),
      413,
    ],
    [
      "a compressed body",
      post(`Content-Encoding: gzip\r\nContent-Length: ${gzipSync("{}").length}`, gzipSync("{}")),
      415,
    ],
    ["a handler that fails", "GET /fail HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 500],
  ])("refuses %s", async (_, bytes, status) => {
    expect(statusOf(await talk(bytes))).toBe(status);
    expect(log.at(-1)?.status).toBe(status);
    expect(statusOf(await talk("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))).toBe(
      200,
    );
  });

  it("does not wait for slow clients for ever", async () => {
    const slow = [
      "GET / HT",
      "GET / HTTP/1.1\r\nHost: a\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    ];
    const answers = await Promise.all(slow.map(bytes => talk(bytes)));
    expect(answers.map(statusOf)).toEqual([408, 408, 408, 408]);
    // One that never says anything is let go without an answer.
    expect(await talk("")).toMatch(/^$|^HTTP\/1\.1 408 /);
    // One that sends a byte now and then is slow as well.
    const drip = await talk(socket => {
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n");
      const timer = setInterval(() => socket.write("x"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    expect(statusOf(drip)).toBe(408);
  });

  it("answers what is pipelined in its order, and what is broken behind it last", async () => {
    const get = (url: string) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const first = "POST /1?wait=150 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    const heard = await talk(`${first}${get("/2")}${get("/3?wait=20")}nonsense\r\n\r\n`);
    expect(heard.match(/(POST|GET) \/\d|HTTP\/1\.1 \d+/g)).toEqual([
      ...["HTTP/1.1 200", "POST /1", "HTTP/1.1 200", "GET /2", "HTTP/1.1 200", "GET /3"],
      "HTTP/1.1 400",
    ]);
  });

  it("goes on when clients go away", async () => {
    for (const bytes of [
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nab",
      "GET /?wait=100 HTTP/1.1\r\nHost: a\r\n\r\n",
    ]) {
      const sockets = Array.from({ length: 20 }, () => connect(port, "127.0.0.1"));
      for (const socket of sockets) {
        socket.on("error", () => undefined);
        socket.write(bytes);
      }
      await new Promise(resolve => setTimeout(resolve, 50));
      for (const socket of sockets) socket.resetAndDestroy();
    }
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await talk("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toContain(
      "GET / ",
    );
  });

  it("answers 200 connections at once", async () => {
    const one = (index: number) =>
      talk(`GET /${index}?wait=30 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => one(index)));
    for (const [index, answer] of answers.entries()) expect(answer).toContain(`GET /${index}?`);
  });

  it("reads over a body that is too long, but not for ever", async () => {
    const patient = await talk(post("Content-Length: 10000", "x".repeat(10_000)));
    expect(statusOf(patient)).toBe(413);
    const endless = await talk(socket => {
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      const timer = setInterval(() => socket.write(`3e8\r\n${"x".repeat(1000)}\r\n`), 2);
      socket.on("error", () => undefined);
      socket.on("close", () => clearInterval(timer));
    });
    expect(statusOf(endless)).toBe(413);
  });
});
