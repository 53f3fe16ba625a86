/** What a token of {@link Scim.tokenizeFilter} is. */
export const TokenKind = {
  attribute: 0,
  subAttribute: 1,
  /** The URI of a schema, with the colon behind it. */
  schema: 2,
  operator: 3,
  /** `and`, `or`, `not`. */
  keyword: 4,
  string: 5,
  number: 6,
  /** `true`, `false`, `null`. */
  literal: 7,
  /** Brackets, parentheses and dots. */
  punctuation: 8,
  /** What doesn't belong where it stands. */
  invalid: 9,
} as const;

export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];
