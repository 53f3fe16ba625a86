import { type HttpRequest, Scim, ScimError } from "scimlens";
import { describe, expect, test } from "vitest";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const mira = { schemas: [USER], userName: "mira" };

function counted() {
  let ids = 0;
  return { now: () => "2026-01-31T09:30:00Z", newId: () => `id-${++ids}` };
}

const create = (body: object): HttpRequest => ({ method: "POST", url: "/Users", body });

describe("a service provider", () => {
  test("answers plain objects", () => {
    using provider = new Scim().createService(counted());
    const made = provider.handle(create(mira));
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({
      Location: "https://example.com/scim/v2/Users/id-1",
      "Content-Type": "application/scim+json",
    });
    const user = JSON.parse(made.body);
    expect(user).toMatchObject({ id: "id-1", meta: { created: "2026-01-31T09:30:00Z" } });
    expect(made.headers["ETag"]).toBe(user.meta.version);
    const found = provider.handle({ method: "get", url: '/Users?filter=userName eq "MIRA"' });
    expect(JSON.parse(found.body).totalResults).toBe(1);
    const text = JSON.stringify({ ...mira, userName: "ötto 😀" });
    const bytes = new TextEncoder().encode(text);
    expect(provider.handle({ method: "POST", url: "/Users", body: bytes }).status).toBe(201);
    expect(provider.handle({ method: "POST", url: "/Users", body: text }).status).toBe(409);
  });

  test("takes the time and ids of the platform by default", () => {
    using provider = new Scim().createService();
    const before = Date.now();
    const user = JSON.parse(provider.handle(create(mira)).body);
    expect(user.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(Date.parse(user.meta.created)).toBeGreaterThanOrEqual(before);
  });

  test("answers Request with Response", async () => {
    using provider = new Scim().createService({ ...counted(), bearerToken: "t0ken" });
    const url = "https://example.com/scim/v2/Users";
    const refused = await provider.fetch(new Request(url));
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="SCIM"');
    const headers = { authorization: "Bearer t0ken", "content-type": "application/scim+json" };
    const body = JSON.stringify(mira);
    const made = await provider.fetch(new Request(url, { method: "POST", headers, body }));
    expect(made.status).toBe(201);
    const location = made.headers.get("location") as string;
    const version = made.headers.get("etag") as string;
    expect(await made.json()).toMatchObject({ userName: "mira" });
    const same = await provider.fetch(
      new Request(location, { headers: { ...headers, "if-none-match": version } }),
    );
    expect([same.status, await same.text()]).toEqual([304, ""]);
    const gone = await provider.fetch(new Request(location, { method: "DELETE", headers }));
    expect([gone.status, gone.body]).toEqual([204, null]);
    expect((await provider.fetch(new Request(location, { headers }))).status).toBe(404);
  });

  test("tells every change and goes back behind it", () => {
    using provider = new Scim().createService({ ...counted(), subject: "mira" });
    provider.handle(create({ ...mira, password: "t0p-s3cret" }));
    const members = [{ value: "id-1" }];
    // The salt of the password took an id.
    const group = { schemas: [GROUP], displayName: "staff", members };
    const made = provider.handle({ method: "POST", url: "/Groups", body: group });
    expect(made.status).toBe(201);
    expect(provider.audit.map(entry => [entry.seq, entry.method, entry.actor])).toEqual([
      [1, "POST", "mira"],
      [2, "POST", "mira"],
    ]);
    const change = {
      schemas: [PATCH_OP],
      Operations: [{ op: "replace", path: "title", value: "Lead" }],
    };
    provider.handle({ method: "PATCH", url: "/Users/id-1", body: change });
    expect(provider.audit[2]?.change?.Operations).toEqual([
      { op: "add", path: "title", value: "Lead" },
    ]);
    expect(JSON.stringify(provider.audit)).not.toMatch(/s3cret|pbkdf2/);
    provider.rewind(1);
    expect(provider.audit).toHaveLength(1);
    expect(JSON.parse(provider.handle({ method: "GET", url: "/" }).body).totalResults).toBe(1);
    provider.handle({ method: "DELETE", url: "/Users/id-1" });
    expect(provider.audit[1]).toMatchObject({ seq: 2, method: "DELETE", resource: "/Users/id-1" });
    expect(() => provider.rewind(-1)).toThrow(RangeError);
    expect(() => provider.rewind(0.5)).toThrow(RangeError);
  });

  test("says where the audit does not reach", () => {
    using provider = new Scim().createService({ ...counted(), auditEntries: 2 });
    const rename = (title: string) =>
      provider.handle({ method: "PUT", url: "/Users/id-1", body: { ...mira, title } });
    provider.handle(create(mira));
    for (const title of ["a", "b", "c", "d"]) rename(title);
    rename("e");
    const [first] = provider.audit;
    const reach = (first?.seq ?? 0) - 1;
    expect(reach).toBeGreaterThan(0);
    for (const read of ["auditAfter", "notesAfter", "changesAfter", "rewind"] as const) {
      expect(() => provider[read](reach - 1)).toThrow(RangeError);
      expect(() => provider[read](provider.lastChange + 1)).toThrow(
        "The last entry of the audit is 6",
      );
      for (const n of [-1, 0.5, Number.NaN]) expect(() => provider[read](n)).toThrow(RangeError);
    }
    expect(provider.auditAfter(reach)).toEqual(provider.audit);
    expect(provider.changesAfter(6)).toBe("");
    // What was dropped stays counted when all else is undone.
    provider.rewind(reach);
    expect([provider.lastChange, provider.audit]).toEqual([reach, []]);
    expect(() => provider.rewind(0)).toThrow(RangeError);
    rename("f");
    expect(provider.audit.map(({ seq }) => seq)).toEqual([reach + 1]);
  });

  test("tells what it was given where that can't be used", async () => {
    using scim = new Scim();
    using provider = scim.createService();
    const url = "https://example.com/scim/v2/Users";
    await expect(provider.fetch(url as never)).rejects.toThrow(
      "fetch takes a Request, not a string: provider.fetch(new Request(url, options)).",
    );
    for (const token of ["", " "])
      expect(() => scim.createService({ bearerToken: token })).toThrow("The bearer token is empty");
    expect(() => scim.createService({ config: { patch: { supportd: true } } })).toThrow(
      "Did you mean `supported`?",
    );
  });

  test("begins with the state of another", () => {
    using scim = new Scim();
    using one = scim.createService(counted());
    one.handle(create({ ...mira, password: "t0p-s3cret" }));
    const state = one.export();
    expect(new TextDecoder().decode(state)).not.toContain("t0p-s3cret");
    using resources = one.resources;
    expect(resources.size).toBe(1);
    expect(resources.count('userName eq "Mira"')).toBe(1);
    expect(resources.get("id-1")).not.toHaveProperty("password");
    using other = scim.createService({ state, baseUrl: "https://other.example" });
    const user = JSON.parse(other.handle({ method: "GET", url: "/Users/id-1" }).body);
    expect(user.meta.location).toBe("https://other.example/Users/id-1");
    expect(() => scim.createService({ state: state.slice(0, -5) })).toThrow(ScimError);
    expect(() => scim.createService({ state: "{}" })).toThrow(/first line/);
  });

  test("obeys its configuration", () => {
    using provider = new Scim().createService({ config: { patch: { supported: false } } });
    const { body } = provider.handle({ method: "GET", url: "/ServiceProviderConfig" });
    expect(JSON.parse(body)).toMatchObject({
      patch: { supported: false },
      bulk: { supported: true },
    });
    const refused = provider.handle({ method: "PATCH", url: "/Me", body: {} });
    expect(refused.status).toBe(501);
    expect(() => new Scim().createService({ config: { sort: { supported: "no" } } })).toThrow(
      ScimError,
    );
  });

  test("hands on what a clock or a source of ids throws, and changes nothing", () => {
    let broken = true;
    const failure = new Error("no ids today");
    let ids = 0;
    using provider = new Scim().createService({
      newId: () => {
        if (broken && ids > 0) throw failure;
        return String(++ids);
      },
    });
    const operations = ["a", "b"].map(name => ({
      method: "POST",
      path: "/Users",
      bulkId: name,
      data: { ...mira, userName: name },
    }));
    const bulk = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: operations,
    };
    expect(() => provider.handle({ method: "POST", url: "/Bulk", body: bulk })).toThrow(failure);
    expect(provider.audit).toEqual([]);
    broken = false;
    expect(provider.handle({ method: "POST", url: "/Bulk", body: bulk }).status).toBe(200);
    expect(provider.audit).toHaveLength(2);
    using clockless = new Scim().createService({ now: () => 7 as unknown as string });
    expect(() => clockless.handle({ method: "GET", url: "/Users" })).toThrow(
      "`now` returns a string.",
    );
    let again: (() => void) | undefined;
    using curious = new Scim().createService({
      newId: () => {
        again?.();
        return "1";
      },
    });
    again = () => curious.handle({ method: "GET", url: "/Users" });
    expect(() => curious.handle(create(mira))).toThrow(/while it asks/);
    again = undefined;
    expect(curious.handle(create(mira)).status).toBe(201);
  });

  test("refuses what is no request and no option", () => {
    using provider = new Scim().createService();
    // @ts-expect-error
    expect(() => provider.handle()).toThrow(TypeError);
    // @ts-expect-error
    expect(() => provider.handle({ method: "GET" })).toThrow("The URL of a request is a string");
    // @ts-expect-error
    expect(() => provider.handle({ method: "POST", url: "/Users", body: 7 })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => new Scim().createService({ now: "noon" })).toThrow(TypeError);
    expect(() => new Scim().createService({ config: "{}" })).toThrow(TypeError);
    // @ts-expect-error
    expect(() => new Scim().createService({ baseUrl: 7 })).toThrow(TypeError);
    expect(() => new Scim().createService({ baseUrl: "/scim" })).toThrow(ScimError);
  });

  test("can't be used when it has been freed", () => {
    const provider = new Scim().createService();
    provider.free();
    provider.free();
    expect(() => provider.handle(create(mira))).toThrow(/has been freed/);
    expect(() => provider.audit).toThrow(/has been freed/);
    expect(() => provider.export()).toThrow(/has been freed/);
    const scim = new Scim();
    const orphan = scim.createService();
    scim.free();
    expect(() => orphan.handle(create(mira))).toThrow(/has been freed/);
  });

  test("refuses a body beyond the limit", () => {
    using provider = new Scim({ limits: { documentBytes: 100 } }).createService();
    const answer = provider.handle(create({ ...mira, userName: "m".repeat(100) }));
    expect(answer.status).toBe(413);
    expect(provider.handle(create(mira)).status).toBe(201);
  });
});
