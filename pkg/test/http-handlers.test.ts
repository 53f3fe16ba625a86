// scimlens/hono, scimlens/express and scimlens/msw in the libraries themselves.
import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import * as forExpress from "../dist/esm/express.js";
import * as forHono from "../dist/esm/hono.js";
import { Scim, ScimError } from "../dist/esm/index.js";
import { scimHandlers } from "../dist/esm/msw.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const scim = new Scim();

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  type?: string,
) => Promise<{ status: number; type: string | null; body: Record<string, unknown> }>;

const honoApp = new Hono<forHono.ScimVariables>()
  .use("/scim/v2/*", forHono.scimValidator(scim, { basePath: "/scim/v2", limit: 2000 }))
  .all("/scim/v2/Users/fails", () => {
    throw new Error("a secret of the server");
  })
  .all("/scim/v2/Users/taken", () => {
    throw new ScimError({ status: 409, scimType: "uniqueness", detail: "The name is taken." });
  })
  .all("*", async c =>
    c.json({ told: c.get("scim") ?? null, text: c.req.method === "GET" ? "" : await c.req.text() }),
  )
  .onError(forHono.scimErrors);

const askHono: Ask = async (method, path, body, type = "application/scim+json") => {
  const response = await honoApp.request(`http://localhost${path}`, {
    method,
    headers: { "content-type": type },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: (await response.json()) as Record<string, unknown>,
  };
};

const expressApp = (...before: RequestHandler[]) => {
  const app = express();
  for (const one of before) app.use(one);
  app.use(forExpress.scimValidator(scim, { basePath: "/scim/v2", limit: 2000 }));
  app.all("/scim/v2/Users/fails", () => {
    throw new Error("a secret of the server");
  });
  app.all("/scim/v2/Users/taken", async () => {
    throw new ScimError({ status: 409, scimType: "uniqueness", detail: "The name is taken." });
  });
  app.use((request, response) => {
    const { scim: told } = request as { scim?: unknown };
    response.json({ told: told ?? null, text: request.body ? JSON.stringify(request.body) : "" });
  });
  app.use(forExpress.scimErrors());
  return app;
};

const askExpress =
  (server: () => Server): Ask =>
  async (method, path, body, type = "application/scim+json") => {
    const { port } = server().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "content-type": type },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: (await response.json()) as Record<string, unknown>,
    };
  };

const servers: Server[] = [];
beforeAll(async () => {
  const parsers = express.json({ type: ["application/json", "application/scim+json"] });
  for (const app of [
    expressApp(),
    expressApp(parsers),
    expressApp(express.raw({ type: "*/*" })),
    expressApp(express.text({ type: "*/*" })),
  ])
    servers.push(
      await new Promise<Server>(resolve => {
        const server = app.listen(0, "127.0.0.1", () => resolve(server));
      }),
    );
});
afterAll(() => {
  for (const server of servers) server.close();
});

const stacks: [string, Ask][] = [
  ["Hono", askHono],
  ["Express", askExpress(() => servers[0] as Server)],
  ["Express behind express.json", askExpress(() => servers[1] as Server)],
  ["Express behind express.raw", askExpress(() => servers[2] as Server)],
  ["Express behind express.text", askExpress(() => servers[3] as Server)],
];

