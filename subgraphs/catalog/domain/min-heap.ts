/** Gives back the least of what was put in, in log n steps each. */
export class MinHeap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  push(item: T): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfLess(at, above)) return;
      at = above;
    }
  }

  pop(): T | undefined {
    const [least] = this.#items;
    const last = this.#items.pop();
    if (this.#items.length === 0 || last === undefined) return least;
    this.#items[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const below = this.#isLess(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfLess(below, at)) return least;
      at = below;
    }
  }

  #isLess(at: number, than: number): boolean {
    const [a, b] = [this.#items[at], this.#items[than]];
    return a !== undefined && b !== undefined && this.#compare(a, b) < 0;
  }

  #swapIfLess(at: number, than: number): boolean {
    const [a, b] = [this.#items[at], this.#items[than]];
    if (a === undefined || b === undefined || this.#compare(a, b) >= 0) return false;
    this.#items[at] = b;
    this.#items[than] = a;
    return true;
  }
}
