// Filters beside their peers, in one run: parsing, and seven filters over 10,000 users of about 2.6 kB, as objects and
// as a ResourceSet. What a peer counts stands beside its speed.
// `cargo xtask build` first; `cargo xtask bench` does both.

import { createRequire } from "node:module";
import * as spf from "scim2-parse-filter";
import { Scim, version } from "scimlens";
import scimmy from "scimmy";
import { compare, machine } from "./rounds.mjs";
import { users } from "./users.mjs";

const require = createRequire(import.meta.url);
const scim2Filter = require("scim2-filter");
const qfp = require("scim-query-filter-parser");

const COUNT = 10_000;
const ROUNDS = 15;
/** How many texts each peer parses in a turn. */
const TEXTS = 200;
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const resourceType = "User";

const scim = new Scim();
const objects = users("enterprise", "plain", COUNT);
// What directories have: other cases, other zones, what is missing or empty.
for (const [index, user] of objects.entries()) {
  if (index % 3 === 0) user.userName = user.userName.toUpperCase();
  if (index % 5 === 0) delete user.title;
  if (index % 11 === 0) user.title = "";
  if (index % 4 === 0) user.emails[0].type = "WORK";
  if (index % 2 === 0) user.meta.lastModified = user.meta.lastModified.replace("Z", "+02:00");
}
const some = objects[4321];

const equal = (one, other) => one?.toLowerCase() === other.toLowerCase();
const contains = (one, other) => (one ?? "").toLowerCase().includes(other);
const begins = (one, other) => (one ?? "").toLowerCase().startsWith(other);

/** The filters, each with what it means. */
const FILTERS = [
  [
    "a name, in another case",
    `userName eq "${some.userName.toLowerCase()}"`,
    user => equal(user.userName, some.userName),
  ],
  [
    "a boolean and presence",
    "active eq true and title pr",
    user => user.active && (user.title ?? "") !== "",
  ],
  [
    "values of a list, `value` implied",
    'emails co "9@mail"',
    user => user.emails.some(({ value }) => contains(value, "9@mail")),
  ],
  [
    "one value of a list",
    'emails[type eq "work" and value sw "user1"]',
    user => user.emails.some(({ type, value }) => equal(type, "work") && begins(value, "user1")),
  ],
  [
    "a dateTime",
    'meta.lastModified gt "2024-05-20T18:30:00+02:00"',
    user => Date.parse(user.meta.lastModified) > Date.parse("2024-05-20T18:30:00+02:00"),
  ],
  [
    "an extension",
    `${ENTERPRISE}:department eq "buyer"`,
    user => equal(user[ENTERPRISE].department, "buyer"),
  ],
  [
    "not, or, and",
    'not (title co "er" or name.familyName eq "novak") and (userName sw "user4" or userType ne "Employee")',
    user =>
      !(contains(user.title, "er") || equal(user.name.familyName, "novak")) &&
      (begins(user.userName, "user4") || !equal(user.userType, "Employee")),
  ],
];

/** How each peer tells whether a user matches; it throws for a filter that it can't read. */
const PEERS = {
  "scim2-parse-filter": text => spf.filter(spf.parse(text)),
  scimmy: text => {
    const filter = new scimmy.Types.Filter(text);
    return user => filter.match([user]).length > 0;
  },
  "scim2-filter": text => scim2Filter.filter(scim2Filter.parse(text)),
  "scim-query-filter-parser": text => qfp.compileFilter(text),
};

/** What a peer says of a filter: its test, or nothing where it can't say. */
function tested(make, text) {
  try {
    const test = make(text);
    test(objects[0]);
    return test;
  } catch {
    return undefined;
  }
}

/** Milliseconds of each candidate's fastest half of the rounds, as a median; the candidates take turns. */
function race(candidates) {
  const names = Object.keys(candidates);
  const samples = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const start = performance.now();
      candidates[name]();
      samples[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(
    names.map(name => [name, samples[name].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]]),
  );
}

console.log(`scimlens ${version}, ${machine()}`);

const lines = objects.map(user => JSON.stringify(user)).join("\n");
const begun = performance.now();
const set = scim.load(lines);
const loaded = performance.now() - begun;
const perUser = Buffer.byteLength(lines) / COUNT;
console.log(
  `\n${COUNT} users of ${Math.round(perUser)} bytes, loaded in ${Math.round(loaded)} ms; JSON.parse of each: ${Math.round(
    race({ parse: () => lines.split("\n").map(line => JSON.parse(line)) }).parse,
  )} ms`,
);

