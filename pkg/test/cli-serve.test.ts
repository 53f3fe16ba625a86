// `scimlens serve`: the whole of it, as a process of its own.
import { type ChildProcess, execFileSync } from "node:child_process";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { begin, folder, scimlens } from "./cli.ts";
import { GROUP, mira, PATCH, USER } from "./resources.ts";

const dir = folder();
const path = (name: string) => join(dir.path, name);
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});
afterAll(() => dir.remove());

interface Server {
  url: string;
  child: ChildProcess;
  /** What it said on standard error so far. */
  log: () => string;
  /** Its exit code, once it has one. */
  ended: Promise<number | null>;
}

/** Starts a server and waits until it listens. */
async function serve(...options: string[]): Promise<Server> {
  const child = begin(["serve", "--port", "0", ...options], dir.path);
  running.add(child);
  let [out, err] = ["", ""];
  child.stderr.on("data", data => {
    err += data;
  });
  const ended = new Promise<number | null>(resolve => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", data => {
      out += data;
      const found = /^Listening at (\S+)\n/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    ended.then(code => reject(new Error(`it ended with ${code}: ${err}`)));
  });
  return { url, child, ended, log: () => err };
}

/** Sends a request and reads the answer. */
async function ask(
  url: string,
  method = "GET",
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/scim+json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: it is what the server says
  const json = (text === "" ? undefined : JSON.parse(text)) as any;
  return { status: response.status, headers: response.headers, json };
}

const user = (userName: string, more: object = {}) => ({ schemas: [USER], userName, ...more });
const patch = (...Operations: object[]) => ({ schemas: [PATCH], Operations });

