// Runs the command line as it is installed.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The file that `bin` of package.json names. */
export const bin = join(dirname(fileURLToPath(import.meta.url)), "../dist/esm/cli.js");

/** What a command answers. */
export interface Answer {
  code: number | null;
  out: string;
  err: string;
}

export interface Circumstances {
  /** What comes from standard input; nothing by default. */
  input?: string | Uint8Array;
  cwd?: string;
  env?: Record<string, string>;
}

const plain = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" };

/** Runs a command to its end. */
export function scimlens(
  args: readonly string[],
  { input = "", cwd, env }: Circumstances = {},
): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    input,
    cwd,
    env: { ...plain, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Begins a command that goes on. */
export function begin(args: readonly string[], cwd?: string) {
  return spawn(process.execPath, [bin, ...args], { cwd, env: plain, stdio: "pipe" });
}

/** A folder with files, and how to get rid of it. */
export function folder(files: Record<string, string | Uint8Array> = {}) {
  const path = mkdtempSync(join(tmpdir(), "scimlens-cli-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
