import type { Session } from "./rows.js";

/** For so long a household sees what came to nothing, and why. */
const SHOWN_FOR_MS = 30 * 24 * 60 * 60 * 1_000;
/** Rows that go in one transaction. */
const ROWS_AT_ONCE = 5_000;

/**
 * Forgets what was skipped or cancelled, and was to begin a month ago: rules match much that is never recorded. What was
 * recorded is history, and stays. Households that somebody else changes now are passed over. False where there is none.
 */
export async function forgetPassed(session: Session, now: number): Promise<boolean> {
  const before = now - SHOWN_FOR_MS;
  const rows = await session.$queryRaw<{ id: string }[]>`
    SELECT id FROM recording JOIN household USING (account_id)
    WHERE status IN ('SKIPPED', 'CANCELLED') AND starts_at <= to_timestamp(${before}::float8 / 1000)
    LIMIT ${ROWS_AT_ONCE}::int FOR UPDATE OF household SKIP LOCKED`;
  if (rows.length === 0) return false;
  // Once more: before the lock was ours its viewer may have asked for one of them again.
  await session.$executeRaw`
    DELETE FROM recording WHERE id = ANY(${rows.map(({ id }) => id)}::text[])
      AND status IN ('SKIPPED', 'CANCELLED') AND starts_at <= to_timestamp(${before}::float8 / 1000)`;
  return true;
}