for (const [title, text, meaning] of FILTERS) {
  const right = objects.filter(meaning).length;
  const filter = scim.parseFilter(text, { resourceType });
  const first = performance.now();
  const counts = { "ResourceSet.select": set.select(filter).length };
  const built = performance.now() - first;
  const candidates = {
    "ResourceSet.select": () => set.select(filter),
    "ResourceSet.count": () => set.count(filter),
    "matches(object)": () => objects.filter(user => filter.matches(user)),
    "by hand, in JavaScript": () => objects.filter(meaning),
  };
  for (const [name, make] of Object.entries(PEERS)) {
    const test = tested(make, text);
    if (test === undefined) counts[name] = "refused";
    else candidates[name] = () => objects.filter(test);
  }
  for (const [name, use] of Object.entries(candidates)) {
    const found = use();
    counts[name] = typeof found === "number" ? found : found.length;
  }
  const times = race(candidates);
  const fastest = Math.min(
    ...Object.keys(PEERS).map(name => times[name] ?? Number.POSITIVE_INFINITY),
  );
  console.log(`\n${title}: ${text.replace(ENTERPRISE, "…:enterprise:2.0:User")}`);
  console.log(`  the columns it needs were read in ${built.toFixed(0)} ms; ${right} match`);
  for (const name of [...Object.keys(candidates), ...Object.keys(PEERS)]) {
    if (name in PEERS && name in candidates && counts[name] === undefined) continue;
    if (counts[name] === "done") continue;
    const verdict = counts[name] === right ? "right" : `WRONG: ${counts[name]}`;
    const speed =
      times[name] === undefined
        ? "".padStart(30)
        : `${((COUNT / times[name]) * 1000).toExponential(2).padStart(10)} users/s   ×${(fastest / times[name]).toFixed(1).padStart(7)}`;
    console.log(`  ${name.padEnd(26)} ${speed}   ${verdict}`);
    counts[name] = "done";
  }
  filter.free();
}

console.log("\nloading bytes, next to the objects themselves");
for (const count of [1_000, 10_000, 100_000]) {
  const kept = Array.from({ length: count }, (_, index) => ({
    ...objects[index % COUNT],
    id: `${index}`,
  }));
  const bytes = new TextEncoder().encode(kept.map(user => JSON.stringify(user)).join("\n"));
  const start = performance.now();
  const many = scim.load(bytes);
  const took = performance.now() - start;
  const firstQuery = performance.now();
  many.query({ sortBy: "userName", count: 10 });
  const again = performance.now();
  many.query({ sortBy: "userName", count: 10 });
  console.log(
    `  ${String(count).padStart(7)}: ${took.toFixed(0)} ms, ${(many.memory / 2 ** 20).toFixed(1)} MiB for ${(bytes.length / 2 ** 20).toFixed(1)};` +
      ` sorted in ${(again - firstQuery).toFixed(0)} ms, again in ${(performance.now() - again).toFixed(0)} ms; ${kept.length} objects kept`,
  );
  many.free();
}

/** Filters, each by a number: no two that are parsed are alike, so that nobody answers from what was kept. */
const TRIVIAL = number => `userName eq "x${number}"`;
const COMPLEX = number =>
  `not (emails[type eq "work" and (value co "a${number}" or value ew ".example")]) and ${ENTERPRISE}:manager.displayName pr or meta.lastModified gt "2024-05-20T18:30:00.${number}Z"`;
let parsed = 0;
/** What a candidate is given while it makes its turns: made before the clock runs, flat as a text from outside is. */
const fresh = make => {
  const text = make(++parsed);
  text.charCodeAt(1);
  return text;
};
const parsers = {
  "scim2-parse-filter": text => spf.parse(text),
  scimmy: text => new scimmy.Types.Filter(text),
  "scim2-filter": text => scim2Filter.parse(text),
  "scim-query-filter-parser": text => qfp.compileFilter(text),
};
for (const [title, make] of [
  ["trivial", TRIVIAL],
  ["complex", COMPLEX],
]) {
  const able = Object.entries(parsers).filter(([, parse]) => {
    try {
      return parse(make(0)) !== undefined;
    } catch {
      return false;
    }
  });
  const inputs = () => Array.from({ length: TEXTS }, () => fresh(make));
  compare(`parsing a ${title} filter (of the peers ${able.length} of 4 can)`, inputs, {
    ...Object.fromEntries(able),
    parseFilter: text => scim.parseFilter(text),
    "parseFilter and free": text => scim.parseFilter(text).free(),
    "parseFilter for users": text => scim.parseFilter(text, { resourceType }),
    checkFilter: text => scim.checkFilter(text),
  });
}
console.log(
  `\nmemory of the set: ${(set.memory / 2 ** 20).toFixed(1)} MiB, texts of ${(Buffer.byteLength(lines) / 2 ** 20).toFixed(1)}`,
);
