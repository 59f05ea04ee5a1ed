/**
 * How a slot store notices that it was away. A tick goes through it every few seconds; when ticks are missing, then
 * so were heartbeats, and slots may look lapsed, or be lost, whose players never stopped. From that moment an
 * amnesty, the time in which every living player is heard again, re-admits unknown playouts, and seats that have not
 * been confirmed since refuse nobody.
 *
 *     healthy --(no tick for longer than gapMs, or data lost)--> amnesty --(amnestyMs)--> healthy
 *             --(a caller had to answer players alone)---------> amnesty that unseats nobody --(amnestyMs)--> healthy
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

/** As `since` of an amnesty: every seat has been confirmed after it. */
const UNSEATS_NOBODY = 0;

/** A store without a past. */
export const NEW_CANARY: Canary = { tickedAt: null, amnesty: null };

/**
 * The canary after a tick at `now`. `answeredAlone` says that who ticks could not ask the store for a while and
 * answered players itself: they were told to come back late, and must not be refused when they do.
 */
export function tick(canary: Canary, now: number, rules: CanaryRules, answeredAlone = false): Canary {
  const { amnesty } = canary;
  const until = now + rules.amnestyMs;
  // A clock that stepped back must not leave the amnesty in the future: it would unseat those confirmed since.
  if (isAway(canary, now, rules) || (amnesty && amnesty.since > now)) {
    return { tickedAt: now, amnesty: { since: now, until } };
  }
  if (!answeredAlone) {
    return { tickedAt: now, amnesty: amnesty && { ...amnesty, until: Math.min(amnesty.until, until) } };
  }
  // The others were heard all the while: their seats count, and a network that stutters does not unseat anybody.
  const runs = amnesty !== null && now < amnesty.until;
  return { tickedAt: now, amnesty: { since: runs ? amnesty.since : UNSEATS_NOBODY, until } };
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
