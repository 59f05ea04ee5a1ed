/** A refresh token as it is kept, with what became of its session. Instants are milliseconds since the epoch. */
export interface KeptRefreshToken {
  /** Null before it was used; SUPERSEDED once another token of its session took its place. */
  readonly usedAt: number | null;
  readonly expiresAt: number;
  readonly sessionRevokedAt: number | null;
  /** Whether its session ended in favour of another one. */
  readonly isReplaced: boolean;
}

/** A client that lost the answer may ask again in this time without being taken for a thief, where nothing else is set. */
export const REUSE_GRACE_MS = 10_000;
/** So long ago that nothing excuses its use. */
export const SUPERSEDED = 0;

/**
 * What a refresh token is worth at `now`: FIRST makes it the session's newest; AGAIN is the same request once more;
 * OVER is worth nothing; STOLEN is known to two, and whoever stole it, both lose the session, and those that took its place.
 */
export function judgeRefresh(
  token: KeptRefreshToken,
  now: number,
  graceMs: number,
): "FIRST" | "AGAIN" | "OVER" | "STOLEN" {
  if (token.expiresAt <= now) return "OVER";
  const isKnownToTwo = token.usedAt !== null && now - token.usedAt > graceMs;
  if (token.sessionRevokedAt !== null) return token.isReplaced && isKnownToTwo ? "STOLEN" : "OVER";
  if (token.usedAt === null) return "FIRST";
  return isKnownToTwo ? "STOLEN" : "AGAIN";
}
