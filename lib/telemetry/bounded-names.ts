/** What a name beyond the bound is counted as. */
export const OTHER_NAMES = "other";
/** What has no name is counted as. */
export const NO_NAME = "anonymous";
/** As long as names of operations are; longer ones are somebody's game. */
const LONGEST_NAME = 80;
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * Names that clients choose, bounded before they become labels: the first `most` are kept, the rest are one. Otherwise a
 * client could fill our memory, and Prometheus', with names.
 */
export class BoundedNames {
  readonly #most: number;
  readonly #names = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The name to count by. */
  of(name: string | null | undefined): string {
    if (!name) return NO_NAME;
    if (this.#names.has(name)) return name;
    if (this.#names.size >= this.#most || name.length > LONGEST_NAME || !NAME.test(name)) return OTHER_NAMES;
    this.#names.add(name);
    return name;
  }
}
