import { createReadStream } from "node:fs";
import { open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { reason, type Stop, trouble, usage } from "./exit.ts";

/** Standard input, among the names of files. */
export const STDIN = "-";

/** Where a log says that a file is; nothing for standard input. */
export const uriOf = (path: string) => (path === STDIN ? undefined : path);

/** What an input is called in messages. */
export function nameOf(path: string): string {
  return path === STDIN ? "standard input" : path;
}

/** The inputs that are named, or standard input where it isn't a keyboard. */
export function inputs(named: readonly string[], command: string): readonly string[] {
  if (named.filter(path => path === STDIN).length > 1)
    throw usage("Standard input (-) can be read once only.");
  if (named.length > 0) return named;
  if (process.stdin.isTTY !== true) return [STDIN];
  throw usage(`Name a file, or - for standard input. \`scimlens ${command} --help\` has examples.`);
}

/** The bytes of an input, chunk by chunk. */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const name = nameOf(path);
  let first = true;
  try {
    if (path !== STDIN && (await stat(path)).isDirectory())
      throw trouble(`${name}: it is a directory. Name its files, as in ${join(path, "*.json")}.`);
    const stream =
      path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (first) refuseBinary(name, chunk);
      first = false;
      yield chunk;
    }
  } catch (error) {
    throw asTrouble(name, error);
  }
}

/** A whole input that has to be text; a byte order mark is left out. */
export async function readText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(path)) chunks.push(chunk);
  return decode(Buffer.concat(chunks), nameOf(path));
}

/** Bytes as text, or a message that says which of them is no UTF-8. */
export function decode(bytes: Uint8Array, name: string): string {
  if (bytes.length > 0x1fffffe8)
    throw trouble(`${name}: it has ${bytes.length} bytes, more than can be read at once.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const at = firstDefect(bytes);
    throw trouble(`${name}: the byte at offset ${at} is no UTF-8. SCIM is UTF-8; convert it.`);
  }
}

function firstDefect(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const again = Buffer.from(text);
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  return at;
}

const MAGIC: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["a gzip archive; unpack it with gunzip first", [0x1f, 0x8b]],
  ["a zip archive; unpack it first", [0x50, 0x4b, 0x03, 0x04]],
  ["zstd data; unpack it first", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["a picture", [0x89, 0x50, 0x4e, 0x47]],
  ["a picture", [0xff, 0xd8, 0xff]],
];

/** A program or an archive would give a thousand findings, and none that helps. */
function refuseBinary(name: string, bytes: Uint8Array): void {
  const found = MAGIC.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte));
  if (found !== undefined) throw trouble(`${name}: it is ${found[0]}, not JSON.`);
  const head = bytes.subarray(0, 4096);
  const zeros = head.filter(byte => byte === 0).length;
  // UTF-16 of JSON is half zeros, in every second byte; the core says what it is.
  const utf16 = zeros * 3 > head.length && (head[0] === 0) !== (head[1] === 0);
  const marked = (head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0xff && head[1] === 0xfe);
  if (zeros > 0 && !utf16 && !marked) throw trouble(`${name}: it is binary data, not JSON.`);
}

function asTrouble(name: string, error: unknown): Stop | unknown {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? trouble(`${name}: ${reason(error)}.`) : error;
}

/** Writes a file whole or not at all: into another one beside it, which then takes its place. */
export async function replaceFile(path: string, parts: AsyncIterable<string | Uint8Array>) {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const { mode } = await stat(path);
    const file = await open(beside, "wx", mode);
    try {
      for await (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw asTrouble(path, error);
  }
}
