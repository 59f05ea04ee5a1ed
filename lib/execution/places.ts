/**
 * Where a value of an answer is: a path as resolvers are given it, and what holds the value, so that one that comes later
 * can be put there, and null in its stead where it cannot be had.
 */
export class Place {
  readonly prev: Place | undefined;
  readonly key: string | number;
  /** Of the object whose field it is; none for an item of a list. */
  readonly typename: string | undefined;
  readonly holder: Record<string | number, unknown>;
  readonly isNullable: boolean;
  /** What becomes of anything in it is nobody's concern any more. */
  isNulled = false;

  constructor(
    prev: Place | undefined,
    key: string | number,
    typename: string | undefined,
    holder: object,
    isNullable: boolean,
  ) {
    this.prev = prev;
    this.key = key;
    this.typename = typename;
    this.holder = holder as Record<string | number, unknown>;
    this.isNullable = isNullable;
  }
}

/** The path of an error: from the root to `place`. */
export function pathTo(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.prev) path.push(at.key);
  return path.reverse();
}

/** The field that `place` is, or is an item of. */
export function fieldPlaceOf(place: Place): Place {
  let at = place;
  while (at.typename === undefined && at.prev) at = at.prev;
  return at;
}
