import type { Prisma } from "../../../prisma/recordings/client/client.js";
import type { Recording, RecordingQuery } from "../domain/recording.js";
import { recordingRow, type Session, toRecording } from "./rows.js";

/** Rows a statement; a larger one only takes longer to parse. */
const ROWS_A_STATEMENT = 1_000;
/** Recordings that made ones of channels whose right was withdrawn are hidden as: until it is restored. */
const SHOWN_AFTER_WITHDRAWAL = ["SCHEDULED", "RECORDING", "FAILED", "SKIPPED", "CANCELLED", "DELETED"];

/** Where a page begins: the sort key of the recording before it. */
export interface RecordingKey {
  readonly start: number;
  readonly id: string;
}

export async function recordingsById(session: Session, ids: readonly string[]): Promise<Recording[]> {
  const rows = await session.recording.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toRecording);
}

/** What may still change, and what runs. What was skipped and has begun is no use any more. */
export function whereOpen(now: number): Prisma.RecordingWhereInput {
  return {
    OR: [{ status: { in: ["SCHEDULED", "RECORDING"] } }, { status: "SKIPPED", start: { gt: new Date(now) } }],
  };
}

/** What a rule has scheduled, and had skipped that is yet to begin: no more than a household may have (wish-room.ts). */
export async function undecidedOfRule(session: Session, ruleId: string, now: number): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: { ruleId, status: { in: ["SCHEDULED", "SKIPPED"] }, ...whereOpen(now) },
  });
  return rows.map(toRecording);
}

/** One household's, of these ids, as far as it may see them now. */
export async function shownById(
  session: Session,
  accountId: string,
  ids: readonly string[],
): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: { AND: [{ accountId, id: { in: [...ids] } }, await whereShown(session)] },
  });
  return rows.map(toRecording);
}

/** One household's, of these broadcasts, as far as it may see them now. */
export async function shownByBroadcast(
  session: Session,
  accountId: string,
  broadcastIds: readonly string[],
): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: { AND: [{ accountId, broadcastId: { in: [...broadcastIds] } }, await whereShown(session)] },
  });
  return rows.map(toRecording);
}

export async function recordingOf(
  session: Session,
  accountId: string,
  broadcastId: string,
): Promise<Recording | null> {
  const row = await session.recording.findUnique({
    where: { accountId_broadcastId: { accountId, broadcastId } },
  });
  return row && toRecording(row);
}

/** Which of these broadcasts these households have a recording of, whatever became of it: they may have no other. */
export async function recordedOf(
  session: Session,
  accountIds: readonly string[],
  broadcastIds: readonly string[],
): Promise<{ readonly accountId: string; readonly broadcastId: string }[]> {
  if (accountIds.length === 0) return [];
  // As arrays: a popular broadcast has more households than a statement may have parameters.
  return session.$queryRaw`
    SELECT account_id AS "accountId", broadcast_id AS "broadcastId" FROM recording
    WHERE account_id = ANY(${[...accountIds]}::text[]) AND broadcast_id = ANY(${[...broadcastIds]}::text[])`;
}

