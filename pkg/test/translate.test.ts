// Translations are run: PostgreSQL (PGlite), SQLite (sql.js), mingo and ldapts have to find the users that the filter
// matches, for generated users and filters.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Scim, ScimError, type StoredStrings } from "scimlens";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENTERPRISE, thrownBy, USER } from "./resources.ts";
import { ldap, mongo, openPostgres, openSqlite, type Postgres, type Sqlite } from "./stores.ts";

const KIT = "urn:example:params:scim:schemas:kit:1.0:Kit";
const kitSchema = {
  id: KIT,
  name: "Kit",
  attributes: [
    { name: "label", type: "string", caseExact: true },
    { name: "aliases", type: "string", multiValued: true },
    { name: "shelves", type: "integer" },
    { name: "weight", type: "decimal" },
    { name: "key", type: "binary" },
    { name: "seen", type: "dateTime", multiValued: true },
    { name: "open", type: "boolean" },
  ],
};
const userType = {
  name: "User",
  endpoint: "/Users",
  schema: USER,
  schemaExtensions: [
    { schema: ENTERPRISE, required: false },
    { schema: KIT, required: false },
  ],
};
const scim = new Scim({ schemas: kitSchema, resourceTypes: userType });
const asUser = { resourceType: "User" };

// ── users and filters ──

const hostile = [
  "",
  "a",
  "K",
  "work",
  "Mira",
  "o'brien",
  'say "x"',
  "back\\slash\\",
  "100%",
  "a_b",
  "$1",
  "$".concat("{x}"),
  "(a*b)",
  "x|y.z",
  "line\nbreak\n",
  "tab\t",
  " led",
  "a  b",
  "; DROP TABLE users; --",
  "first",
  "office",
  "class",
];
const beyond = [
  "\u212aelvin",
  "wor\u212a",
  "fir\u017ft",
  "\ufb01rst",
  "fir\ufb06",
  "cla\u00df",
  "cla\u1e9e",
  "ｗｏｒｋ",
  "Ｍira",
  "é",
  "É",
  "e\u0301",
  "Straße",
  "STRASSE",
  "😀",
  "\uffee",
  "\u037e DROP TABLE users\u037e --",
  "İ",
  "ı",
];

const stringOf = (strings: StoredStrings) => {
  const own = strings === "ascii" ? hostile : [...hostile, ...beyond];
  const one = fc.oneof(
    fc.constantFrom(...own),
    fc.string({ unit: "grapheme-ascii", maxLength: 3 }),
    fc.tuple(fc.constantFrom(...own), fc.constantFrom(...own)).map(([a, b]) => a + b),
    fc.constantFrom(...own).map(text => text.toUpperCase()),
    fc.constantFrom(...own).map(text => text.slice(0, 2)),
  );
  if (strings === "ascii") return one;
  return strings === "nfc" ? one.map(text => text.normalize("NFC")) : one;
};

const instants = fc.constantFrom(
  "2011-05-13T04:42:34Z",
  "2011-05-13T06:42:34+02:00",
  "2011-05-13T04:42:34",
  "2011-05-13T04:42:34.000Z",
  "2011-05-13T04:42:34.1234567891Z",
  "2011-05-13T04:42:34.123456789Z",
  "2011-05-12T24:00:00Z",
  "2011-05-13T00:00:00.0-00:00",
  "2011-05-13T13:59:59.99999+14:00",
  "1969-12-31T23:59:59.5Z",
  "0001-01-01T00:00:00+14:00",
  "0000-02-29T00:00:00Z",
  "-0044-03-15T12:00:00Z",
  "12011-05-13T04:42:34Z",
  "10000-01-01T00:00:00+14:00",
);
const bytes64 = fc.constantFrom("AQID", "AQ==", "AQ", "/+8=", "");
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.constantFrom(0.1, 0.5, 1e15, -1e-7, 123456789012345),
);
const booleans = fc.boolean();
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 });
const lists = <T>(value: fc.Arbitrary<T>) =>
  maybe(fc.array(fc.option(value, { freq: 8 }), { maxLength: 3 }));

