/** A stretch of time, milliseconds since the epoch, without its end. */
export interface Span {
  readonly start: number;
  readonly stop: number;
}

/** Overlaps up to here are rounding: they are trimmed, and nobody needs to know. */
export const TRIMMED_MS = 60 * 1_000;

/** What is left of a stretch beside those that have been taken. */
export interface Room<T extends Span> extends Span {
  /** The first of those that were in its way. */
  readonly winner: T | undefined;
}

/** Stretches in the order of their starts, no two of which share an instant. */
export class Timeline<T extends Span> {
  readonly #taken: T[];

  constructor(taken: readonly T[] = []) {
    this.#taken = [...taken].sort((a, b) => a.start - b.start);
  }

  get all(): readonly T[] {
    return this.#taken;
  }

  /** The one that holds `instant`, or begins with it. */
  at(instant: number): T | undefined {
    const found = this.#taken[this.#after(instant) - 1];
    return found && (found.stop > instant || found.start === instant) ? found : undefined;
  }

  add(one: T): void {
    this.#taken.splice(this.#after(one.start), 0, one);
  }

  replace(one: T, by: T): void {
    this.#taken[this.#taken.indexOf(one, this.#after(one.start) - 1)] = by;
  }

  /** From where nobody is in its way until somebody is; `stop` is not after `start` where there is no room at all. */
  room({ start, stop }: Span): Room<T> {
    let next = this.#after(start);
    let from = start;
    let winner: T | undefined;
    const before = this.#taken[next - 1];
    if (before && (before.stop > from || before.start === from)) {
      winner = before;
      from = Math.max(from, before.stop);
    }
    for (let other = this.#taken[next]; other && other.start <= from; other = this.#taken[next]) {
      winner ??= other;
      // What has no length yet begins here, and has what follows.
      if (other.stop === from) return { start: from, stop: from, winner };
      from = other.stop;
      next += 1;
    }
    const behind = this.#taken[next];
    if (behind && behind.start < stop) winner ??= behind;
    return { start: from, stop: Math.min(stop, behind?.start ?? stop), winner };
  }

  /** Place of the first that starts after `instant`. */
  #after(instant: number): number {
    let low = 0;
    let high = this.#taken.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#taken[middle]?.start ?? 0) <= instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
