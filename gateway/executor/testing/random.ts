/** A stream of numbers that one seed always gives again. */
export class Random {
  #state: number;

  constructor(seed: string | number) {
    this.#state = hashOf(String(seed));
  }

  /** 0..1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return (mixed(this.#state) >>> 0) / 4_294_967_296;
  }

  /** 0..most - 1. */
  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }
}

/** 32 bits of a text: the same for the same text, and spread. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mixed(hash) >>> 0;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), value | 1);
  const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61));
  return twice ^ (twice >>> 14);
}
