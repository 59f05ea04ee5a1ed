/** What an owner said of something, and when it was asked (epoch ms). */
export interface Known<Value> {
  readonly value: Value;
  readonly asOf: number;
}

/** What an owner said last of each of its things. When it is full, what was learned longest ago is forgotten. */
export class LastKnown<Value> {
  readonly #known = new Map<string, Known<Value>>();
  readonly #most: number;
  /** When each thing was last said to have changed, epoch ms; and all of them. */
  readonly #changed = new Map<string, number>();
  #allChangedAt = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  get(id: string): Known<Value> | undefined {
    return this.#known.get(id);
  }

  /** What was asked after the last change that was heard of; what was asked before it is no longer the case. */
  current(id: string): Known<Value> | undefined {
    const known = this.#known.get(id);
    return known && known.asOf > this.#changedAt(id) ? known : undefined;
  }

  /** Whether something was said to have changed at or after `asOf`. */
  hasChangedSince(id: string, asOf: number): boolean {
    return this.#changedAt(id) >= asOf;
  }

  /** Keeps `value`, unless something newer is known: answers do not always come in the order of their questions. */
  learn(id: string, value: Value, asOf: number): void {
    const known = this.#known.get(id);
    if (known && known.asOf > asOf) return;
    this.#known.delete(id);
    this.#known.set(id, { value, asOf });
    if (this.#known.size <= this.#most) return;
    const oldest = this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** Nothing is known of `id` any more, nor learned from an answer that was asked for before `at`. */
  forget(id: string, at: number): void {
    this.#known.delete(id);
    this.outdate(id, at);
  }

  /** `id` changed by `at`: also an answer that is on its way, asked before, is no longer current. */
  outdate(id: string, at: number): void {
    this.#changed.delete(id);
    this.#changed.set(id, at);
    if (this.#changed.size > this.#most) this.outdateAll(at);
  }

  outdateAll(at: number): void {
    this.#changed.clear();
    this.#allChangedAt = at;
  }

  #changedAt(id: string): number {
    return Math.max(this.#allChangedAt, this.#changed.get(id) ?? Number.NEGATIVE_INFINITY);
  }
}
