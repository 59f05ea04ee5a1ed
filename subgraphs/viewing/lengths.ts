import type { Clock } from "../../lib/clock.js";
import { LastKnown } from "../../lib/last-known.js";

/** How long something plays, in seconds. */
export interface Length {
  /** Null for what has none, such as a channel, or a recording that is not made yet. */
  readonly durationSeconds: number | null;
  /** From here on follows nothing but credits, or what was recorded after the programme's end; null where nobody knows. */
  readonly creditsFromSeconds: number | null;
}

/** Guides correct the ends of airings now and then. */
const REMEMBERED_MS = 60 * 60_000;
/** What has no length now, as it is not made yet or the owner does not know it, may have one soon. */
const UNKNOWN_REMEMBERED_MS = 60_000;
/** What is watched within an hour; some 10 MB. */
const MOST_REMEMBERED = 100_000;
/** As many as owners answer at once. */
const MOST_AT_ONCE = 1_000;

/**
 * Lengths of many items, each asked of its owner at most once an hour. `ask` gives them in the order of what it is asked,
 * null for what there is not; undefined where the owner cannot be asked: then what is known goes on serving.
 */
export function rememberLengths<Asked extends { readonly id: string }>(
  ask: (missing: readonly Asked[]) => Promise<readonly (Length | null)[] | undefined>,
  clock: Clock,
): (wanted: readonly Asked[]) => Promise<ReadonlyMap<string, Length>> {
  const known = new LastKnown<Length | null>(MOST_REMEMBERED);

  function isMissing(id: string, now: number): boolean {
    const found = known.get(id);
    if (!found) return true;
    const isKnown = found.value !== null && found.value.durationSeconds !== null;
    return now - found.asOf >= (isKnown ? REMEMBERED_MS : UNKNOWN_REMEMBERED_MS);
  }

  return async (wanted) => {
    const asOf = clock.now();
    const missing = wanted.filter(({ id }) => isMissing(id, asOf));
    for (let asked = 0; asked < missing.length; asked += MOST_AT_ONCE) {
      const some = missing.slice(asked, asked + MOST_AT_ONCE);
      const lengths = await ask(some);
      for (const [index, { id }] of lengths ? some.entries() : []) {
        known.learn(id, lengths?.[index] ?? null, asOf);
      }
    }
    return new Map(
      wanted.flatMap(({ id }) => {
        const length = known.get(id)?.value;
        return length ? [[id, length] as const] : [];
      }),
    );
  };
}
