/** Fewer letters are as likely another word as a misspelled one. */
const SHORTEST_CORRECTED = 4;
/** From here on two slips are forgiven, and three. */
const LONG = 7;
const VERY_LONG = 11;

/** How many slips a word of `length` letters may have: a letter too much, too few, wrong, or two exchanged. */
export function forgivenSlips(length: number): number {
  if (length < SHORTEST_CORRECTED) return 0;
  if (length < LONG) return 1;
  return length < VERY_LONG ? 2 : 3;
}

/**
 * What a word may have been meant to be: those of `candidates` with the fewest slips, if those are forgiven. A longer
 * candidate may go on where the word ends, for whoever has not finished it.
 */
export function correctionsOf(word: string, candidates: readonly string[]): string[] {
  let fewest = forgivenSlips(word.length);
  let found: string[] = [];
  for (const candidate of candidates) {
    const slips = slipsBetween(word, candidate);
    if (slips < fewest) found = [];
    if (slips > fewest) continue;
    fewest = slips;
    if (fewest > 0) found.push(candidate);
  }
  return found;
}

/** Optimal string alignment: insertions, deletions, replacements and exchanges of neighbours, least of all. */
export function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isExchanged) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
