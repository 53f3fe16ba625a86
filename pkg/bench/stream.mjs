// NDJSON of 100,000 users through `stream`, beside JSON.parse of each line in the same run.
//   node bench/stream.mjs [rows]
// The ratio is how often a row is validated while JSON.parse reads it once. Both get what they would get in practice:
// the stream chunks of bytes, as a file or a response brings them; JSON.parse lines that are strings already.
import { users } from "./users.mjs";

const ROWS = Number(process.argv[2] ?? 100_000);
const BLOCK = 1000;
const CHUNK = 64 * 1024;

// Nothing in the package hands out its memory, so the benchmark watches how instances are made.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memory = this.exports.memory;
  }
};
const { Scim } = await import("../dist/esm/index.js");

const seconds = since => Number(process.hrtime.bigint() - since) / 1e9;
const median = list => list.toSorted((a, b) => a - b)[list.length >> 1];
const megabytes = bytes => `${(bytes / 2 ** 20).toFixed(1)} MB`;

function run(title, spelling, format) {
  const rows = users("core", spelling, BLOCK);
  const lines = rows.map(row => JSON.stringify(row));
  const text = lines.map(line => (format === "array" ? `${line},` : `${line}\n`)).join("");
  const bytes = new TextEncoder().encode(text);
  const scim = new Scim();
  const stream = scim.stream();
  if (format === "array") stream.push("[");
  const [parses, pushes] = [[], []];
  let [findings, before] = [0, 0];
  for (let block = 0; block < ROWS / BLOCK; block++) {
    const start = process.hrtime.bigint();
    for (const line of lines) JSON.parse(line);
    parses.push(seconds(start));
    const middle = process.hrtime.bigint();
    for (let at = 0; at < bytes.length; at += CHUNK)
      findings += stream.push(bytes.subarray(at, at + CHUNK)).length;
    pushes.push(seconds(middle));
    if (block === 4) before = memory.buffer.byteLength;
  }
  if (format === "array") stream.push(`${lines[0]}]`);
  const end = stream.finish();
  const after = memory.buffer.byteLength;
  scim.free();
  const [parse, push] = [median(parses.slice(5)), median(pushes.slice(5))];
  const size = (bytes.length / BLOCK / 1000).toFixed(2);
  console.log(`${title}: ${end.rows} rows of ${size} kB, ${findings} findings`);
  console.log(`  JSON.parse   ${Math.round(BLOCK / parse).toLocaleString("en")} rows/s`);
  console.log(`  stream       ${Math.round(BLOCK / push).toLocaleString("en")} rows/s`);
  console.log(`  ratio        ×${(parse / push).toFixed(2)} of JSON.parse`);
  console.log(
    `  memory       ${megabytes(before)} after 5,000 rows, ${megabytes(after)} at the end`,
  );
}

run("NDJSON, ASCII", "plain", "ndjson");
run("NDJSON, accented", "accented", "ndjson");
run("JSON array, ASCII", "plain", "array");