/** By start, the latest first; then by id. */
export async function recordingsPage(
  session: Session,
  query: RecordingQuery,
  after: RecordingKey | null,
  limit: number,
): Promise<Recording[]> {
  const start = after && new Date(after.start);
  const rows = await session.recording.findMany({
    where: {
      AND: [
        await wherePage(session, query),
        after && start ? { OR: [{ start: { lt: start } }, { start, id: { gt: after.id } }] } : {},
      ],
    },
    orderBy: [{ start: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(toRecording);
}

export async function countRecordings(session: Session, query: RecordingQuery): Promise<number> {
  return session.recording.count({ where: await wherePage(session, query) });
}

async function wherePage(
  session: Session,
  { accountId, statuses, seriesId }: RecordingQuery,
): Promise<Prisma.RecordingWhereInput> {
  return {
    AND: [
      { accountId },
      statuses ? { status: { in: [...statuses] } } : {},
      seriesId === null ? {} : { seriesId },
      await whereShown(session),
    ],
  };
}

/** What was made of channels that may not be recorded now is hidden, until they may again. */
async function whereShown(session: Session): Promise<Prisma.RecordingWhereInput> {
  const withdrawn = await session.channel.findMany({ where: { recordable: false }, select: { id: true } });
  if (withdrawn.length === 0) return {};
  const channelId = { notIn: withdrawn.map(({ id }) => id) };
  return { OR: [{ channelId }, { status: { in: SHOWN_AFTER_WITHDRAWAL } }] };
}

/** For each rule what it will record, by start, at most `most` of each: one statement for all. */
export async function upcomingOfRules(
  session: Session,
  ruleIds: readonly string[],
  most: number,
): Promise<Recording[]> {
  const ids = await session.$queryRaw<{ id: string }[]>`
    SELECT found.id FROM unnest(${[...ruleIds]}::text[]) AS wanted(rule_id)
    CROSS JOIN LATERAL (
      SELECT id FROM recording WHERE rule_id = wanted.rule_id AND status IN ('SCHEDULED', 'RECORDING')
      ORDER BY start, id LIMIT ${most}::int
    ) AS found`;
  const rows = await session.recording.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ start: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecording);
}

/** Adds those whose household has none of their broadcast yet, and gives what was added. */
export async function addRecordings(session: Session, added: readonly Recording[]): Promise<void> {
  for (const rows of inStatements(added)) {
    await session.$executeRaw`
      INSERT INTO recording SELECT * FROM json_populate_recordset(NULL::recording, ${rows}::json)
      ON CONFLICT (account_id, broadcast_id) DO NOTHING`;
  }
}

/**
 * Adds wishes of rules, of several of one household for one broadcast the first. What the end of another rule had cancelled
 * becomes a wish of this one, as the guide has its broadcast now: it was not followed meanwhile.
 */
export async function addWishes(session: Session, wishes: readonly Recording[]): Promise<void> {
  const firsts = new Map<string, Recording>();
  for (const wish of wishes) {
    const key = `${wish.accountId} ${wish.airing.broadcastId}`;
    if (!firsts.has(key)) firsts.set(key, wish);
  }
  for (const rows of inStatements([...firsts.values()])) {
    await session.$executeRaw`
      INSERT INTO recording SELECT * FROM json_populate_recordset(NULL::recording, ${rows}::json)
      ON CONFLICT (account_id, broadcast_id) DO UPDATE SET
        rule_id = excluded.rule_id, title = excluded.title, subtitle = excluded.subtitle, season = excluded.season,
        episode = excluded.episode, series_id = excluded.series_id, program_id = excluded.program_id,
        is_repeat = excluded.is_repeat, minimum_age = excluded.minimum_age, identities = excluded.identities,
        start = excluded.start, stop = excluded.stop, before_seconds = excluded.before_seconds,
        after_seconds = excluded.after_seconds, starts_at = excluded.starts_at, stops_at = excluded.stops_at,
        status = excluded.status, reason = excluded.reason, duplicate_of = excluded.duplicate_of, terms = excluded.terms,
        vanished_at = NULL, updated_at = excluded.updated_at
      WHERE recording.status = 'CANCELLED' AND recording.reason = 'RULE_REMOVED'`;
  }
}

/** Writes recordings as they are now; fails where one's new broadcast has a recording of its household (`recordedOf`). */
export async function saveRecordings(session: Session, changed: readonly Recording[]): Promise<void> {
  for (const rows of inStatements(changed)) {
    await session.$executeRaw`
      UPDATE recording SET
        broadcast_id = said.broadcast_id, title = said.title, subtitle = said.subtitle, season = said.season,
        episode = said.episode, series_id = said.series_id, program_id = said.program_id,
        is_repeat = said.is_repeat, minimum_age = said.minimum_age, identities = said.identities, start = said.start, stop = said.stop,
        before_seconds = said.before_seconds, after_seconds = said.after_seconds,
        starts_at = said.starts_at, stops_at = said.stops_at, status = said.status, reason = said.reason,
        duplicate_of = said.duplicate_of, rule_id = said.rule_id, protected = said.protected,
        charged_seconds = said.charged_seconds, actual_start = said.actual_start,
        actual_stop = said.actual_stop, vanished_at = said.vanished_at, capture_id = said.capture_id,
        expires_at = said.expires_at, terms = said.terms,
        updated_at = said.updated_at
      FROM json_populate_recordset(NULL::recording, ${rows}::json) AS said
      WHERE recording.id = said.id`;
  }
}

/** JSON texts of rows, bounded in size. */
function* inStatements(recordings: readonly Recording[]): Generator<string> {
  for (let at = 0; at < recordings.length; at += ROWS_A_STATEMENT) {
    yield JSON.stringify(recordings.slice(at, at + ROWS_A_STATEMENT).map(recordingRow));
  }
}
