import { Prisma } from "../../../prisma/recordings/client/client.js";
import type { LifeEvent } from "../domain/life-cycle.js";
import { outcomeOf, type Piece } from "../domain/outcome.js";
import { type Recording, windowOf } from "../domain/recording.js";
import { duePlans } from "./households.js";
import { keepNewest } from "./keeping.js";
import { lockCaptures, lockHouseholds } from "./locks.js";
import { moved } from "./planning.js";
import { saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";

/** A capture that a process is at work on. Instants are epoch ms. */
export interface TakenCapture {
  readonly id: string;
  readonly channelId: string;
  readonly startsAt: number;
  readonly stopsAt: number;
  readonly starts: readonly number[];
}

/** When what is recorded of a capture begins: few, as most pad alike; who begins at another time waits for its end. */
const MOST_STARTS = 200;
const STARTS = Prisma.sql`ARRAY(
  SELECT DISTINCT starts_at FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING'
  ORDER BY starts_at LIMIT ${MOST_STARTS}::int) AS starts`;

/** Takes captures that nobody is at work on, until `leaseUntil`; no two takers get the same. */
export async function takeCaptures(
  session: Session,
  options: {
    readonly now: number;
    readonly leaseUntil: number;
    readonly holder: string;
    readonly most: number;
  },
): Promise<TakenCapture[]> {
  const { now, leaseUntil, holder, most } = options;
  const rows = await session.$queryRaw<
    { id: string; channelId: string; startsAt: Date; stopsAt: Date; starts: Date[] }[]
  >`
    UPDATE capture SET lease_until = to_timestamp(${leaseUntil}::float8 / 1000), holder = ${holder}
    WHERE id IN (
      SELECT id FROM capture
      WHERE status = 'RUNNING' AND (lease_until IS NULL OR lease_until <= to_timestamp(${now}::float8 / 1000))
        AND EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING')
      ORDER BY starts_at, id LIMIT ${most}::int FOR UPDATE SKIP LOCKED)
    RETURNING id, channel_id AS "channelId", starts_at AS "startsAt", stops_at AS "stopsAt", ${STARTS}`;
  return rows.map(({ startsAt, stopsAt, starts, ...row }) => ({
    ...row,
    startsAt: startsAt.getTime(),
    stopsAt: stopsAt.getTime(),
    starts: starts.map((start) => start.getTime()),
  }));
}

/** What may change of a capture while it is copied, epoch ms. */
export type CaptureBounds = Pick<TakenCapture, "stopsAt" | "starts">;

/** Goes on holding captures; gives those that it still holds, as they are bounded now. */
export async function renewLeases(
  session: Session,
  ids: readonly string[],
  holder: string,
  leaseUntil: number,
): Promise<Map<string, CaptureBounds>> {
  const rows = await session.$queryRaw<{ id: string; stopsAt: Date; starts: Date[] }[]>`
    UPDATE capture SET lease_until = to_timestamp(${leaseUntil}::float8 / 1000)
    WHERE id IN (
        SELECT id FROM capture WHERE id = ANY(${[...ids]}::text[]) AND holder = ${holder} AND status = 'RUNNING'
        ORDER BY broadcast_id, owner FOR UPDATE)
      AND EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING')
    RETURNING id, stops_at AS "stopsAt", ${STARTS}`;
  return new Map(
    rows.map(({ id, stopsAt, starts }) => [
      id,
      { stopsAt: stopsAt.getTime(), starts: starts.map((start) => start.getTime()) },
    ]),
  );
}

/** Somebody else may go on with these at once. */
export async function releaseCaptures(
  session: Session,
  ids: readonly string[],
  holder: string,
): Promise<void> {
  await session.$executeRaw`
    UPDATE capture SET lease_until = NULL, holder = NULL
    WHERE id IN (
      SELECT id FROM capture WHERE id = ANY(${[...ids]}::text[]) AND holder = ${holder} AND status = 'RUNNING'
      ORDER BY broadcast_id, owner FOR UPDATE)`;
}

/** What is still being recorded by a capture. */
export async function recordingsBy(session: Session, captureId: string): Promise<Recording[]> {
  const rows = await session.recording.findMany({ where: { captureId, status: "RECORDING" } });
  return rows.map(toRecording);
}

/** What came of a copy. */
export interface Copied {
  readonly pieces: readonly Piece[];
  /** How far it came, epoch ms. */
  readonly reached: number;
  /** Whether a stretch was made playable; what was not, for it has only just become one, is seen to once more. */
  readonly isPlayable: (stretch: { readonly startsAt: number; readonly stopsAt: number }) => boolean;
  /** Until when what was made now is kept; null: nothing says so. */
  readonly expiresAt: number | null;
  readonly now: number;
}

/**
 * Ends what these households record by a capture that was copied: each recording is what there is of its broadcast; what
 * goes on for longer goes on. Gives what changed.
 */
export async function endRecordings(
  session: Session,
  captureId: string,
  accountIds: readonly string[],
  { pieces, reached, isPlayable, expiresAt, now }: Copied,
): Promise<Recording[]> {
  await lockHouseholds(session, accountIds);
  const rows = await session.recording.findMany({
    where: { captureId, status: "RECORDING", accountId: { in: [...accountIds] } },
  });
  const running = rows.map(toRecording);
  const over = running.filter((one) => windowOf(one).stopsAt <= reached && isPlayable(windowOf(one)));
  const ended = over.map((recording) => {
    const { airing } = recording;
    const outcome = outcomeOf(airing.start, airing.stop, pieces);
    const event = { type: outcome.event, reason: outcome.reason } as LifeEvent;
    const isPart = outcome.event === "BREAK";
    return moved(recording, event, now, {
      actualStop: now,
      expiresAt,
      ...(isPart ? { chargedSeconds: Math.min(outcome.recordedSeconds, recording.chargedSeconds) } : {}),
    });
  });
  await saveRecordings(session, ended);
  const dropped = await keepNewest(session, ended, now);
  await duePlans(
    session,
    ended.map(({ accountId }) => accountId),
    now,
  );
  return [...ended, ...dropped];
}

/** Whoever is free goes on with a capture that is still being recorded; another one is done. */
export async function closeCapture(session: Session, captureId: string): Promise<void> {
  await lockCaptures(session, [captureId]);
  // Only now: who joined it while we waited for the lock is seen, and who comes later finds it done.
  const goesOn = await session.recording.findFirst({
    where: { captureId, status: "RECORDING" },
    select: { id: true },
  });
  await session.capture.updateMany({
    where: { id: captureId },
    data: { leaseUntil: null, holder: null, ...(goesOn ? {} : { status: "DONE" }) },
  });
}

/**
 * Captures whose media are to go, of some recordings that are gone, at most `most`: those that nobody needs any more. They
 * are locked: who wants the same broadcast meanwhile waits, and then copies it anew. What nobody needs, but a process is at
 * work on, goes when its lease has run out: it would copy on into what was removed.
 */
export async function takeRemovals(
  session: Session,
  now: number,
  most: number,
): Promise<{ readonly taken: number; readonly captureIds: readonly string[] }> {
  const removals = await session.$queryRaw<{ captureId: string }[]>`
    DELETE FROM media_removal WHERE recording_id IN (
      SELECT recording_id FROM media_removal WHERE due_at <= to_timestamp(${now}::float8 / 1000)
        AND NOT EXISTS (
          SELECT FROM capture WHERE id = media_removal.capture_id AND capture.status = 'RUNNING'
            AND lease_until > to_timestamp(${now}::float8 / 1000)
            AND NOT EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING'))
      ORDER BY due_at LIMIT ${most}::int FOR UPDATE SKIP LOCKED)
    RETURNING capture_id AS "captureId"`;
  const named = [...new Set(removals.map(({ captureId }) => captureId))].sort();
  await lockCaptures(session, named);
  // Only now: what was wanted again while we waited for the lock is seen.
  const needed = await session.recording.findMany({
    where: { captureId: { in: named }, status: { in: ["RECORDING", "RECORDED", "PARTIAL"] } },
    distinct: ["captureId"],
    select: { captureId: true },
  });
  const isNeeded = new Set(needed.map(({ captureId }) => captureId));
  return { taken: removals.length, captureIds: named.filter((id) => !isNeeded.has(id)) };
}

/** Captures that nobody needs are known no more: who wants the broadcast again copies it anew. */
export async function forgetCaptures(session: Session, ids: readonly string[]): Promise<void> {
  await session.capture.deleteMany({ where: { id: { in: [...ids] } } });
}
