// Text to tape in WebAssembly: our tape beside other tokenizers, all compiled alike, and V8's JSON.parse, in one run.
// Everything counts from the JavaScript string: it is encoded into the module's memory first.

import { readFileSync } from "node:fs";
import { compare, machine } from "../pkg/bench/rounds.mjs";
import { users } from "../pkg/bench/users.mjs";
import { Bench, initSync } from "../target/bench-wasm/scimlens-bench.js";

const wasm = new URL("../target/bench-wasm/scimlens-bench_bg.wasm", import.meta.url);
const { memory } = initSync({ module: readFileSync(wasm) });
const bench = new Bench();
const encoder = new TextEncoder();
let view = new Uint8Array(0);

function put(text) {
  const bytes = text.length * 3;
  const address = bench.reserve(bytes);
  if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
  return encoder.encodeInto(text, view.subarray(address, address + bytes)).written;
}

function group(members) {
  const list = Array.from({ length: members }, (_, index) => ({
    value: `2819c223-7f76-453a-919d-${String(index).padStart(12, "0")}`,
    $ref: `https://scim.example/v2/Users/${index}`,
    type: "User",
  }));
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
  return JSON.stringify({ schemas, displayName: "Everyone", members: list });
}

console.log(machine());
console.log("median, p10 .. p90 per text; × is how many are done while JSON.parse does one");
const written = (kind, spelling) => users(kind, spelling, 64).map(user => JSON.stringify(user));
for (const [title, texts] of [
  ["core users", written("core", "plain")],
  ["enterprise users", written("enterprise", "plain")],
  ["enterprise users, not all ASCII", written("enterprise", "accented")],
  ["a group of 10,000 members", [group(10_000)]],
]) {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length;
  compare(`${title}, ${Math.round(bytes)} bytes`, texts, {
    "JSON.parse (V8): objects": text => JSON.parse(text),
    "scimlens: tape with places and hashes": text => bench.scimlens(put(text)),
    "jiter: flat, with places": text => bench.jiter(put(text)),
    "serde_json: flat, no places": text => bench.serde_json(put(text)),
    "serde_json: nothing kept": text => bench.serde_json_nothing(put(text)),
    "serde_json: Value": text => bench.serde_json_value(put(text)),
    "simd-json: tape, no places": text => bench.simd_json(put(text)),
  });
}
