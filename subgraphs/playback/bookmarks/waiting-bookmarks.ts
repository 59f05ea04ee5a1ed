import type { Bookmark } from "../domain/bookmark.js";

/** People and items whose positions wait in a process at most: some 20 MB; what is more than that is not taken. */
const MOST_WAITING = 100_000;

/** Positions that wait in memory to be handed over, of each person and item the newest. */
export class WaitingBookmarks {
  readonly #most: number;
  #waiting = new Map<string, Bookmark>();

  constructor(most = MOST_WAITING) {
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** False where there is no room for it. */
  add(bookmark: Bookmark): boolean {
    const key = keyOf(bookmark);
    const known = this.#waiting.get(key);
    if (!known && this.#waiting.size >= this.#most) return false;
    if (!known || known.saidAt <= bookmark.saidAt) this.#waiting.set(key, bookmark);
    return true;
  }

  /** All that wait; from here on they are the caller's, who adds them again where they could not be handed over. */
  take(): Bookmark[] {
    const taken = [...this.#waiting.values()];
    this.#waiting = new Map();
    return taken;
  }

  /** Those that wait now; they stay. */
  all(): Bookmark[] {
    return [...this.#waiting.values()];
  }
}

function keyOf({ accountId, profileId, itemId }: Bookmark): string {
  return `${accountId} ${profileId} ${itemId}`;
}
