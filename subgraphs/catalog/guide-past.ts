import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { startRounds } from "../../lib/rounds.js";
import type { GuidePastStore } from "./store/guide-past.js";

const DAY_MS = 24 * 60 * 60_000;
/** Thirteen months, as long as histories go back. */
export const KEPT_DAYS = 400;
const EVERY_MS = 60 * 60_000;
/** Some 100 ms of the database's. */
const BROADCASTS_AT_ONCE = 1_000;

/**
 * Forgets broadcasts `keptDays` after they began: whole days of UTC at a time, for a channel that has lost one is compared
 * anew with its next guide. Histories and recordings that name one go on without it. Nobody is told: nobody asks for it.
 */
export function forgetGuidePast(options: {
  readonly store: GuidePastStore;
  readonly keptDays: number;
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { store, keptDays, clock, log } = options;
  const step = () => {
    const before = (Math.floor(clock.now() / DAY_MS) - keptDays) * DAY_MS;
    return store.forgetPast(before, BROADCASTS_AT_ONCE);
  };
  return startRounds({ name: "the guide's past", restMs: EVERY_MS, step, clock, log });
}