function usersOf(strings: StoredStrings) {
  const text = stringOf(strings);
  const types = fc.oneof(
    fc.constantFrom("work", "Work", "home", "WOR\u212a".normalize("NFC")),
    text,
  );
  const email = fc.record(
    { value: maybe(text), type: maybe(types), primary: maybe(booleans) },
    { requiredKeys: [] },
  );
  return fc.record(
    {
      userName: text,
      externalId: maybe(text),
      active: maybe(booleans),
      title: maybe(text),
      name: maybe(
        fc.record({ familyName: maybe(text), givenName: maybe(text) }, { requiredKeys: [] }),
      ),
      emails: lists(email),
      meta: fc.record({ created: maybe(instants) }, { requiredKeys: [] }),
      [ENTERPRISE]: maybe(fc.record({ department: maybe(text) }, { requiredKeys: [] })),
      [KIT]: maybe(
        fc.record(
          {
            label: maybe(text),
            aliases: lists(text),
            shelves: maybe(fc.integer({ min: 0, max: 9 })),
            weight: maybe(numbers),
            key: maybe(bytes64),
            seen: lists(instants),
            open: maybe(booleans),
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: ["userName"] },
  );
}

const equality = ["eq", "ne"];
const ordering = [...equality, "gt", "ge", "lt", "le"];
const all = [...ordering, "co", "sw", "ew"];

function filtersOf(strings: StoredStrings): fc.Arbitrary<string> {
  const quoted = stringOf(strings).map(text => JSON.stringify(text));
  const clause = (names: string[], ops: string[], values: fc.Arbitrary<string>) =>
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...ops), values)
      .map(parts => parts.join(" "));
  const moment = instants.map(text => JSON.stringify(text));
  const inEmail = fc.oneof(
    clause(["value", "type"], all, quoted),
    clause(["primary"], equality, fc.constantFrom("true", "false")),
    clause(["value", "type", "primary"], equality, fc.constant("null")),
    fc.constantFrom("value pr", "type pr", "primary pr", 'type eq "work"', 'type eq "home"'),
  );
  const joined = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.letrec<{ tree: string }>(tie => ({
      tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        part,
        part,
        fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => `(${a} and ${b})`),
        fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => `(${a} or ${b})`),
        tie("tree").map(a => `not (${a})`),
      ),
    })).tree;
  const texts = [
    "userName",
    "externalId",
    "title",
    "name.familyName",
    "emails.value",
    "emails.type",
    "emails",
    `${ENTERPRISE}:department`,
    `${KIT}:label`,
    `${KIT}:aliases`,
  ];
  const leaf = fc.oneof(
    { arbitrary: clause(texts, all, quoted), weight: 4 },
    { arbitrary: clause(["userName", "EMAILS.TYPE"], ["eq", "ne"], quoted), weight: 2 },
    clause(["active", "emails.primary", `${KIT}:open`], equality, fc.constantFrom("true", "false")),
    clause([`${KIT}:shelves`, `${KIT}:weight`], ordering, numbers.map(String)),
    clause([`${KIT}:weight`], ordering, fc.constantFrom("1e-1", "0.10000000000000000001", "1e400")),
    clause(["meta.created", `${KIT}:seen`], ordering, moment),
    clause(
      [`${KIT}:key`],
      equality,
      bytes64.map(text => JSON.stringify(text)),
    ),
    clause([...texts, "active", `${KIT}:seen`], equality, fc.constant("null")),
    fc
      .constantFrom(
        ...texts,
        "active",
        "name",
        "meta",
        "meta.created",
        "emails.primary",
        KIT,
        ENTERPRISE,
      )
      .map(name => `${name} pr`),
    { arbitrary: joined(inEmail).map(inner => `emails[${inner}]`), weight: 3 },
    joined(clause(["familyName", "givenName"], all, quoted)).map(inner => `name[${inner}]`),
    joined(clause(["value"], ["eq", "sw"], quoted)).map(inner => `${KIT}:aliases[${inner}]`),
  );
  return joined(leaf);
}

/** Reasons that may be given, all of which docs/translations.md tells. */
const documented = readFileSync(new URL("../../docs/translations.md", import.meta.url), "utf8");
const table = documented.slice(documented.indexOf("## What is refused"));
const refusals = [...table.matchAll(/^\| (.+?) \| .* \| .* \|$/gm)].map(
  ([, reason]) => reason ?? "",
);

/** The translation, or nothing where it is refused for a documented reason. */
function translated<T>(translate: () => T): T | undefined {
  try {
    return translate();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    expect(error).toMatchObject({ status: 400, scimType: "invalidFilter" });
    expect(error.range).toBeDefined();
    expect(
      refusals.some(reason => error.detail.includes(reason)),
      error.detail,
    ).toBe(true);
    return undefined;
  }
}

