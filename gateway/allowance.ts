/** How many of something each household may have open at the same time, in this process. */
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

  /** One more, until it is disposed; null when there are as many as there may be. */
  take(household: string): Disposable | null {
    const open = this.#open.get(household) ?? 0;
    if (open >= this.#most) return null;
    this.#open.set(household, open + 1);
    return new Place(this.#open, household);
  }
}

/** One of what a household has open, until it is disposed. */
class Place implements Disposable {
  #open: Map<string, number> | null;
  readonly #household: string;

  constructor(open: Map<string, number>, household: string) {
    this.#open = open;
    this.#household = household;
  }

  [Symbol.dispose](): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    const left = (open.get(this.#household) ?? 1) - 1;
    if (left > 0) open.set(this.#household, left);
    else open.delete(this.#household);
  }
}
