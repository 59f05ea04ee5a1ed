import type { Recording } from "../domain/recording.js";
import type { Batch } from "../household-batches.js";
import { duePlans } from "./households.js";
import { dropMedia } from "./media.js";
import { moved } from "./planning.js";
import { saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";

/**
 * Deletes what households may not keep any longer, of a batch of households; those that somebody else changes now are
 * passed over. Gives what changed; null where nothing has expired.
 */
export async function deleteExpired(
  session: Session,
  { most, except, taken }: Batch,
  now: number,
): Promise<readonly Recording[] | null> {
  const households = await session.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM household
    WHERE account_id IN (SELECT account_id FROM recording WHERE expires_at <= to_timestamp(${now}::float8 / 1000))
      AND account_id <> ALL(${[...except]}::text[])
    ORDER BY account_id LIMIT ${most}::int FOR UPDATE SKIP LOCKED`;
  if (households.length === 0) return null;
  const accountIds = households.map(({ accountId }) => accountId);
  taken(accountIds);
  const rows = await session.recording.findMany({
    where: { accountId: { in: accountIds }, expiresAt: { lte: new Date(now) } },
    orderBy: { id: "asc" },
  });
  const deleted = rows.map((row) => moved(toRecording(row), { type: "DELETE", reason: null }, now));
  await saveRecordings(session, deleted);
  await dropMedia(session, deleted, now);
  // There is room for others.
  await duePlans(session, accountIds, now);
  return deleted;
}