describe("serve", () => {
  it("leads a resource through its life, and tells of each request", async () => {
    const { url, log, child, ended } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/scim\/v2$/);
    const made = await ask(`${url}/Users`, "POST", mira);
    expect(made.status).toBe(201);
    const { id, meta } = made.json;
    expect(made.headers.get("location")).toBe(`${url}/Users/${id}`);
    expect(made.headers.get("content-type")).toMatch(/^application\/scim\+json/);
    expect(meta.location).toBe(`${url}/Users/${id}`);
    const got = await ask(meta.location);
    expect([got.status, got.json.userName, got.headers.get("etag")]).toEqual([
      200,
      "mira",
      meta.version,
    ]);
    expect(
      (await ask(meta.location, "GET", undefined, { "if-none-match": meta.version })).status,
    ).toBe(304);
    const head = await ask(meta.location, "HEAD");
    expect([head.status, head.json]).toEqual([200, undefined]);
    const changed = await ask(
      meta.location,
      "PATCH",
      patch({ op: "add", path: "title", value: "Buyer" }),
    );
    expect([changed.status, changed.json?.title ?? "Buyer"]).toEqual([
      changed.status === 204 ? 204 : 200,
      "Buyer",
    ]);
    const found = await ask(`${url}/Users?filter=${encodeURIComponent('title eq "buyer"')}`);
    expect(found.json.totalResults).toBe(1);
    expect((await ask(`${url}/Users`, "POST", user("MIRA"))).json.scimType).toBe("uniqueness");
    expect((await ask(meta.location, "DELETE")).status).toBe(204);
    expect((await ask(meta.location)).status).toBe(404);
    expect((await ask(`${url}/ServiceProviderConfig`)).json.patch.supported).toBe(true);
    expect((await ask(`${url}/Users`, "OPTIONS")).status).toBeLessThan(300);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    const lines = log().trimEnd().split("\n");
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z POST \/scim\/v2\/Users 201 [\d.]+ ms$/);
    expect(lines.filter(line => / (GET|HEAD) /.test(line))).toHaveLength(6);
    expect(lines.at(-1)).toBe("SIGTERM: the server stops.");
  });

  it("asks for the token, and obeys the ServiceProviderConfig", async () => {
    const config = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
      patch: { supported: false },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 2 },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: false },
      authenticationSchemes: [
        { type: "oauthbearertoken", name: "Token", description: "A bearer token" },
      ],
    };
    writeFileSync(path("config.json"), JSON.stringify(config));
    writeFileSync(path("some.json"), JSON.stringify([user("a"), user("b"), user("c")]));
    const { url } = await serve(
      "--token",
      "s3cret",
      "--config",
      "config.json",
      "--seed",
      "some.json",
    );
    const refused = await ask(`${url}/Users`);
    expect([refused.status, refused.json.status]).toEqual([401, "401"]);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
    const own = { authorization: "Bearer s3cret" };
    expect(
      (await ask(`${url}/Users`, "GET", undefined, { authorization: "Bearer x" })).status,
    ).toBe(401);
    const list = (await ask(`${url}/Users`, "GET", undefined, own)).json;
    expect([list.totalResults, list.Resources.length]).toEqual([3, 2]);
    const { meta } = list.Resources[0];
    expect(
      (await ask(meta.location, "PATCH", patch({ op: "remove", path: "title" }), own)).status,
    ).toBe(501);
  });

  it("tolerates what the profile says, and tells of it", async () => {
    const { url, log } = await serve("--profile", "entra", "--format", "json");
    const { json } = await ask(`${url}/Users`, "POST", mira);
    const off = patch({ op: "Replace", path: "active", value: "False" });
    expect((await ask(json.meta.location, "PATCH", off)).status).toBeLessThan(300);
    expect((await ask(json.meta.location)).json.active).toBe(false);
    const told = () => log().split("\n").filter(Boolean);
    await expect.poll(() => told().length, { timeout: 20_000 }).toBe(3);
    const lines = told().map(line => JSON.parse(line));
    expect(lines.map(({ method }) => method)).toEqual(["POST", "PATCH", "GET"]);
    expect(lines[1].notes.length).toBeGreaterThan(0);
    const strict = await serve(
      "--profile",
      "entra",
      "--quirk",
      "coerce-boolean-strings=off",
      "--quiet",
    );
    const other = await ask(`${strict.url}/Users`, "POST", mira);
    expect((await ask(other.json.meta.location, "PATCH", off)).status).toBe(400);
    expect(strict.log()).toBe("");
  });

  it("begins with the resources of a file, whose ids and references stay", async () => {
    const ada = { ...user("ada"), id: "u-ada" };
    const inner = {
      schemas: [GROUP],
      id: "g-in",
      displayName: "Inner",
      members: [{ value: "u-ada" }],
    };
    const outer = {
      schemas: [GROUP],
      id: "g-out",
      displayName: "Outer",
      members: [{ value: "g-in" }],
    };
    for (const [name, text] of [
      ["seed.ndjson", [outer, inner, ada].map(each => JSON.stringify(each)).join("\n")],
      ["seed.json", JSON.stringify({ totalResults: 3, Resources: [inner, outer, ada] })],
    ] as const) {
      writeFileSync(path(name), text);
      const { url, log } = await serve("--seed", name);
      expect(log()).toContain(`3 resources from ${name}`);
      const { json } = await ask(`${url}/Users/u-ada`);
      expect(json.groups).toMatchObject([
        { value: "g-in", display: "Inner", type: "direct" },
        { value: "g-out", display: "Outer", type: "indirect" },
      ]);
      expect((await ask(`${url}/Groups/g-out`)).json.members[0].value).toBe("g-in");
    }
    writeFileSync(path("twice.json"), JSON.stringify([user("a"), user("A")]));
    const twice = scimlens(["serve", "--port", "0", "--seed", "twice.json"], { cwd: dir.path });
    expect(twice).toMatchObject({ code: 3, out: "" });
    expect(twice.err).toContain("twice.json: 1 resource can't be created.");
  });

  it("exits with 2 or 3 where it can't serve, and says why", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise(resolve => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    writeFileSync(path("text.json"), "{");
    for (const [code, message, args] of [
      [2, "serve takes no files", ["users.json"]],
      [2, "--port is a whole number", ["--port", "70000"]],
      [2, "--port is a whole number", ["--port", "x"]],
      [3, `can't listen at 127.0.0.1:${port}: something else listens there`, ["--port", `${port}`]],
      [3, "this machine has no such address", ["--port", "0", "--host", "192.0.2.1"]],
      [3, "none.json: there is no such file", ["--port", "0", "--seed", "none.json"]],
      [3, "text.json: it is no JSON", ["--port", "0", "--config", "text.json"]],
      [3, "no base URL", ["--port", "0", "--base-url", "nonsense"]],
      [3, "the journal can't be", ["--port", "0", "--journal", "none/journal"]],
      [3, "no journal of this version", ["--port", "0", "--journal", "text.json"]],
    ] as const) {
      const answer = scimlens(["serve", ...args], { cwd: dir.path });
      expect([answer.code, answer.out, answer.err]).toEqual([
        code,
        "",
        expect.stringContaining(message),
      ]);
    }
    expect(readFileSync(path("text.json"), "utf8")).toBe("{");
    taken.close();
  });
});

