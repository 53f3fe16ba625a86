import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { reason, trouble } from "../exit.ts";

/**
 * Keeps other servers away from a journal, by a file beside it that has the number of the process. One that a killed
 * server left behind doesn't count. Gives what takes it away again.
 */
export function lock(path: string): () => void {
  const file = `${path}.lock`;
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
      break;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === "ENOENT" ? "its folder is not there" : reason(error);
      if (code !== "EEXIST" || attempt > 2)
        throw trouble(`${path}: the journal can't be kept: ${why}.`);
      const owner = ownerOf(file);
      if (owner !== undefined && isAlive(owner)) {
        const how = `If no server uses it, delete ${file}.`;
        throw trouble(`${path}: process ${owner} writes to this journal. ${how}`);
      }
      removeFile(file);
    }
  }
  return () => removeFile(file);
}

function ownerOf(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(process_: number): boolean {
  if (process_ === process.pid) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It is gone already.
  }
}
