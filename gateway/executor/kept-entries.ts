/** Keeps the entries that were used last; the oldest go when there are too many, or all together weigh too much. */
export class KeptEntries<Entry> {
  readonly #most: number;
  readonly #mostWeight: number;
  readonly #entries = new Map<string, { readonly entry: Entry; readonly weight: number }>();
  #weight = 0;

  constructor(most: number, mostWeight = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#mostWeight = mostWeight;
  }

  get(key: string): Entry | undefined {
    const kept = this.#entries.get(key);
    if (kept === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, kept);
    return kept.entry;
  }

  /** One that weighs more than all together may is not kept. */
  set(key: string, entry: Entry, weight = 0): void {
    this.#delete(key);
    this.#entries.set(key, { entry, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#most && this.#weight <= this.#mostWeight) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
