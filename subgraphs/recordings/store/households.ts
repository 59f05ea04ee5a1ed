import { isOpen } from "../../../lib/data-protection.js";
import { despiteConflict } from "../../../lib/passing-failure.js";
import type { PrismaClient } from "../../../prisma/recordings/client/client.js";
import type { Quota, WhenQuotaFull } from "../domain/quota.js";
import type { Batch } from "../household-batches.js";
import { lockHouseholds } from "./locks.js";
import type { Session } from "./rows.js";

/** What accounts said last of a household, and what the household said itself. */
export interface HouseholdFacts {
  readonly accountId: string;
  readonly totalSeconds: number;
  readonly entitlementTags: readonly string[];
  readonly whenFull: WhenQuotaFull;
}

/** What accounts says of a household; `asOf`: when it was asked, epoch ms. */
export interface HouseholdAnswer {
  readonly accountId: string;
  readonly totalSeconds: number;
  readonly entitlementTags: readonly string[];
  readonly asOf: number;
}

/** A change of one household waits this long for others of it, and may itself take as long. */
const TRANSACTION_MS = 10_000;
export const HOUSEHOLD_TRANSACTION = { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS };

/** The household was erased while its request was under way. */
export class HouseholdGone extends Error {}

/**
 * Runs `work` while nothing else changes the household's recordings; once more where the transaction was undone.
 *
 * @throws HouseholdGone where it was erased.
 */
export function inHousehold<T>(
  client: PrismaClient,
  answer: HouseholdAnswer,
  work: (session: Session, household: HouseholdFacts) => Promise<T>,
): Promise<T> {
  const change = async (session: Session) => {
    if (!(await isOpen(session, answer.accountId))) throw new HouseholdGone("the household is gone");
    await saveAnswer(session, answer);
    const [household] = await lockHouseholds(session, [answer.accountId]);
    if (!household) throw new HouseholdGone("the household is gone");
    return work(session, household);
  };
  return despiteConflict(() => client.$transaction(change, HOUSEHOLD_TRANSACTION));
}

/** What accounts said replaces what it said before; answers do not always come in the order of their questions. */
export async function saveAnswer(session: Session, answer: HouseholdAnswer): Promise<void> {
  const { accountId, totalSeconds, entitlementTags, asOf } = answer;
  await session.$executeRaw`
    INSERT INTO household (account_id, total_seconds, entitlement_tags, asked_at, when_full)
    VALUES (${accountId}, ${totalSeconds}::int, ${[...entitlementTags]}::text[],
            to_timestamp(${asOf}::float8 / 1000), 'REFUSE')
    ON CONFLICT (account_id) DO UPDATE SET
      total_seconds = excluded.total_seconds, entitlement_tags = excluded.entitlement_tags,
      asked_at = excluded.asked_at
    WHERE household.asked_at < excluded.asked_at`;
}

export async function householdOf(session: Session, accountId: string): Promise<HouseholdFacts | null> {
  const row = await session.household.findUnique({ where: { accountId } });
  return row && { ...row, whenFull: row.whenFull as WhenQuotaFull };
}

export async function setWhenFull(
  session: Session,
  accountId: string,
  whenFull: WhenQuotaFull,
): Promise<void> {
  await session.household.update({ where: { accountId }, data: { whenFull } });
}

/** What a household holds of its room. */
export async function quotaOf(
  session: Session,
  household: Omit<HouseholdFacts, "entitlementTags">,
): Promise<Quota> {
  const { accountId, totalSeconds, whenFull } = household;
  const held = await heldSeconds(session, [accountId]);
  return { accountId, totalSeconds, whenFull, ...(held.get(accountId) ?? NOTHING_HELD) };
}

const NOTHING_HELD = { usedSeconds: 0, reservedSeconds: 0 };

/** What each of the households holds, in seconds. */
export async function heldSeconds(
  session: Session,
  accountIds: readonly string[],
): Promise<Map<string, { readonly usedSeconds: number; readonly reservedSeconds: number }>> {
  const rows = await session.$queryRaw<{ accountId: string; usedSeconds: number; reservedSeconds: number }[]>`
    SELECT account_id AS "accountId",
      coalesce(sum(charged_seconds) FILTER (WHERE status IN ('RECORDED', 'PARTIAL')), 0)::int AS "usedSeconds",
      coalesce(sum(charged_seconds) FILTER (WHERE status IN ('SCHEDULED', 'RECORDING')), 0)::int
        AS "reservedSeconds"
    FROM recording
    WHERE account_id = ANY(${[...accountIds]}::text[]) AND status IN ('RECORDED', 'PARTIAL', 'SCHEDULED', 'RECORDING')
    GROUP BY account_id`;
  return new Map(rows.map(({ accountId, ...held }) => [accountId, held]));
}

/** The plans of these households are decided again, at the latest at `dueAt`, epoch ms. */
export async function duePlans(
  session: Session,
  accountIds: readonly string[],
  dueAt: number,
): Promise<void> {
  await duePlansAt(
    session,
    accountIds.map((accountId) => ({ accountId, dueAt })),
  );
}

/** The same of each at its own time; of several times of one the first. Who has never recorded anything has no plan. */
export async function duePlansAt(
  session: Session,
  due: readonly { readonly accountId: string; readonly dueAt: number }[],
): Promise<void> {
  if (due.length === 0) return;
  await session.$executeRaw`
    INSERT INTO plan_due (account_id, due_at)
    SELECT account_id, to_timestamp(min(due_ms) / 1000)
    FROM unnest(${due.map(({ accountId }) => accountId)}::text[], ${due.map(({ dueAt }) => dueAt)}::float8[])
      AS named(account_id, due_ms) JOIN household USING (account_id) GROUP BY account_id ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET due_at = least(plan_due.due_at, excluded.due_at)`;
}

/** Takes households whose plans are due, and locks them; those that somebody else changes now have their turn later. */
export async function takeDuePlans(
  session: Session,
  now: number,
  { most, except }: Omit<Batch, "taken">,
): Promise<string[]> {
  const rows = await session.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM plan_due JOIN household USING (account_id)
    WHERE due_at <= to_timestamp(${now}::float8 / 1000) AND account_id <> ALL(${[...except]}::text[])
    ORDER BY due_at LIMIT ${most}::int FOR UPDATE OF household SKIP LOCKED`;
  const accountIds = rows.map(({ accountId }) => accountId);
  // Before anything of theirs is read: what makes them due from now on is not seen here, and its row stays.
  if (rows.length > 0) await session.planDue.deleteMany({ where: { accountId: { in: accountIds } } });
  return accountIds;
}
