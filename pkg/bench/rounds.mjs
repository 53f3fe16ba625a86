// Candidates side by side in one run: what the machine does meanwhile hits all of them alike.
import { cpus } from "node:os";

const ROUNDS = 200;
const WARM_UP = 40;
/** Short, so that a round is seldom interrupted; the median leaves out those that are. */
const ROUND_MS = 1;

const at = (sorted, share) => sorted[Math.round((sorted.length - 1) * share)];
const microseconds = value => value.toFixed(2).padStart(8);

/** Runs `use` over all inputs, `times` times; nanoseconds per input. */
function time(use, inputs, times) {
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn++) for (const input of inputs) use(input);
  return Number(process.hrtime.bigint() - start) / (times * inputs.length);
}

/**
 * Prints a table: the median of each candidate, the spread (p10 to p90), and how often it is done while the first one
 * is done once. The first candidate is the peer. Inputs that are made by a function are made anew for each turn, which
 * then is one time through them. Returns the factors.
 */
export function compare(title, given, candidates) {
  const names = Object.keys(candidates);
  const made = typeof given === "function";
  const inputs = made ? given : () => given;
  const times = Object.fromEntries(
    names.map(name => {
      if (made) return [name, 1];
      const once = time(candidates[name], given, 20) * given.length;
      return [name, Math.max(1, Math.round((ROUND_MS * 1e6) / once))];
    }),
  );
  const samples = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    // The order turns, so that no candidate always follows the same one.
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length];
      const sample = time(candidates[name], inputs(), times[name]);
      if (round >= WARM_UP) samples[name].push(sample);
    }
  }
  const [peer] = names;
  console.log(`\n${title}`);
  const factors = {};
  for (const name of names) {
    const sorted = samples[name].map(ns => ns / 1000).sort((a, b) => a - b);
    const ratios = samples[peer]
      .map((ns, round) => ns / samples[name][round])
      .sort((a, b) => a - b);
    factors[name] = at(ratios, 0.5);
    const spread = `${microseconds(at(sorted, 0.1))} ..${microseconds(at(sorted, 0.9))}`;
    console.log(
      `  ${name.padEnd(44)}${microseconds(at(sorted, 0.5))} µs ${spread}   ×${factors[name].toFixed(2)}`,
    );
  }
  return factors;
}

/** On what it ran. */
export function machine() {
  return `Node ${process.versions.node}, V8 ${process.versions.v8}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
}
