// Checks with names: each says whether the answers were the expected ones, and how long it took.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const { core, rest } = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8"));
const whole = { ...core, ...rest };
const lines = [];

/** Compares what `work` gives with the answers that the package must give everywhere: some of them are those of core. */
export async function check(name, work) {
  const expected = /\bcore\b/.test(name) ? core : whole;
  await held(name, async () => {
    const answer = JSON.parse(JSON.stringify((await work()) ?? null));
    if (!isDeepStrictEqual(answer, expected)) throw new Error(`answered ${JSON.stringify(answer)}`);
  });
}

/** Runs `work`, which throws where something does not hold. */
export async function held(name, work) {
  const begin = performance.now();
  let error;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(5);
  lines.push({ name, failed: error !== undefined });
  console.log(`${error ? "FAILED " : "ok     "}${seconds} s  ${name}`);
  if (error)
    console.log(
      `         ${[error.message, error.stdout, error.stderr].filter(Boolean).join("\n")}`,
    );
}

/** Says that something was not checked, and why. */
export function skipped(name, reason) {
  lines.push({ name, skipped: true });
  console.log(`SKIPPED          ${name}: ${reason}`);
}

/** Sums up, and ends with failure where something failed. */
export function conclude() {
  const failed = lines.filter(line => line.failed).length;
  const passedOver = lines.filter(line => line.skipped).length;
  console.log(
    `\n${lines.length - failed - passedOver} held, ${failed} failed, ${passedOver} skipped`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}