/** All that the server says to bytes until it closes the connection. */
function talk(url: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", data => {
      heard += data;
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", reject);
  });
}

describe("serve, asked by whom it may be", () => {
  it("answers what is malformed in the form of SCIM, and stays up", async () => {
    const { url, log } = await serve("--max-body", "5000", "--timeout", "1");
    const type = { "content-type": "application/scim+json" };
    const statusOf = async (init: RequestInit) => {
      const response = await fetch(`${url}/Users`, { method: "POST", headers: type, ...init });
      const error = (await response.json()) as {
        status: string;
        schemas: string[];
        scimType?: string;
      };
      expect(response.headers.get("content-type")).toMatch(/^application\/scim\+json/);
      expect(error.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
      expect(error.status).toBe(String(response.status));
      return [response.status, error.scimType];
    };
    const bytes = Buffer.from(JSON.stringify(user("|")).replace("|", "\xff"), "latin1");
    expect(await statusOf({ body: bytes })).toEqual([400, "invalidSyntax"]);
    expect(await statusOf({ body: "{" })).toEqual([400, "invalidSyntax"]);
    expect(await statusOf({ body: "" })).toEqual([400, "invalidSyntax"]);
    expect(await statusOf({ body: "x".repeat(5001) })).toEqual([413, undefined]);
    const zipped = { ...type, "content-encoding": "gzip" };
    expect(await statusOf({ body: gzipSync(JSON.stringify(mira)), headers: zipped })).toEqual([
      415,
      undefined,
    ]);
    const plain = { "content-type": "text/plain" };
    expect((await statusOf({ body: "{}", headers: plain }))[0]).toBe(415);
    expect((await statusOf({ method: "PROPFIND", body: "" }))[0]).toBe(405);
    for (const [text, status] of [
      ["nonsense\r\n\r\n", 400],
      [
        "GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400,
      ],
      [`GET /${"x".repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
      ["POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{", 408],
    ] as const) {
      const heard = await talk(url, text);
      expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*"status":"${status}"`));
    }
    const chunked = JSON.stringify(user("chunked"));
    const halves = [chunked.slice(0, 20), chunked.slice(20)].map(
      half => `${half.length.toString(16)}\r\n${half}\r\n`,
    );
    const head =
      "POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Type: application/scim+json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const pipelined = `${head}${halves.join("")}0\r\n\r\nGET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(await talk(url, pipelined)).toMatch(
      /^HTTP\/1\.1 201 [\s\S]*HTTP\/1\.1 200 [\s\S]*"totalResults":1/,
    );
    expect((await ask(`${url}/Users`)).json.totalResults).toBe(1);
    await expect.poll(log, { timeout: 20_000 }).toContain(" - - 408 ");
    expect(log()).not.toMatch(/please report/);
  });

  it("serves 200 connections at once", async () => {
    const { url } = await serve("--quiet");
    const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
    const sockets = names.map(async name => {
      const body = JSON.stringify(user(name));
      const head = `POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/scim+json\r\nContent-Length: ${body.length}\r\n\r\n`;
      return /^HTTP\/1\.1 (\d+)/.exec(await talk(url, head + body))?.[1];
    });
    expect(new Set(await Promise.all(sockets))).toEqual(new Set(["201"]));
    expect((await ask(`${url}/Users?count=0`)).json.totalResults).toBe(200);
  });

  it("answers what it is asked before it stops", async () => {
    const { url, child, ended } = await serve("--quiet");
    const { hostname, port } = new URL(url);
    const body = JSON.stringify(user("late"));
    const heard = await new Promise<string>(resolve => {
      let text = "";
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Type: application/scim+json\r\nContent-Length: ${body.length}\r\n\r\n`,
        );
        setTimeout(() => child.kill("SIGINT"), 100);
        setTimeout(() => socket.write(body), 300);
      });
      socket.on("data", data => {
        text += data;
      });
      socket.on("close", () => resolve(text));
    });
    expect(heard).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ended).toBe(0);
  });
});

describe("serve --journal", () => {
  it("keeps all that was acknowledged when it is killed, time and again", async () => {
    // What the title of each user can be; nothing, where the user can be gone.
    const possible = new Map<string, (string | undefined)[]>();
    let names = 0;
    let told = 0;
    for (let round = 0; round < 12; round++) {
      const { url, child, ended } = await serve("--journal", "killed.journal");
      const list = await ask(`${url}/Users?count=10000`);
      const titles = new Map<string, string>();
      for (const { id, title } of list.json.Resources ?? []) titles.set(id, title);
      for (const [id, each] of possible) {
        expect([id, each]).toEqual([id, expect.arrayContaining([titles.get(id)])]);
        possible.set(id, [titles.get(id)]);
      }
      const enough = told + 12 + 7 * (round % 4);
      let stop: () => void = () => undefined;
      const written = new Promise<void>(resolve => {
        stop = resolve;
      });
      // Sends a change; what it makes of the user is sure once it is acknowledged.
      const change = async (
        id: string,
        title: string | undefined,
        send: () => Promise<unknown>,
      ) => {
        possible.set(id, [...(possible.get(id) ?? []), title]);
        await send();
        possible.set(id, [title]);
        if (++told >= enough) stop();
      };
      const client = async (number: number) => {
        for (let turn = 0; ; turn++) {
          const title = `${round}.${number}.${turn}`;
          const made = await ask(`${url}/Users`, "POST", user(`user-${names++}`, { title }));
          expect(made.status).toBe(201);
          const at = `${url}/Users/${made.json.id}`;
          await change(made.json.id, title, async () => undefined);
          const next = patch({ op: "replace", path: "title", value: `${title}'` });
          await change(made.json.id, `${title}'`, () => ask(at, "PATCH", next));
          if (turn % 3 === 0) await change(made.json.id, undefined, () => ask(at, "DELETE"));
        }
      };
      const clients = Array.from({ length: 8 }, (_, number) =>
        client(number).catch(() => undefined),
      );
      await Promise.race([written, Promise.all(clients)]);
      child.kill("SIGKILL");
      await Promise.all([...clients, ended]);
    }
    expect(told).toBeGreaterThan(250);
  }, 120_000);

  it("keeps groups, their members and passwords, the latter not in clear", async () => {
    const first = await serve("--journal", "kept.journal");
    const made = await ask(`${first.url}/Users`, "POST", user("mira", { password: "tell-nobody" }));
    const { id } = made.json;
    const group = { schemas: [GROUP], displayName: "Buyers", members: [{ value: id }] };
    const { json } = await ask(`${first.url}/Groups`, "POST", group);
    await ask(`${first.url}/Users`, "POST", user("gone"));
    const rename = patch({ op: "replace", path: "displayName", value: "Buying" });
    await ask(`${first.url}/Groups/${json.id}`, "PATCH", rename);
    const before = await Promise.all(["Users", "Groups"].map(each => ask(`${first.url}/${each}`)));
    expect(readFileSync(path("kept.journal"), "utf8")).not.toContain("tell-nobody");
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await serve("--journal", "kept.journal", "--base-url", first.url);
    const after = await Promise.all(["Users", "Groups"].map(each => ask(`${second.url}/${each}`)));
    expect(after.map(({ json }) => json)).toEqual(before.map(({ json }) => json));
    // The snapshot of the next start has it all: compacted, it is smaller.
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(existsSync(path("kept.journal.lock"))).toBe(false);
    expect(
      readFileSync(path("kept.journal"), "utf8").match(/^(snapshot|changes) \d/gm),
    ).toHaveLength(1);
  });

  it("asks for a token that can be sent, or for none", () => {
    for (const token of ["", " ", "a b", "é"]) {
      const { code, err } = scimlens(["serve", "--port", "0", `--token=${token}`]);
      expect([code, err]).toEqual([2, expect.stringContaining("leave it out to serve everybody")]);
    }
    const { code, err } = scimlens(["serve", "--port", "0"], { env: { SCIMLENS_TOKEN: "" } });
    expect([code, err]).toEqual([2, expect.stringContaining("SCIMLENS_TOKEN is empty")]);
  });

  it("cuts a torn record off with a word, and refuses a damaged one", async () => {
    const first = await serve("--journal", "torn.journal");
    for (const name of ["a", "b", "c"]) await ask(`${first.url}/Users`, "POST", user(name));
    first.child.kill("SIGKILL");
    await first.ended;
    const whole = readFileSync(path("torn.journal"));
    truncateSync(path("torn.journal"), whole.length - 20);
    const second = await serve("--journal", "torn.journal");
    expect(second.log()).toContain("its last record was cut off while it was written");
    expect(existsSync(path("torn.journal.torn"))).toBe(true);
    const { json } = await ask(`${second.url}/Users?sortBy=userName`);
    expect(json.Resources.map(({ userName }: { userName: string }) => userName)).toEqual([
      "a",
      "b",
    ]);
    second.child.kill("SIGKILL");
    await second.ended;
    const at = whole.indexOf("changes ") + 100;
    whole[at] = (whole[at] ?? 0) ^ 1;
    writeFileSync(path("damaged.journal"), whole);
    const refused = scimlens(["serve", "--port", "0", "--journal", "damaged.journal"], {
      cwd: dir.path,
    });
    expect([refused.code, refused.err]).toEqual([
      3,
      expect.stringMatching(/the record at byte \d+ is damaged/),
    ]);
    expect(readFileSync(path("damaged.journal")).equals(whole)).toBe(true);
  });

  it("belongs to one server", async () => {
    const { child, ended } = await serve("--journal", "one.journal");
    const other = scimlens(["serve", "--port", "0", "--journal", "one.journal"], { cwd: dir.path });
    expect([other.code, other.err]).toEqual([
      3,
      expect.stringContaining(`process ${child.pid} writes`),
    ]);
    child.kill("SIGKILL");
    await ended;
    const next = await serve("--journal", "one.journal");
    expect((await ask(`${next.url}/Users`)).json.totalResults).toBe(0);
  });

  it.skipIf(process.platform !== "linux")(
    "stops where the disk is full, and has told nobody of what isn't there",
    async () => {
      const { url, child, ended, log } = await serve("--journal", "full.journal", "--quiet");
      expect((await ask(`${url}/Users`, "POST", user("kept"))).status).toBe(201);
      const size = readFileSync(path("full.journal")).length;
      execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${size + 10}:${size + 10}`]);
      const refused = await ask(`${url}/Users`, "POST", user("lost"));
      expect([refused.status, refused.json.status]).toEqual([500, "500"]);
      expect(await ended).toBe(3);
      expect(log()).toContain("The server stops.");
      const next = await serve("--journal", "full.journal", "--quiet");
      const { json } = await ask(`${next.url}/Users`);
      expect(json.Resources.map(({ userName }: { userName: string }) => userName)).toEqual([
        "kept",
      ]);
    },
  );
});
