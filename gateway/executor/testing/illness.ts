/** How often, 0..1, each field of an answer is what it should not be. */
export interface Illness {
  readonly errors: number;
  readonly nulls: number;
  /** Nulls, and values of another kind, where the schema has none. */
  readonly faults: number;
  /** Whole requests, and whole services, that fail. */
  readonly failures: number;
}
