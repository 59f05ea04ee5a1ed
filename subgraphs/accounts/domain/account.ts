/** A household. */
export interface Account {
  readonly id: string;
  readonly email: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
