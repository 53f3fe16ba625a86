/** How an input is to be read: as one document, or as rows. */
export type Shape = "document" | "rows";

/**
 * Finds out from the first bytes whether an input is one document or a stream of rows: an array, or lines that are a
 * JSON value each. A ListResponse is a document.
 */
export class ShapeFinder {
  #place: "before" | "inside" | "behind" | "below" = "before";
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Reads on; undefined while it can't be told. */
  push(bytes: Uint8Array): Shape | undefined {
    for (const byte of bytes) {
      const shape = this.#read(byte);
      if (shape !== undefined) return shape;
    }
    return undefined;
  }

  #read(byte: number): Shape | undefined {
    switch (this.#place) {
      case "before":
        // White space, and a byte order mark.
        if (isSpace(byte) || byte === 0xef || byte === 0xbb || byte === 0xbf) return undefined;
        if (byte === 0x5b) return "rows";
        if (byte !== 0x7b) return "document";
        this.#place = "inside";
        this.#depth = 1;
        return undefined;
      case "inside":
        this.#inside(byte);
        return undefined;
      case "behind":
        if (byte === 0x0a) this.#place = "below";
        // More text in the same line is a defect of the document.
        else if (!isSpace(byte)) return "document";
        return undefined;
      case "below":
        return isSpace(byte) ? undefined : "rows";
    }
  }

  #inside(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === 0x5c) this.#escaped = true;
      else if (byte === 0x22) this.#inString = false;
      return;
    }
    if (byte === 0x22) this.#inString = true;
    else if (byte === 0x7b || byte === 0x5b) this.#depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --this.#depth === 0) this.#place = "behind";
  }
}

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** An input whose shape is known: its bytes if it is one document, or its chunks. */
export type Shaped =
  | { shape: "document"; bytes: Buffer }
  | { shape: "rows"; chunks: AsyncIterable<Buffer> };

/**
 * Reads an input until its shape is known. A document that is longer than the limit is read as rows, since a
 * ListResponse of any length can be.
 */
export async function shaped(
  chunks: AsyncIterable<Buffer>,
  path: string,
  told: string,
  limit: number,
): Promise<Shaped> {
  const source = chunks[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  const finder = new ShapeFinder();
  const named = /\.(ndjson|jsonl)$/i.test(path) ? "rows" : undefined;
  let shape: Shape | undefined = told === "auto" ? named : (told as Shape);
  let length = 0;
  while (shape !== "rows") {
    const next = await source.next();
    if (next.done === true) return { shape: "document", bytes: Buffer.concat(read) };
    read.push(next.value);
    length += next.value.length;
    shape ??= finder.push(next.value);
    if (shape === undefined && length > limit) shape = "rows";
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield* read.splice(0);
    for (let next = await source.next(); next.done !== true; next = await source.next())
      yield next.value;
  }
  return { shape: "rows", chunks: all() };
}
