// The validator beside its peers: scimmy's `new User`, and Ajv on the JSON Schema that scimlens exports, both behind
// JSON.parse, since both take objects. What each finds in a few broken users is printed beside what it costs.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Scim, version } from "scimlens";
import SCIMMY from "scimmy";
import { compare, machine } from "./rounds.mjs";
import { users } from "./users.mjs";

/** Few: scimmy takes milliseconds for each. */
const COUNT = 8;
/** Too many to be known by heart, for a processor that guesses what comes next. */
const MANY = 64;
const DEFECTS = 50;

const scim = new Scim();
const ajv = new Ajv2020({ strict: true });
addFormats(ajv);
const schema = ajv.compile(scim.jsonSchema("User", { operation: "read" }));
const { User, EnterpriseUser } = SCIMMY.Schemas;
User.extend(EnterpriseUser);

const reading = { operation: "read" };
const findings = text => scim.validate(text, reading);

/** Whether each of them takes a text for a valid user. */
const judges = {
  scimlens: text => findings(text).valid,
  "JSON.parse + Ajv": text => schema(JSON.parse(text)),
  "JSON.parse + scimmy": text => {
    try {
      new User(JSON.parse(text), "out");
      return true;
    } catch {
      return false;
    }
  },
};

/** Users as they stand in a directory. scimmy takes no type of role at all, so roles have none here. */
function sound(kind, spelling = "plain", count = COUNT) {
  return users(kind, spelling, count).map(user => ({
    ...user,
    roles: user.roles.map(({ type, ...role }) => role),
  }));
}

function without(user, name) {
  const { [name]: _, ...rest } = user;
  return rest;
}

const [user] = sound("enterprise");
const text = JSON.stringify(user);
const ENTERPRISE = user.schemas[1];

/** Users with one error each. */
const broken = {
  "no id": JSON.stringify(without(user, "id")),
  "active is a string": JSON.stringify({ ...user, active: "True" }),
  "one email, no list": JSON.stringify({ ...user, emails: user.emails[0] }),
  "30 February": JSON.stringify({
    ...user,
    meta: { ...user.meta, created: "2026-02-30T08:00:00Z" },
  }),
  "two primary emails": JSON.stringify({
    ...user,
    emails: user.emails.map(email => ({ ...email, primary: true })),
  }),
  "extension not in schemas": JSON.stringify({ ...user, schemas: [user.schemas[0]] }),
  "unknown schema": JSON.stringify({ ...user, schemas: [...user.schemas, "urn:example:unknown"] }),
  "a password is returned": JSON.stringify({ ...user, password: "t1meMa$heen" }),
  "null in a list": JSON.stringify({ ...user, phoneNumbers: [null] }),
  "a name in two cases": text.replace('"title"', '"USERNAME":"other","title"'),
  "the same name twice": text.replace('"title"', '"userName":"other","title"'),
  "a manager that is text": JSON.stringify({
    ...user,
    [ENTERPRISE]: { ...user[ENTERPRISE], manager: "26118915" },
  }),
  "a trailing comma": text.replace(/\}$/, ",}"),
};

console.log(`scimlens ${version}, scimmy 1.3.5, ajv 8.20.0, ${machine()}`);
console.log(`\nWhat is found in ${Object.keys(broken).length} users with one error each`);
const mark = refused => (refused ? "found" : "–").padEnd(22);
console.log(
  `  ${"".padEnd(28)}${Object.keys(judges)
    .map(name => name.padEnd(22))
    .join("")}`,
);
const refuses = (judge, text) => {
  try {
    return !judge(text);
  } catch {
    return true;
  }
};
for (const [name, text] of Object.entries(broken)) {
  const marks = Object.values(judges).map(judge => mark(refuses(judge, text)));
  console.log(`  ${name.padEnd(28)}${marks.join("")}`);
}

for (const kind of ["core", "enterprise"]) {
  const texts = sound(kind).map(user => JSON.stringify(user));
  for (const [name, judge] of Object.entries(judges))
    for (const text of texts) if (!judge(text)) throw new Error(`${name} refuses ${text}`);
  const size = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / COUNT);
  const factors = compare(`A valid ${kind} user, ${size} bytes, text to verdict`, texts, {
    "JSON.parse": text => JSON.parse(text),
    ...judges,
  });
  const times = factors.scimlens / factors["JSON.parse + scimmy"];
  console.log(`  scimlens is done ${Math.round(times)} times while scimmy is done once`);
}

for (const spelling of ["plain", "accented"]) {
  const texts = sound("enterprise", spelling, MANY).map(user => JSON.stringify(user));
  compare(`${MANY} valid enterprise users, ${spelling}, text to a report`, texts, {
    "JSON.parse": text => JSON.parse(text),
    "validate(text)": text => findings(text),
  });
}

/** About 10 kB with as many defects as asked for, of ten kinds. */
function defective(count) {
  const wrong = [
    at => ["emails", { value: `mira${at} at shop.example`, type: "work" }],
    at => ["emails", { value: at, type: "other" }],
    at => ["phoneNumbers", { value: `+49 30 12345${at}`, type: "work" }],
    at => ["photos", { value: `https://people.shop.example/a ${at}.jpg`, type: "photo" }],
    at => ["addresses", { type: "work", country: "Germany", postalCode: `${at}` }],
    at => ["addresses", { type: "home", streetAdress: `${at} Harbour Road` }],
    at => ["entitlements", { value: `orders:${at}`, primary: "true" }],
    at => ["x509Certificates", { value: `no base64! ${at}` }],
    at => ["ims", `mira${at}`],
    () => ["roles", null],
  ];
  const lists = {};
  for (let index = 0; index < count; index++) {
    const [name, value] = wrong[index % wrong.length](index);
    lists[name] ??= [];
    lists[name].push(value);
  }
  const padding = Array.from({ length: 90 }, (_, index) => ({
    value: `warehouse:${index}:read`,
    display: `Reads what is in warehouse ${index}`,
  }));
  lists.entitlements.push(...padding);
  return JSON.stringify({ ...user, ...lists });
}

const bad = defective(DEFECTS);
const { diagnostics } = findings(bad);
const codes = new Set(diagnostics.map(({ code }) => code));
const positions = diagnostics.every(({ range }) => range !== undefined);
console.log(
  `\n${bad.length} bytes with ${DEFECTS} mistakes: ${diagnostics.length} findings of ${codes.size} codes, ` +
    `each with a place: ${positions}`,
);
compare("A text with many defects", [bad], {
  "JSON.parse": text => JSON.parse(text),
  "validate(text), findings read": text => findings(text).diagnostics.length,
  "the same, rendered as text": text => findings(text).render("text").length,
});
scim.free();
