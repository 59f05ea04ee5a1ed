/** A signed-in session, as its owner gets it once. */
export interface Session {
  readonly accountId: string;
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
}
