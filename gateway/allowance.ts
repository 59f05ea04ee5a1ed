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
    let isOpen = true;
    return {
      [Symbol.dispose]: () => {
        if (!isOpen) return;
        isOpen = false;
        const left = (this.#open.get(household) ?? 1) - 1;
        if (left > 0) this.#open.set(household, left);
        else this.#open.delete(household);
      },
    };
  }
}
