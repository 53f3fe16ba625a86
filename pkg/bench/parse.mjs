// What a user costs on the way into the core and through it, beside V8's JSON.parse of the same text in the same run.
// `cargo xtask build` first; `cargo xtask bench` does both.

import { readFileSync } from "node:fs";
import { Scim, version } from "scimlens";
import { createGlue } from "../generated/glue.js";
import { compare, machine } from "./rounds.mjs";
import { users } from "./users.mjs";

const COUNT = 64;

// The public API has no call that only parses, so this one does what its inside does: the text goes into the slot of
// the engine's memory, and the engine parses it to the tape.
const glue = createGlue();
const wasm = new URL("../generated/scimlens_bg.wasm", import.meta.url);
const { memory } = glue.initSync({ module: readFileSync(wasm) });
const engine = new glue.Engine({});
const encoder = new TextEncoder();
let view = new Uint8Array(0);
let room = { address: 0, bytes: 0 };

function toTape(text) {
  const bytes = text.length * 3;
  if (room.bytes < bytes) room = { address: engine.reserve(0, bytes), bytes };
  if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
  const { written } = encoder.encodeInto(text, view.subarray(room.address, room.address + bytes));
  return engine.parse(written);
}

const scim = new Scim();
const filter = scim.parseFilter(
  'active eq true and emails[type eq "work" and value ew "@shop.example"]',
  {
    resourceType: "User",
  },
);
const request = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [
    { op: "replace", path: "title", value: "Lead" },
    { op: "replace", path: 'emails[type eq "home"].value', value: "home@mail.example" },
    { op: "add", path: "phoneNumbers", value: [{ value: "tel:+49-30-1234567", type: "other" }] },
  ],
};
const requestText = JSON.stringify(request);
const reading = { operation: "read" };

console.log(`scimlens ${version}, ${machine()}`);
console.log("median, p10 .. p90 per user; × is how many are done while the first line does one");

const ratios = [];
for (const [kind, spelling] of [
  ["core", "plain"],
  ["core", "accented"],
  ["enterprise", "plain"],
  ["enterprise", "accented"],
]) {
  const objects = users(kind, spelling, COUNT);
  const texts = objects.map(user => JSON.stringify(user));
  for (const text of texts) {
    if (toTape(text) === 0 || !scim.validate(text, reading).valid)
      throw new Error(`not sound: ${text}`);
  }
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).length, 0) / COUNT;
  const name = `${kind} user, ${spelling}, ${Math.round(bytes)} bytes`;

  const factors = compare(`${name}: text to tape`, texts, {
    "JSON.parse": text => JSON.parse(text),
    "text to tape, boundary included": toTape,
  });
  ratios.push([name, factors["text to tape, boundary included"]]);

  compare(`${name}: validate`, texts, {
    "JSON.parse": text => JSON.parse(text),
    "validate(text), verdict": text => scim.validate(text, reading).valid,
    "validate(text), findings read": text => scim.validate(text, reading).diagnostics.length,
  });
  compare(`${name}: filter`, texts, {
    "JSON.parse": text => JSON.parse(text),
    "matches(text)": text => filter.matches(text),
  });
  compare(`${name}: filter on objects`, objects, {
    "the same in JavaScript, by hand": user =>
      user.active === true &&
      user.emails.some(e => e.type === "work" && e.value.endsWith("@shop.example")),
    "matches(object)": user => filter.matches(user),
  });
  compare(`${name}: PATCH, text to text`, texts, {
    "JSON.parse and JSON.stringify": text => JSON.stringify(JSON.parse(text)),
    "applyPatch(text, text).json": text => scim.applyPatch(text, requestText).json,
  });
}

console.log("\nJSON.parse : text to tape, boundary included");
for (const [name, ratio] of ratios) console.log(`  ${name.padEnd(44)} ${ratio.toFixed(2)}`);
