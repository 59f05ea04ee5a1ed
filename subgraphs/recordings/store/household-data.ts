import { lockHouseholds } from "./locks.js";
import { dropMedia } from "./media.js";
import { type Session, toRecording } from "./rows.js";
import { rulesOf } from "./rules.js";

/** Everything that is stored about a household, as a person can read it; null where that is nothing. */
export async function everythingOf(session: Session, accountId: string): Promise<unknown> {
  const household = await session.household.findUnique({ where: { accountId } });
  if (!household) return null;
  const recordings = await session.recording.findMany({ where: { accountId }, orderBy: { start: "asc" } });
  const readable = {
    whenQuotaFull: household.whenFull,
    rules: await rulesOf(session, accountId),
    recordings: recordings.map(({ captureId: _capture, identities: _identities, ...recording }) => recording),
  };
  return JSON.parse(JSON.stringify(readable));
}

/** Forgets a household; its media go from the storage, too. */
export async function forget(session: Session, accountId: string, now: number): Promise<void> {
  await lockHouseholds(session, [accountId]);
  const rows = await session.recording.findMany({ where: { accountId, captureId: { not: null } } });
  await dropMedia(session, rows.map(toRecording), now);
  await session.recording.deleteMany({ where: { accountId } });
  await session.rule.deleteMany({ where: { accountId } });
  await session.planDue.deleteMany({ where: { accountId } });
  await session.household.deleteMany({ where: { accountId } });
}
