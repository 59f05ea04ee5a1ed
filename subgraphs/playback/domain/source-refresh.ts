import { OUTAGE_RHYTHM } from "./heartbeat-schedule.js";

/** A URL is renewed this many times in its life, so that several renewals may be lost. */
const RENEWALS_A_LIFE = 6;
/** In this time every player beats at least once, also in an outage; some beat more often, and get more than one. */
const RENEWAL_WINDOW_MS = (OUTAGE_RHYTHM.longestIntervalSeconds + 6) * 1_000;
/** The shortest life with which every window is followed by the next. */
export const SHORTEST_TOKEN_SECONDS = (RENEWALS_A_LIFE * RENEWAL_WINDOW_MS) / 1_000;

/**
 * Whether a beat at `now` (epoch ms) is answered with fresh URLs. It follows from the start, so that nothing has to be
 * remembered, and a player that goes from one process to another misses none. Who has missed some all the same was not
 * heard for so long that it had to be re-admitted.
 */
export function isRenewalDue(
  startedAt: number,
  now: number,
  tokenSeconds: number,
  isReadmitted = false,
): boolean {
  const periodMs = (tokenSeconds * 1_000) / RENEWALS_A_LIFE;
  const sinceStart = now - startedAt;
  return sinceStart >= periodMs && (isReadmitted || sinceStart % periodMs < RENEWAL_WINDOW_MS);
}
