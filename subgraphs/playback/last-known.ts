/** What an owner said last of each of its things. When it is full, what was learned longest ago is forgotten. */
export class LastKnown<Value> {
  readonly #known = new Map<string, { readonly value: Value; readonly asOf: number }>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(id: string): { readonly value: Value; readonly asOf: number } | undefined {
    return this.#known.get(id);
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
}