const kinds: StoredStrings[] = ["any", "nfc", "ascii"];
/** How many of 2,000 generated filters each refuses. */
const refusedOf2000 = {
  any: { postgres: 1059, sqlite: 1138, mongo: 1254 },
  nfc: { postgres: 996, sqlite: 1077, mongo: 1201 },
  ascii: { postgres: 78, sqlite: 212, mongo: 928 },
};
const USERS = 40;
const FILTERS = 250;
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);

function sample(strings: StoredStrings) {
  const users = fc.sample(usersOf(strings), { numRuns: USERS, seed });
  const filters = fc.sample(filtersOf(strings), { numRuns: FILTERS, seed });
  return { users: users as Record<string, unknown>[], filters };
}

const run: { postgres?: Postgres; sqlite?: Sqlite } = {};
beforeAll(async () => {
  run.postgres = await openPostgres();
  run.sqlite = await openSqlite();
});
afterAll(async () => {
  await run.postgres?.close();
  run.sqlite?.close();
});

const columns = { userName: "login", "name.familyName": 'fam"ily', active: "is active" };
const stored = (users: Record<string, unknown>[]) =>
  users.map((user, id) => {
    const name = user["name"] as { familyName?: string } | null | undefined;
    return [id, JSON.stringify(user), user["userName"], name?.familyName, user["active"]];
  });

async function inPostgres(users: Record<string, unknown>[]) {
  const db = run.postgres;
  if (db === undefined) throw new Error("no database");
  await db.exec(
    `DROP TABLE IF EXISTS users; CREATE TABLE users
     (id int, resource jsonb, login text, "fam""ily" text, "is active" boolean)`,
  );
  for (const row of stored(users)) {
    const values = row.map(value => value ?? null);
    await db.query("INSERT INTO users VALUES ($1, $2::text::jsonb, $3, $4, $5)", values);
  }
  return async ({ text, params }: { text: string; params: unknown[] }) => {
    const { rows } = await db.query(`SELECT id FROM users WHERE ${text} ORDER BY id`, params);
    return rows.map(row => row.id);
  };
}

function inSqlite(users: Record<string, unknown>[]) {
  const db = run.sqlite;
  if (db === undefined) throw new Error("no database");
  db.run(`DROP TABLE IF EXISTS users; CREATE TABLE users
     (id int, resource text, login text, "fam""ily" text, "is active" int)`);
  for (const row of stored(users)) {
    const values = row.map(value => (value === undefined ? null : value));
    db.run("INSERT INTO users VALUES (?, ?, ?, ?, ?)", values);
  }
  return ({ text, params }: { text: string; params: (string | number)[] }) => {
    const [found] = db.exec(`SELECT id FROM users WHERE ${text} ORDER BY id`, params);
    return (found?.values ?? []).map(([id]) => Number(id));
  };
}

/** Those whom the filter matches, by their place. */
const matching = (text: string, users: object[]) => {
  const filter = scim.parseFilter(text, asUser);
  const found = users.flatMap((user, id) => (filter.matches(user) ? [id] : []));
  filter.free();
  return found;
};