describe.each(stacks)("%s", (name, ask) => {
  const user = { schemas: [USER], userName: "mira" };

  it("lets sound requests on, with what is known of them", async () => {
    const made = await ask("POST", "/scim/v2/Users", user);
    expect(made.status).toBe(200);
    expect(made.body["told"]).toEqual({
      endpoint: "/Users",
      resourceType: "User",
      body: user,
      findings: [],
    });
    expect(JSON.parse(made.body["text"] as string)).toEqual(user);
    const Operations = [{ op: "replace", path: "active", value: false }];
    const patched = await ask("PATCH", "/scim/v2/Users/a%20b", { schemas: [PATCH], Operations });
    expect(patched.body["told"]).toMatchObject({ resourceType: "User", id: "a b" });
    const json = await ask("POST", "/scim/v2/Users", user, "application/json; charset=utf-8");
    expect(json.status).toBe(200);
    const found = await ask("GET", "/scim/v2/Users?filter=userName%20eq%20%22mira%22");
    expect(found.body["told"]).toEqual({ endpoint: "/Users", resourceType: "User", findings: [] });
  });

  it("passes warnings on", async () => {
    const { body } = await ask("POST", "/scim/v2/Users", { ...user, colour: 1 });
    const told = body["told"] as { findings: { code: string }[] };
    expect(told.findings.map(({ code }) => code)).toEqual(["lint/unknown-attribute"]);
  });

  it.each([
    [
      "POST",
      "/scim/v2/Users",
      { schemas: [USER], userName: 7 },
      "invalidValue",
      "userName is a string; 7 is a number.",
    ],
    ["POST", "/scim/v2/Users", { schemas: [USER] }, "invalidValue", "userName is required."],
    [
      "PATCH",
      "/scim/v2/Users/1",
      { schemas: [PATCH], Operations: [{ op: "replace", path: "nope", value: 1 }] },
      "invalidPath",
      "User has no attribute nope.",
    ],
    [
      "GET",
      "/scim/v2/Users?filter=userName%20=%201",
      undefined,
      "invalidFilter",
      "The operator = is written eq. userName is a string; 1 is none.",
    ],
    ["POST", "/scim/v2/Users", "", "invalidSyntax", "A POST has a body."],
  ])("answers %s %s %j with a SCIM Error", async (method, path, body, scimType, detail) => {
    const refused = await ask(method, path, body);
    // A parser that stands before it takes an empty body for an empty object.
    if (body === "" && name.endsWith("json")) {
      expect(refused.status).toBe(400);
      return;
    }
    expect(refused).toEqual({
      status: 400,
      type: "application/scim+json",
      body: { schemas: [ERROR], status: "400", scimType, detail },
    });
  });

  it("answers what is no JSON, another type, and a long body", async () => {
    const broken = await ask("POST", "/scim/v2/Users", '{"userName":');
    expect(broken.status).toBe(400);
    expect(broken.type).toBe("application/scim+json");
    expect(broken.body["scimType"]).toBe("invalidSyntax");
    const xml = await ask("POST", "/scim/v2/Users", "<user/>", "application/xml");
    expect(xml.status).toBe(415);
    expect(xml.body["detail"]).toBe(
      "The body of a request is application/scim+json, not application/xml.",
    );
    if (!name.includes("behind")) {
      const long = await ask("POST", "/scim/v2/Users", { ...user, title: "x".repeat(3000) });
      expect(long.status).toBe(413);
      expect(long.body["detail"]).toBe("The body is longer than 2000 bytes.");
    }
  });

  it("answers what a route throws, without telling what it is", async () => {
    const taken = await ask("GET", "/scim/v2/Users/taken");
    expect(taken).toEqual({
      status: 409,
      type: "application/scim+json",
      body: {
        schemas: [ERROR],
        status: "409",
        scimType: "uniqueness",
        detail: "The name is taken.",
      },
    });
    const failed = await ask("GET", "/scim/v2/Users/fails");
    expect(failed.status).toBe(500);
    expect(failed.body).toEqual({
      schemas: [ERROR],
      status: "500",
      detail: "The service provider failed.",
    });
  });

  it("lets what is no SCIM by", async () => {
    const other = await ask("POST", "/api/Users", '{"userName":7}', "text/plain");
    expect(other.status).toBe(200);
    expect(other.body["told"]).toBeNull();
  });
});

describe("Express", () => {
  it("has the types of its handlers", () => {
    expectTypeOf(forExpress.scimValidator).returns.toExtend<RequestHandler>();
    expectTypeOf(forExpress.scimErrors).returns.toExtend<ErrorRequestHandler>();
  });

  it("answers a body that is cut off or never ends", async () => {
    const { port } = (servers[0] as Server).address() as AddressInfo;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({
        port,
        host: "127.0.0.1",
        method: "POST",
        path: "/scim/v2/Users",
        headers: { "content-type": "application/scim+json", "transfer-encoding": "chunked" },
      });
      request.on("response", response => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      for (let count = 0; count < 10; count++) request.write("x".repeat(1000));
    });
    expect(status).toBe(413);
  });
});

// Which Node 20 doesn't have, and Mock Service Worker 3 takes for granted.
function withResolvers() {
  const made: { resolve?: unknown; reject?: unknown } = {};
  const promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return { promise, ...made };
}
if (!("withResolvers" in Promise)) Object.assign(Promise, { withResolvers });

describe("Mock Service Worker", async () => {
  const { setupServer } = await import("msw/node");
  const provider = scim.createService({ baseUrl: "https://api.example/scim" });
  const server = setupServer(...scimHandlers(provider, "https://api.example/scim/"));
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => provider.rewind(0));
  afterAll(() => server.close());
  const headers = { "content-type": "application/scim+json" };
  const post = (userName: string) =>
    fetch("https://api.example/scim/Users", {
      method: "POST",
      headers,
      body: JSON.stringify({ schemas: [USER], userName }),
    });

  it("serves the service provider in memory", async () => {
    const made = await post("mira");
    expect(made.status).toBe(201);
    const location = made.headers.get("location") as string;
    expect(location.startsWith("https://api.example/scim/Users/")).toBe(true);
    expect((await post("MIRA")).status).toBe(409);
    const found = await fetch("https://api.example/scim/Users?filter=userName%20sw%20%22m%22");
    expect(((await found.json()) as { totalResults: number }).totalResults).toBe(1);
    expect((await fetch(location, { method: "DELETE" })).status).toBe(204);
  });

  it("begins anew after a rewind", async () => {
    const list = await fetch("https://api.example/scim/Users");
    expect(((await list.json()) as { totalResults: number }).totalResults).toBe(0);
  });

  it("leaves other addresses alone", async () => {
    await expect(fetch("https://api.example/other")).rejects.toThrow();
  });
});
