/** What some runtimes have for it: both are ten times faster than atob. */
interface Decoders {
  Uint8Array: { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  Buffer?: { from?(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

/** The bytes that a text in base64 stands for. */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const { Uint8Array: standard, Buffer: ofNode } = globalThis as unknown as Decoders;
  if (standard.fromBase64 !== undefined) return standard.fromBase64(text);
  if (ofNode?.from !== undefined) return ofNode.from(text, "base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
