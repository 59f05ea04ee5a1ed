import type { Recording } from "../domain/recording.js";
import { groupBy } from "./planning.js";
import type { Session } from "./rows.js";

/**
 * Yet to begin of one household, recorded or not: more than anybody looks through, and few enough to be decided on together
 * in a transaction.
 */
export const MOST_OPEN = 10_000;

/**
 * Of rules' wishes those for which their households have room among what is yet to begin, and the rules of the rest. What is
 * there already needs none.
 */
export async function withinRoom(
  session: Session,
  wishes: readonly Recording[],
  now: number,
): Promise<{ readonly fitting: Recording[]; readonly waitingRuleIds: string[] }> {
  const byAccount = groupBy(wishes, ({ accountId }) => accountId);
  const open = await openOf(session, [...byAccount.keys()], now);
  const roomOf = (accountId: string) => Math.max(0, MOST_OPEN - (open.get(accountId) ?? 0));
  const crowded = wishes.filter(
    ({ accountId }) => (byAccount.get(accountId)?.length ?? 0) > roomOf(accountId),
  );
  const there = await thereOf(session, crowded);
  const fitting: Recording[] = [];
  const waiting: Recording[] = [];
  for (const [accountId, own] of byAccount) {
    const anew = own.filter((wish) => !there.has(keyOf(wish)));
    const room = roomOf(accountId);
    fitting.push(...own.filter((wish) => there.has(keyOf(wish))), ...anew.slice(0, room));
    waiting.push(...anew.slice(room));
  }
  return { fitting, waitingRuleIds: [...new Set(waiting.flatMap(({ ruleId }) => ruleId ?? []))] };
}

/** Which of these wishes a household has as recordings already; those that went with their rule come back as new ones do. */
async function thereOf(session: Session, wishes: readonly Recording[]): Promise<Set<string>> {
  if (wishes.length === 0) return new Set();
  const rows = await session.$queryRaw<{ key: string }[]>`
    SELECT account_id || ' ' || broadcast_id AS key FROM recording
    WHERE account_id = ANY(${wishes.map(({ accountId }) => accountId)}::text[])
      AND broadcast_id = ANY(${wishes.map(({ airing }) => airing.broadcastId)}::text[])
      AND NOT (status = 'CANCELLED' AND reason IS NOT DISTINCT FROM 'RULE_REMOVED')`;
  return new Set(rows.map(({ key }) => key));
}

function keyOf({ accountId, airing }: Recording): string {
  return `${accountId} ${airing.broadcastId}`;
}

/** How much of each household is yet to begin. */
async function openOf(
  session: Session,
  accountIds: readonly string[],
  now: number,
): Promise<Map<string, number>> {
  if (accountIds.length === 0) return new Map();
  const rows = await session.$queryRaw<{ accountId: string; count: number }[]>`
    SELECT account_id AS "accountId", count(*)::int AS count FROM recording
    WHERE account_id = ANY(${[...accountIds]}::text[]) AND start > to_timestamp(${now}::float8 / 1000)
      AND status IN ('SCHEDULED', 'SKIPPED')
    GROUP BY account_id`;
  return new Map(rows.map(({ accountId, count }) => [accountId, count]));
}
