// scimlens/fetch, between a client and the service provider in memory or a server of Node.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExchangeFindings, ScimFetchError, scimFetch } from "../dist/esm/fetch.js";
import { Scim } from "../dist/esm/index.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const BASE = "https://example.com/scim/v2";
const headers = { "content-type": "application/scim+json" };
const scim = new Scim();

type Send = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

function client(more: Parameters<typeof scimFetch>[1] = {}) {
  const provider = scim.createService({ newId: () => "u-1" });
  const told: ExchangeFindings[] = [];
  const sent: Request[] = [];
  const fetch: Send = (input, init) => {
    const request = new Request(input, init);
    sent.push(request.clone());
    return provider.fetch(request);
  };
  const send = scimFetch(scim, { fetch, onFindings: found => told.push(found), ...more });
  return { send, told, sent };
}

const user = JSON.stringify({ schemas: [USER], userName: "mira" });
const codes = ({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code);
const settled = () => new Promise(resolve => setTimeout(resolve, 20));

describe("a request", () => {
  it("that is sound is sent as it is, and its answer returned unread", async () => {
    const { send, told, sent } = client();
    const response = await send(`${BASE}/Users`, { method: "POST", headers, body: user });
    expect(response.status).toBe(201);
    expect(((await response.json()) as { userName: string }).userName).toBe("mira");
    expect(await sent[0]?.text()).toBe(user);
    await settled();
    expect(told).toEqual([]);
  });

  it.each([
    ["text", () => ({ body: '{"userName":7}' })],
    ["bytes", () => ({ body: new TextEncoder().encode('{"userName":7}') })],
    ["a Blob", () => ({ body: new Blob(['{"userName":7}']) })],
    ["a stream", () => ({ body: new Blob(['{"userName":7}']).stream(), duplex: "half" })],
  ])("whose body is %s is not sent where it breaks the standards", async (_, init) => {
    const { send, sent } = client();
    const refused = send(`${BASE}/Users`, { method: "POST", headers, ...init() } as RequestInit);
    const error = await refused.catch(error => error);
    expect(error).toBeInstanceOf(ScimFetchError);
    expect(error.message).toContain(`The request POST ${BASE}/Users: `);
    expect(error.message).toContain("userName is a string; 7 is a number.");
    expect(error.found).toMatchObject({ of: "request", endpoint: "/Users", resourceType: "User" });
    expect(codes(error.found)).toContain("lint/schemas-missing");
    expect(sent).toEqual([]);
  });

  it("that is a Request is read from a copy", async () => {
    const { send, sent } = client();
    const request = new Request(`${BASE}/Users`, { method: "POST", headers, body: user });
    expect((await send(request)).status).toBe(201);
    expect(await sent[0]?.text()).toBe(user);
    const bad = new Request(`${BASE}/Users`, { method: "POST", headers, body: "{}" });
    await expect(send(bad)).rejects.toBeInstanceOf(ScimFetchError);
    expect(bad.bodyUsed).toBe(false);
  });

  it("whose body is a stream is sent whole", async () => {
    const { send, sent } = client();
    const body = new Blob([user]).stream();
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    expect((await send(`${BASE}/Users`, init)).status).toBe(201);
    expect(await sent[0]?.text()).toBe(user);
  });

  it("is judged by its filter, and by what its endpoint takes", async () => {
    const { send } = client();
    await expect(send(`${BASE}/Users?filter=userName%20=%201`)).rejects.toThrow(
      "The operator = is written eq.",
    );
    const group = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "B" };
    const init = { method: "POST", headers, body: JSON.stringify(group) };
    await expect(send(`${BASE}/Users`, init)).rejects.toBeInstanceOf(ScimFetchError);
    expect((await send(`${BASE}/Groups`, init)).status).toBe(201);
  });

  it("is sent all the same where it is only to be told, and unseen where it is ignored", async () => {
    const body = '{"userName":7}';
    const { send, told } = client({ requests: "report" });
    expect((await send(`${BASE}/Users`, { method: "POST", headers, body })).status).toBe(400);
    expect(told[0]?.of).toBe("request");
    const ignoring = client({ requests: "ignore" });
    expect((await ignoring.send(`${BASE}/Users`, { method: "POST", headers, body })).status).toBe(
      400,
    );
    await settled();
    expect(ignoring.told).toEqual([]);
  });

  it("in the words of a client is what its profile tolerates", async () => {
    const patch = JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "Replace", path: "active", value: "False" }],
    });
    const init = { method: "PATCH", headers, body: patch };
    await expect(client().send(`${BASE}/Users/1`, init)).rejects.toThrow("active is a boolean");
    expect((await client({ client: "entra" }).send(`${BASE}/Users/1`, init)).status).toBe(404);
  });

  it("to elsewhere goes by unseen", async () => {
    const asked: unknown[] = [];
    const fetch: Send = async (...args) => {
      asked.push(args);
      return new Response("<html>");
    };
    const onFindings = () => expect.unreachable();
    const send = scimFetch(scim, { fetch, onFindings, baseUrl: BASE });
    const init = { method: "POST", body: "no JSON" };
    for (const url of [
      "https://example.com/api/orders",
      "https://other.example/scim/v2/Users",
      "https://example.com/scim/v22/Users",
      "https://example.com/Users",
      "https://example.com/scim/v2/Orders",
    ])
      await send(url, init);
    await settled();
    expect(asked).toHaveLength(5);
    expect((asked[0] as unknown[])[1]).toBe(init);
    await expect(send(new URL(`${BASE}/Users`), init)).rejects.toBeInstanceOf(ScimFetchError);
  });
});

