// PATCH beside scim-patch and scimmy in one run, text to text: what a server does that has the resource and the request
// as text and answers with the resource. Each answer is compared with what it has to be: speed with a wrong answer is none.
// No text comes twice in a round: nobody gains by remembering one.
//   node bench/patch.mjs
import { isDeepStrictEqual } from "node:util";
import { scimPatch } from "scim-patch";
import { Scim, version } from "scimlens";
import SCIMMY from "scimmy";
import { machine } from "./rounds.mjs";
import { users } from "./users.mjs";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

SCIMMY.Schemas.User.definition.extend(SCIMMY.Schemas.EnterpriseUser.definition);
const scim = new Scim();

/** What takes longer than this, in milliseconds, is done once. */
const SLOW = 300;

const median = list => list.toSorted((a, b) => a - b)[list.length >> 1];
const parsed = JSON.parse;
const request = (...Operations) =>
  JSON.stringify({ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });

/** A text in one piece: one that is put together from others becomes so when it is first read. */
function whole(text) {
  text.charCodeAt(text.length >> 1);
  return text;
}

/** The text, and others that differ in the id of the resource. */
function variants(text, count) {
  const other = index => text.replace(/"id":"[^"]*"/, `"id":"another-${index}"`);
  return [text, ...Array.from({ length: count - 1 }, (_, index) => other(index))].map(whole);
}

/** Calls with each of some resources in turn. */
function inTurn(resources, use) {
  let turn = 0;
  return () => use(resources[turn++ % resources.length]);
}

const engines = {
  scimlens: (resource, operations) => whole(scim.applyPatch(resource, operations).json),
  "scim-patch": (resource, operations) =>
    JSON.stringify(scimPatch(parsed(resource), parsed(operations).Operations)),
  scimmy: async (resource, operations, Schema) => {
    const before = new Schema(parsed(resource));
    const after = await new SCIMMY.Messages.PatchOp(parsed(operations)).apply(before);
    return JSON.stringify(after ?? before);
  },
};
const floors = {
  "JSON.parse": resource => parsed(resource),
  "JSON.parse and stringify": resource => JSON.stringify(parsed(resource)),
};

/** Milliseconds of one call, the median of each candidate over `rounds` rounds in which they take turns. */
async function times(candidates, rounds) {
  const samples = Object.fromEntries(Object.keys(candidates).map(name => [name, []]));
  for (let round = -Math.ceil(rounds / 4); round < rounds; round++) {
    for (const [name, [use, turns]] of Object.entries(candidates)) {
      const start = process.hrtime.bigint();
      for (let turn = 0; turn < turns; turn++) {
        const result = use();
        if (result instanceof Promise) await result;
      }
      const spent = Number(process.hrtime.bigint() - start) / 1e6 / turns;
      if (round >= 0) samples[name].push(spent);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]));
}

/** Without what a service provider adds of its own, and what counts as no value. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name, v]) => name !== "meta" && v !== undefined);
  return Object.fromEntries(members.map(([name, v]) => [name, plain(v)]));
}

/** What an engine answers: right, wrong, or how it fails; and in how many milliseconds, the first time. */
async function verdict(use, expected) {
  const start = process.hrtime.bigint();
  try {
    const text = await use();
    const first = Number(process.hrtime.bigint() - start) / 1e6;
    const right = isDeepStrictEqual(plain(parsed(text)), plain(expected));
    return { note: right ? "right" : "wrong", first };
  } catch (error) {
    return { note: `fails: ${String(error.message ?? error).slice(0, 60)}` };
  }
}

async function table(title, resources, operations, expected, Schema, { rounds, turns }) {
  console.log(`\n${title}`);
  const candidates = {};
  const notes = {};
  const once = {};
  for (const [name, floor] of Object.entries(floors))
    candidates[name] = [inTurn(resources, floor), turns];
  for (const [name, engine] of Object.entries(engines)) {
    const use = inTurn(resources, resource => engine(resource, operations, Schema));
    const { note, first } = await verdict(use, expected);
    notes[name] = note;
    if (first > SLOW) once[name] = first;
    else if (first !== undefined) candidates[name] = [use, name === "scimmy" ? 1 : turns];
  }
  const spent = { ...(await times(candidates, rounds)), ...once };
  for (const name of [...Object.keys(floors), ...Object.keys(engines)]) {
    if (spent[name] === undefined) {
      console.log(`  ${name.padEnd(28)} ${" ".repeat(24)}${notes[name]}`);
      continue;
    }
    const time = `${(spent[name] * 1000).toFixed(1).padStart(11)} µs`;
    const times = `×${(spent[name] / spent.scimlens).toFixed(2)}`;
    console.log(`  ${name.padEnd(28)}${time}${times.padStart(11)}  ${notes[name] ?? ""}`);
  }
  return spent;
}

