/** A household. */
export interface Account {
  readonly id: string;
  readonly email: string;
  /** Somebody proved to read what is sent there. */
  readonly emailVerified: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
