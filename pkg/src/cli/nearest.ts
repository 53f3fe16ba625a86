/** The word that somebody who wrote `word` is likely to have meant: at most a third of its letters differ. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let [best, least] = [undefined as string | undefined, limit + 1];
  for (const other of words) {
    const distance = other.startsWith(word) && word.length > 1 ? 1 : edits(word, other);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

/** The question that an error ends with, where there is one. */
export function didYouMean(word: string, words: readonly string[], mark = ""): string {
  const found = nearest(word, words);
  return found === undefined ? "" : ` Did you mean ${mark}${found}?`;
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function edits(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return at(row, other.length);
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