describe("a response", () => {
  const answering = (body: string, init?: ResponseInit) => async () => new Response(body, init);
  const list = (...Resources: object[]) =>
    JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: Resources.length,
      Resources,
    });

  it("is told of, with its place, and returned unread", async () => {
    const text = list({ schemas: [USER], userName: "mira" });
    const { send, told } = client({ fetch: answering(text, { headers }) });
    const response = await send(`${BASE}/Users`);
    expect(response.bodyUsed).toBe(false);
    await settled();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ of: "response", method: "GET", status: 200 });
    expect(told[0]?.findings[0]).toMatchObject({
      code: "schema/required",
      pointer: "/response/body/Resources/0",
    });
    expect(await response.text()).toBe(text);
  });

  it("is thrown where that is asked for, and can be read from the error", async () => {
    const fetch = answering("<html>", { status: 200 });
    const { send } = client({ fetch, responses: "throw" });
    const error = await send(`${BASE}/Users/1`).catch(error => error);
    expect(error).toBeInstanceOf(ScimFetchError);
    expect(error.found.of).toBe("response");
    expect(await error.response.text()).toBe("<html>");
    const sound = client({ responses: "throw" });
    const gone = await sound.send(`${BASE}/Users/1`);
    expect(gone.status).toBe(404);
    expect(sound.told).toEqual([]);
  });

  it("without a body, of HEAD, or longer than the limit, is none to check", async () => {
    const { send, told } = client({ fetch: answering("<".repeat(100)), limit: 10 });
    expect(await (await send(`${BASE}/Users`)).text()).toHaveLength(100);
    const deleted = client({ fetch: async () => new Response(null, { status: 204 }) });
    await deleted.send(`${BASE}/Users/1`, { method: "DELETE" });
    await settled();
    expect([...told, ...deleted.told]).toEqual([]);
  });
});

describe("over a real connection", () => {
  let server: ReturnType<typeof createServer>;
  let url = "";
  let release = () => {};
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, headers);
      response.write('{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],');
      if (request.url?.includes("broken")) {
        setTimeout(() => response.destroy(), 20);
        return;
      }
      release = () => response.end('"totalResults":0}');
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
  });
  afterAll(() => server.close());

  it("a response streams on while it is checked", async () => {
    const send = scimFetch(scim, { onFindings: () => expect.unreachable() });
    const response = await send(`${url}/Users`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toContain("ListResponse");
    release();
    const rest = await reader.read();
    expect(new TextDecoder().decode(rest.value)).toBe('"totalResults":0}');
  });

  it("a response that breaks off is an error of who reads it, and of nobody else", async () => {
    const send = scimFetch(scim, { onFindings: () => expect.unreachable() });
    const response = await send(`${url}/Users?broken`);
    await expect(response.text()).rejects.toThrow();
    await settled();
  });
});
