import type { Diagnostic, Row, Scim, ValidateOptions } from "scimlens";

/** The rows of a stream, taken apart; at the end, how many there were. */
export async function* rowsOf(
  scim: Scim,
  chunks: AsyncIterable<Buffer>,
  end?: (rows: number) => void,
): AsyncGenerator<Row> {
  const stream = scim.rows();
  try {
    for await (const chunk of chunks) yield* stream.push(chunk);
    const { rows, left } = stream.finish();
    yield* left;
    end?.(rows);
  } finally {
    stream.free();
  }
}

/** Takes what happens on the way. */
export interface Watcher {
  /** A row, and what is left to be found in it. */
  row(row: Row): Promise<void>;
  /** The end, and how many rows there were. */
  end(rows: number): void;
}

/**
 * A stream with the safe fixes applied to its rows; what stands between them, and rows without a fix, stay as they
 * were. Bounded by the longest row and the longest chunk.
 */
export async function* fixedRows(
  chunks: AsyncIterable<Buffer>,
  scim: Scim,
  options: ValidateOptions,
  watcher: Watcher,
): AsyncGenerator<string | Uint8Array> {
  const validator = scim.validator(options);
  let pending: Buffer = Buffer.alloc(0);
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      yield chunk;
    }
  }
  for await (const row of rowsOf(scim, watched(), watcher.end)) {
    const bytes = Buffer.from(row.text);
    // Rows come in order, and nothing but brackets, commas and white space stands between them. One that is no UTF-8
    // isn't found, and stays as it is.
    const at = row.text === "" ? -1 : pending.indexOf(bytes);
    const report = row.text === "" ? undefined : validator.check(row.text);
    const found: readonly Diagnostic[] = report?.diagnostics ?? [];
    const mended = at >= 0 && found.length > 0 ? (report?.fixed() ?? row.text) : row.text;
    // A line of NDJSON has to stay one.
    const keeps = row.text.includes("\n") || !mended.includes("\n");
    const text = keeps ? mended : row.text;
    const left = text === row.text ? found : validator.check(text).diagnostics;
    await watcher.row({ ...row, text, diagnostics: [...row.diagnostics, ...left] });
    if (at < 0) continue;
    yield pending.subarray(0, at);
    yield text === row.text ? bytes : text;
    pending = pending.subarray(at + bytes.length);
  }
  yield pending;
}
