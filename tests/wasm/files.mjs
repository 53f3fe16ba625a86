// The vectors and the answers that the native build gave.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const lines = file =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map(line => JSON.parse(line));

/** All vectors, in the order of their files. */
export function readVectors() {
  const folder = join(root, "tests/vectors");
  const files = readdirSync(folder)
    .filter(name => name.endsWith(".jsonl"))
    .sort();
  return files.flatMap(name => lines(join(folder, name)));
}

/** The native answers: pairs of a vector's name and what the native build answered. */
export function readNative() {
  return lines(join(root, "target/vectors/native.jsonl")).map(({ name, answer }) => [name, answer]);
}

/** Says what came out, and ends with failure where something differs or nothing was run. */
export function conclude(where, { count, differences }) {
  for (const difference of differences.slice(0, 10)) console.error(difference);
  console.log(
    `${where}: ${count} vectors, ${differences.length} answered differently than natively`,
  );
  if (differences.length > 0 || count < 500) process.exit(1);
}