describe.each(kinds)("with %s strings", strings => {
  it("PostgreSQL and SQLite find the same users", async () => {
    const { users, filters } = sample(strings);
    const [postgres, sqlite] = [await inPostgres(users), inSqlite(users)];
    let answers = 0;
    for (const text of filters) {
      const wanted = matching(text, users);
      for (const dialect of ["postgres", "sqlite"] as const) {
        for (const options of [{}, { columns, column: "users.resource" }]) {
          const filter = scim.parseFilter(text, asUser);
          const sql = translated(() => filter.toSql({ dialect, strings, ...options }));
          if (sql === undefined) continue;
          const found = dialect === "postgres" ? await postgres(sql) : sqlite(sql);
          expect(found, `SEED=${seed} ${dialect}: ${text}\n${sql.text}\n${sql.params}`).toEqual(
            wanted,
          );
          if (found.length > 0 && found.length < users.length) answers++;
        }
      }
    }
    expect(answers).toBeGreaterThan(100);
  });

  it("mingo finds the same users", () => {
    const { users: drawn, filters } = sample(strings);
    // A null in a list is no object for MongoDB, and is one for mingo.
    const users = drawn.map(user => {
      const emails = user["emails"];
      return Array.isArray(emails) ? { ...user, emails: emails.filter(e => e !== null) } : user;
    }) as Record<string, unknown>[];
    const documents = users.map(user => {
      const { [KIT]: kit, [ENTERPRISE]: enterprise, ...rest } = user;
      return {
        ...rest,
        ...(kit === undefined ? {} : { kit }),
        ...(enterprise === undefined ? {} : { enterprise }),
      };
    });
    const fields = { [KIT]: "kit", [ENTERPRISE]: "enterprise" };
    let answers = 0;
    for (const text of filters) {
      const filter = scim.parseFilter(text, asUser);
      const query = translated(() => filter.toMongo({ strings, fields }));
      if (query === undefined) continue;
      const asked = mongo(query);
      const found = documents.flatMap((document, id) => (asked(document) ? [id] : []));
      const said = `SEED=${seed} mongo: ${text}\n${JSON.stringify(query)}`;
      expect(found, said).toEqual(matching(text, users));
      if (found.length > 0 && found.length < users.length) answers++;
    }
    expect(answers).toBeGreaterThan(25);
  });
});

it.each(kinds)("refuses of filters over %s strings what it did before, and no more", strings => {
  // Drawn from one seed, so that a refusal which isn't needed shows.
  const filters = fc.sample(filtersOf(strings), { numRuns: 2000, seed: 7643 });
  const fields = { [KIT]: "kit", [ENTERPRISE]: "enterprise" };
  const refused = { postgres: 0, sqlite: 0, mongo: 0 };
  for (const text of filters) {
    using filter = scim.parseFilter(text, asUser);
    for (const dialect of ["postgres", "sqlite"] as const)
      if (translated(() => filter.toSql({ dialect, strings })) === undefined) refused[dialect]++;
    if (translated(() => filter.toMongo({ strings, fields })) === undefined) refused.mongo++;
  }
  expect(refused).toEqual(refusedOf2000[strings]);
});

it("ldapts finds the same users", () => {
  // What a directory holds: single values here, none empty, no spaces that it would ignore.
  const value = fc.constantFrom(
    "mira",
    "Mira",
    "a*b",
    "(x)",
    "back\\slash",
    "o'brien",
    "work",
    "a",
  );
  const present = fc.option(value, { nil: undefined, freq: 4 });
  const person = fc.record({
    userName: value,
    title: present,
    familyName: present,
    mail: present,
    department: present,
    shelves: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    open: fc.option(fc.boolean(), { nil: undefined }),
  });
  const people = fc.sample(person, { numRuns: USERS, seed });
  const users = people.map(({ userName, title, familyName, mail, department, shelves, open }) => ({
    userName,
    title,
    name: { familyName },
    emails: mail === undefined ? [] : [{ value: mail }],
    [ENTERPRISE]: { department },
    [KIT]: { shelves, open },
  }));
  const entries = people.map(({ userName, title, familyName, mail, department, shelves, open }) => {
    const entry = {
      objectClass: "inetOrgPerson",
      uid: userName,
      title,
      sn: familyName,
      mail,
      departmentNumber: department,
      shelves: shelves?.toString(),
      open: open?.toString().toUpperCase(),
    };
    return Object.fromEntries(
      Object.entries(entry).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
  });
  const names = ["userName", "title", "name.familyName", "emails", `${ENTERPRISE}:department`];
  const quoted = fc.oneof(value, fc.constantFrom("m", "*", "\\", "K", "a  b", "é", "", "\u0000"));
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...all), quoted)
      .map(([name, op, text]) => `${name} ${op} ${JSON.stringify(text)}`),
    fc.constantFrom(...names).map(name => `${name} pr`.replace("emails", "emails.value")),
    fc.constantFrom(...names).map(name => `${name} eq null`),
    fc
      .tuple(fc.constantFrom(...ordering), fc.nat(9))
      .map(([op, number]) => `${KIT}:shelves ${op} ${number}`),
    fc.boolean().map(open => `${KIT}:open eq ${open}`),
    fc.constant('emails[value eq "mira"]'),
  );
  const filters = fc.sample(
    fc.oneof(
      leaf,
      fc.tuple(leaf, leaf).map(([a, b]) => `${a} and not (${b})`),
      fc.tuple(leaf, leaf).map(([a, b]) => `not (${a} or ${b})`),
    ),
    { numRuns: FILTERS, seed },
  );
  const attributes = { [`${KIT}:shelves`]: "shelves", [`${KIT}:open`]: "open" };
  let answers = 0;
  for (const text of filters) {
    const filter = scim.parseFilter(text, asUser);
    const asked = translated(() => filter.toLdap({ attributes }));
    if (asked === undefined) continue;
    const meets = ldap(asked);
    const found = entries.flatMap((entry, id) => (meets(entry) ? [id] : []));
    expect(found, `SEED=${seed} ldap: ${text}\n${asked}`).toEqual(matching(text, users));
    if (found.length > 0 && found.length < users.length) answers++;
  }
  expect(answers).toBeGreaterThan(50);
});

