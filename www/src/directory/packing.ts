/** Bytes as gzip. */
export async function packed(bytes: Uint8Array): Promise<ArrayBuffer> {
  return through(bytes, new CompressionStream("gzip"));
}

/** What `packed` made, as it was. */
export async function unpacked(packed: ArrayBuffer): Promise<Uint8Array> {
  return new Uint8Array(await through(new Uint8Array(packed), new DecompressionStream("gzip")));
}

function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<ArrayBuffer> {
  const piped = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
  return new Response(piped).arrayBuffer();
}
