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

const nanoseconds = since => Number(process.hrtime.bigint() - since);
const median = list => list.toSorted((a, b) => a - b)[list.length >> 1];
const megabytes = bytes => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const perSecond = (rows, ns) => `${Math.round((rows * 1e9) / ns).toLocaleString("en")} rows/s`;

/** The rows in chunks of 64 kB, cut anywhere; with each chunk the lines that begin in it. */
function chunksOf(lines, separator) {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(lines.map(line => line + separator).join(""));
  const chunks = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    chunks.push({ bytes: bytes.subarray(at, at + CHUNK), lines: [] });
  let at = 0;
  for (const line of lines) {
    chunks[Math.floor(at / CHUNK)].lines.push(line);
    at += encoder.encode(line).length + 1;
  }
  return { chunks, size: bytes.length / lines.length / 1000 };
}

function run(title, spelling, format) {
  const lines = users("core", spelling, BLOCK).map(user => JSON.stringify(user));
  const { chunks, size } = chunksOf(lines, format === "array" ? "," : "\n");
  const scim = new Scim();
  const stream = scim.stream();
  if (format === "array") stream.push("[");
  const [parses, pushes, ratios] = [[], [], []];
  let [findings, before] = [0, 0];
  for (let block = 0; block < ROWS / BLOCK; block++) {
    // Chunk by chunk: short enough to be interrupted seldom, and then both are hit alike.
    for (const chunk of chunks) {
      const start = process.hrtime.bigint();
      for (const line of chunk.lines) JSON.parse(line);
      const parse = nanoseconds(start) / chunk.lines.length;
      const middle = process.hrtime.bigint();
      findings += stream.push(chunk.bytes).length;
      const push = nanoseconds(middle) / chunk.lines.length;
      // The first blocks are read by code that isn't compiled yet, and the last chunk is short.
      if (block < 5 || chunk === chunks.at(-1)) continue;
      parses.push(parse);
      pushes.push(push);
      ratios.push(parse / push);
    }
    if (block === 4) before = memory.buffer.byteLength;
  }
  if (format === "array") stream.push(`${lines[0]}]`);
  const { rows } = stream.finish();
  const after = memory.buffer.byteLength;
  scim.free();
  console.log(`${title}: ${rows} rows of ${size.toFixed(2)} kB, ${findings} findings`);
  console.log(`  JSON.parse   ${perSecond(1, median(parses))}`);
  console.log(`  stream       ${perSecond(1, median(pushes))}`);
  console.log(`  ratio        ×${median(ratios).toFixed(2)} of JSON.parse`);
  console.log(
    `  memory       ${megabytes(before)} after 5,000 rows, ${megabytes(after)} at the end`,
  );
}

run("NDJSON, ASCII", "plain", "ndjson");
run("NDJSON, accented", "accented", "ndjson");
run("JSON array, ASCII", "plain", "array");