describe("docs/translations.md", () => {
  const examples = [...documented.matchAll(/```(\w+) (\w+)\n([\s\S]*?)```/g)];
  const shown = (name: string) => {
    const found = examples.find(([, , known]) => known === name);
    return found?.[3]?.trim() ?? "";
  };
  it("shows what comes out", () => {
    const filter = scim.parseFilter(shown("filter"), asUser);
    for (const dialect of ["postgres", "sqlite"] as const) {
      const { text, params } = filter.toSql({ dialect });
      expect(text.replace(/\s+/g, " ")).toBe(shown(dialect).replace(/\s+/g, " "));
      expect(params).toEqual(["mira", "home", "true"].slice(0, params.length));
    }
    expect(filter.toMongo()).toEqual(JSON.parse(shown("mongo")));
    const other = scim.parseFilter(shown("forDirectories"), asUser);
    expect(other.toLdap()).toBe(shown("ldap"));
  });
});

describe("what can't be translated", () => {
  const refusedFor = (text: string, call: (filter: ReturnType<Scim["parseFilter"]>) => unknown) =>
    thrownBy(() => call(scim.parseFilter(text, asUser)));

  it("is refused with the clause and its place", () => {
    const text = 'active eq true and title co "lead"';
    expect(refusedFor(text, filter => filter.toSql({ dialect: "sqlite" }))).toMatchObject({
      scimType: "invalidFilter",
      detail: expect.stringMatching(/^`title co "lead"` .*strings: "ascii"/),
      range: { start: 19, end: 34 },
    });
    expect(refusedFor('emails[type eq "work"]', filter => filter.toLdap())).toBeInstanceOf(
      ScimError,
    );
    expect(refusedFor(`${ENTERPRISE}:department pr`, filter => filter.toMongo())).toMatchObject({
      detail: expect.stringMatching(/fields/),
    });
  });

  it("is a filter without a resource type", () => {
    const filter = scim.parseFilter("title pr");
    for (const call of [
      () => filter.toMongo(),
      () => filter.toLdap(),
      () => filter.toSql({ dialect: "sqlite" }),
    ])
      expect(thrownBy(call)).toMatchObject({
        detail: expect.stringMatching(/resources of a type/),
      });
  });

  it("are options that make no sense", () => {
    const filter = scim.parseFilter("title pr", asUser);
    const sql = (options: object) => thrownBy(() => filter.toSql(options as never));
    for (const options of [
      {},
      { dialect: "mysql" },
      { dialect: "sqlite", column: "" },
      { dialect: "sqlite", columns: { emails: "mail" } },
      { dialect: "sqlite", columns: { "emails.value": "mail" } },
      { dialect: "sqlite", columns: { nothing: "n" } },
      { dialect: "sqlite", strings: "latin" },
    ])
      expect(sql(options), JSON.stringify(options)).toMatchObject({ scimType: "invalidValue" });
    expect(sql({ dialect: 1 })).toBeInstanceOf(TypeError);
    expect(sql({ dialect: "sqlite", columns: { title: 1 } })).toBeInstanceOf(TypeError);
    expect(thrownBy(() => filter.toMongo({ fields: { [KIT]: "a.b" } }))).toBeInstanceOf(ScimError);
    expect(thrownBy(() => filter.toLdap({ attributes: { title: "a)(b" } }))).toBeInstanceOf(
      ScimError,
    );
    expect(() => filter.toLdap({ attributes: { TITLE: "jobTitle" } })).not.toThrow();
  });
});
