import { MinHeap } from "./min-heap.js";

interface Timed {
  readonly start: number;
}

/** One of either side, in a chain in the order of their starts. */
interface Link<A, B> {
  readonly at: number;
  /** Place among its own side. */
  readonly index: number;
  readonly left?: A;
  readonly right?: B;
  before: Link<A, B> | undefined;
  after: Link<A, B> | undefined;
  isFree: boolean;
}

/** Two neighbours that may become a pair. */
interface Neighbours<A, B> {
  readonly ms: number;
  readonly left: Link<A, B>;
  readonly right: Link<A, B>;
}

/**
 * Pairs each of `lefts` with one of `rights` that starts at most `furthestMs` away: the nearest pair of all first, then
 * the nearest of what is left, and so on. Of pairs as far apart, the one that comes first in `lefts`, then in `rights`.
 *
 * In the order of their starts the nearest pair are always neighbours; once they are taken out of the chain, those
 * around them are. So only neighbours are ever compared: n log n. Starts differ within each side.
 */
export function nearestPairs<A extends Timed, B extends Timed>(
  lefts: readonly A[],
  rights: readonly B[],
  furthestMs: number,
): [A, B][] {
  const nearest = new MinHeap<Neighbours<A, B>>(
    (a, b) => a.ms - b.ms || a.left.index - b.left.index || a.right.index - b.right.index,
  );
  const consider = (a: Link<A, B> | undefined, b: Link<A, B> | undefined) => {
    if (!a || !b || b.at - a.at > furthestMs) return;
    const [left, right] = a.left ? [a, b] : [b, a];
    if (left.left && right.right) nearest.push({ ms: b.at - a.at, left, right });
  };
  for (const link of chain(lefts, rights)) consider(link.before, link);

  const pairs: [A, B][] = [];
  for (let next = nearest.pop(); next; next = nearest.pop()) {
    const { left, right } = next;
    if (!left.isFree || !right.isFree || !left.left || !right.right) continue;
    pairs.push([left.left, right.right]);
    const [first, second] = left.after === right ? [left, right] : [right, left];
    first.isFree = false;
    second.isFree = false;
    if (first.before) first.before.after = second.after;
    if (second.after) second.after.before = first.before;
    consider(first.before, second.after);
  }
  return pairs;
}

function chain<A extends Timed, B extends Timed>(lefts: readonly A[], rights: readonly B[]): Link<A, B>[] {
  const ends = { before: undefined, after: undefined, isFree: true };
  const links: Link<A, B>[] = [
    ...lefts.map((left, index) => ({ at: left.start, index, left, ...ends })),
    ...rights.map((right, index) => ({ at: right.start, index, right, ...ends })),
  ].sort((a, b) => a.at - b.at);
  for (const [index, link] of links.entries()) {
    link.before = links[index - 1];
    link.after = links[index + 1];
  }
  return links;
}
