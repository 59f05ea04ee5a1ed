import type { HouseholdFacts } from "./households.js";
import type { Session } from "./rows.js";

/*
 * In which order transactions lock rows here, so that they wait for each other, and never in a circle:
 *
 * 1. A turn that only one may have: a row of `guide_news` that is read, one of `media_removal` that is seen to. Taken with
 *    SKIP LOCKED. Whoever writes to one of these waits for nothing but captures while holding it.
 * 2. Households, all at once and in the order of their ids (`lockHouseholds`), or as many as are free with SKIP LOCKED.
 *    Nobody who holds one waits for another: whose rows it will come to a transaction finds out first, without locks.
 * 3. What is theirs (recordings, rules, due plans, removals of media) and what is said of channels. Of a household's rows
 *    nobody comes to any without its lock but events, one a transaction, that make its plan due, and who takes removals.
 * 4. Captures, which households share, in the order of broadcast and owner (`lockCaptures`), and nothing of the others
 *    after them.
 *
 * A transaction that PostgreSQL undid all the same is tried once more where a viewer or a copy waits for it
 * (`lib/passing-failure.ts`), and by its round or its event's group where nobody does. lock-order.test.ts has who may meet
 * whom.
 */

/** Those that there are, locked until the transaction ends, always in the same order. */
export async function lockHouseholds(
  session: Session,
  accountIds: readonly string[],
): Promise<HouseholdFacts[]> {
  if (accountIds.length === 0) return [];
  return session.$queryRaw<HouseholdFacts[]>`
    SELECT account_id AS "accountId", total_seconds AS "totalSeconds",
           entitlement_tags AS "entitlementTags", when_full AS "whenFull"
    FROM household WHERE account_id = ANY(${[...accountIds]}::text[]) ORDER BY account_id FOR UPDATE`;
}

/** Locked until the transaction ends, always in the same order. */
export async function lockCaptures(session: Session, ids: readonly string[]): Promise<void> {
  await session.$queryRaw`
    SELECT FROM capture WHERE id = ANY(${[...ids]}::text[]) ORDER BY broadcast_id, owner FOR UPDATE`;
}
