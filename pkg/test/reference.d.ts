declare module "*/build/reference.mjs" {
  /** The API reference, as Markdown. */
  export function reference(): string;
}
