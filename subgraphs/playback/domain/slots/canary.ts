/**
 * How a slot store notices that it was away. A tick goes through it every few seconds; when ticks are missing, then
 * so were heartbeats, and slots may look lapsed, or be lost, whose players never stopped. From that moment an
 * amnesty of one lease, the time in which every living player is heard again, re-admits unknown playouts, and
 * seats that have not been confirmed since refuse nobody.
 *
 *     healthy --(no tick for longer than gapMs, or data lost)--> amnesty --(leaseMs of ticks)--> healthy
 */
export interface Canary {
  /** The last tick, epoch ms; null when there has been none: a new store, or one that lost its data. */
  readonly tickedAt: number | null;
  /** The amnesty that runs or ran last, epoch ms; null when there was none. */
  readonly amnesty: { readonly since: number; readonly until: number } | null;
}

export interface CanaryRules {
  /** Ticks further apart than this mean that the store was away. */
  readonly gapMs: number;
  /** How long an amnesty lasts: at least the longest time between two heartbeats of a player. */
  readonly amnestyMs: number;
}

/** A store without a past. */
export const NEW_CANARY: Canary = { tickedAt: null, amnesty: null };

/** The canary after a tick at `now`. */
export function tick(canary: Canary, now: number, rules: CanaryRules): Canary {
  const { amnesty } = canary;
  // A clock that stepped back must not leave the amnesty in the future: it would unseat those confirmed since.
  if (isAway(canary, now, rules) || (amnesty && amnesty.since > now)) {
    return { tickedAt: now, amnesty: { since: now, until: now + rules.amnestyMs } };
  }
  return { tickedAt: now, amnesty };
}

/** Since when an amnesty has been running at `now`, epoch ms; null when none is. */
export function amnestySince(canary: Canary, now: number, rules: CanaryRules): number | null {
  // What finds the outage before the tick does is the first proof of life after it.
  if (isAway(canary, now, rules)) return now;
  const { amnesty } = canary;
  return amnesty && now < amnesty.until ? Math.min(amnesty.since, now) : null;
}

function isAway(canary: Canary, now: number, rules: CanaryRules): boolean {
  return canary.tickedAt === null || now - canary.tickedAt > rules.gapMs;
}