console.log(`scimlens ${version}, ${machine()}`);
console.log("median of one call; × is how many scimlens does while it does one");

const [user] = users("enterprise", "plain", 1);
// scimmy takes no type of a role, which the schema leaves open.
for (const role of user.roles) delete role.type;
const userText = JSON.stringify(user);
const edited = change => {
  const copy = structuredClone(user);
  change(copy);
  return copy;
};
const phone = { value: "tel:+49-30-7654321", type: "other" };
const homeAddress = user.emails[1].value;
const USER = [
  [
    "replace a scalar",
    request({ op: "replace", path: "title", value: "Lead" }),
    edited(u => (u.title = "Lead")),
  ],
  [
    "replace with a value path",
    request({ op: "replace", path: 'emails[type eq "home"].value', value: "home@mail.example" }),
    edited(u => (u.emails[1].value = "home@mail.example")),
  ],
  [
    "add an element",
    request({ op: "add", path: "phoneNumbers", value: [phone] }),
    edited(u => u.phoneNumbers.push(phone)),
  ],
  [
    "remove by filter",
    request({ op: "remove", path: `emails[value eq "${homeAddress}"]` }),
    edited(u => u.emails.pop()),
  ],
  [
    "without a path, with an extension",
    request({
      op: "replace",
      value: { displayName: "Mira L.", [ENTERPRISE]: { department: "Harbour" } },
    }),
    edited(u => {
      u.displayName = "Mira L.";
      u[ENTERPRISE].department = "Harbour";
    }),
  ],
];
const userTexts = variants(userText, 64);
const ratios = [];
for (const [title, operations, expected] of USER) {
  const spent = await table(
    `a user of ${userText.length} bytes: ${title}`,
    userTexts,
    operations,
    expected,
    SCIMMY.Schemas.User,
    { rounds: 101, turns: 40 },
  );
  ratios.push([title, spent["scim-patch"] / spent.scimlens]);
}
console.log("\nscim-patch : scimlens");
for (const [title, ratio] of ratios) console.log(`  ${title.padEnd(40)} ×${ratio.toFixed(2)}`);

const member = index => ({
  value: `2819c223-7f76-453a-919d-${String(index).padStart(12, "0")}`,
  $ref: `https://scim.shop.example/v2/Users/${index}`,
  type: "User",
});
function group(size) {
  const members = Array.from({ length: size }, (_, index) => member(index));
  return { schemas: [GROUP], id: "everyone", displayName: "Everyone", members };
}
const GROUPS = size => [
  [
    "remove one member",
    request({ op: "remove", path: `members[value eq "${member(size >> 1).value}"]` }),
    whole => whole.members.splice(size >> 1, 1),
  ],
  [
    "add 100 members, 50 of them there already",
    request({
      op: "add",
      path: "members",
      value: Array.from({ length: 100 }, (_, index) => member(size - 50 + index)),
    }),
    whole => whole.members.push(...Array.from({ length: 50 }, (_, index) => member(size + index))),
  ],
  [
    "100 operations, each of which adds or removes one",
    request(
      ...Array.from({ length: 50 }, (_, index) => [
        { op: "add", path: "members", value: [member(size + index)] },
        { op: "remove", path: `members[value eq "${member(index).value}"]` },
      ]).flat(),
    ),
    whole => {
      whole.members.splice(0, 50);
      whole.members.push(...Array.from({ length: 50 }, (_, index) => member(size + index)));
    },
  ],
];

{
  const text = JSON.stringify(group(10_000));
  const texts = variants(text, 12);
  for (const [title, operations, change] of GROUPS(10_000)) {
    const expected = group(10_000);
    change(expected);
    await table(
      `a group of 10,000 members, ${(text.length / 1e6).toFixed(1)} MB: ${title}`,
      texts,
      operations,
      expected,
      SCIMMY.Schemas.Group,
      { rounds: 9, turns: 1 },
    );
  }
}

console.log("\ngrowth: µs a member, and how many times JSON.parse of the group takes as long");
const SIZES = [1000, 10_000, 100_000];
for (const [place, title] of [...GROUPS(1).map(([title]) => title)].entries()) {
  const parts = [];
  for (const size of SIZES) {
    const texts = variants(JSON.stringify(group(size)), 4);
    const operations = GROUPS(size)[place][1];
    const turns = Math.max(1, 10_000 / size);
    const spent = await times(
      {
        parse: [inTurn(texts, parsed), turns],
        patch: [inTurn(texts, text => engines.scimlens(text, operations)), turns],
      },
      size > 10_000 ? 7 : 15,
    );
    const each = ((spent.patch * 1000) / size).toFixed(3);
    parts.push(`${size}: ${each} (×${(spent.parse / spent.patch).toFixed(2)})`);
  }
  console.log(`  ${title.padEnd(52)} ${parts.join("   ")}`);
}
