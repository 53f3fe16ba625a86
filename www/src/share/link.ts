// A state in the part of an address that no server sees: `#/room?s=1.` and the state as JSON, deflated, in base64url.

/** The version of links that this page writes, and the newest that it reads. */
const VERSION = 1;

/** What a link has to say. */
export type Opened =
  | { readonly kind: "none" }
  | { readonly kind: "state"; readonly state: unknown }
  | { readonly kind: "newer" }
  | { readonly kind: "damaged" };

/** The part behind the number sign. */
export async function hashFor(room: string, state: object): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  return `#/${room}?s=${VERSION}.${toBase64(await through(bytes, new CompressionStream("deflate-raw")))}`;
}

export async function openHash(hash: string): Promise<Opened> {
  const [, version, packed] = /^#\/[^?]*\?s=(\d+)\.([\w-]*)$/.exec(hash) ?? [];
  if (version === undefined || packed === undefined)
    return hash.includes("?s=") ? { kind: "damaged" } : { kind: "none" };
  if (Number(version) > VERSION) return { kind: "newer" };
  try {
    const bytes = await through(fromBase64(packed), new DecompressionStream("deflate-raw"));
    return {
      kind: "state",
      state: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
    };
  } catch {
    return { kind: "damaged" };
  }
}

/** The most that a link may unfold to, in bytes: a small one must not fill the memory. */
const MOST = 16 << 20;

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    length += value.length;
    if (length > MOST) throw new RangeError("The link has too much in it.");
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), char =>
    char.charCodeAt(0),
  );
}
