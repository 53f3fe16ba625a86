/** Documents that are added to the built-in ones (RFC 7643 §6, §7), each as it was written. */
export interface Definitions {
  readonly schemas: readonly string[];
  readonly resourceTypes: readonly string[];
}

export const NO_DEFINITIONS: Definitions = { schemas: [], resourceTypes: [] };

/** Whether two are the same, document by document. */
export function sameDefinitions(one: Definitions, other: Definitions): boolean {
  return sameTexts(one.schemas, other.schemas) && sameTexts(one.resourceTypes, other.resourceTypes);
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
