/** How many of something each household, or each address, may have open at the same time, in this process. */
export class Allowance {
  readonly #most: number;
  /** Only who has something open is here. */
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  get most(): number {
    return this.#most;
  }

  /** So many more, until it is disposed; null where that would be more than there may be. */
  take(whose: string, count = 1): Disposable | null {
    const open = (this.#open.get(whose) ?? 0) + count;
    if (open > this.#most) return null;
    this.#open.set(whose, open);
    return new Place(this.#open, whose, count);
  }
}

/** Some of what somebody has open, until it is disposed. */
class Place implements Disposable {
  #open: Map<string, number> | null;
  readonly #whose: string;
  readonly #count: number;

  constructor(open: Map<string, number>, whose: string, count: number) {
    this.#open = open;
    this.#whose = whose;
    this.#count = count;
  }

  [Symbol.dispose](): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    const left = (open.get(this.#whose) ?? 0) - this.#count;
    if (left > 0) open.set(this.#whose, left);
    else open.delete(this.#whose);
  }
}
