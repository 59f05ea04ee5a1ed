import type { LifeEvent } from "../domain/life-cycle.js";
import { outcomeOf, type Piece } from "../domain/outcome.js";
import type { Recording } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import { duePlans, lockHouseholds } from "./households.js";
import { dropMedia } from "./media.js";
import { groupBy, moved } from "./planning.js";
import { saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { rulesById } from "./rules.js";

/** A capture that a process is at work on. Instants are epoch ms. */
export interface TakenCapture {
  readonly id: string;
  readonly channelId: string;
  readonly startsAt: number;
  readonly stopsAt: number;
}

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
  const rows = await session.$queryRaw<{ id: string; channelId: string; startsAt: Date; stopsAt: Date }[]>`
    UPDATE capture SET lease_until = to_timestamp(${leaseUntil}::float8 / 1000), holder = ${holder}
    WHERE id IN (
      SELECT id FROM capture
      WHERE status = 'RUNNING' AND (lease_until IS NULL OR lease_until <= to_timestamp(${now}::float8 / 1000))
        AND EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING')
      ORDER BY starts_at, id LIMIT ${most}::int FOR UPDATE SKIP LOCKED)
    RETURNING id, channel_id AS "channelId", starts_at AS "startsAt", stops_at AS "stopsAt"`;
  return rows.map(({ startsAt, stopsAt, ...row }) => ({
    ...row,
    startsAt: startsAt.getTime(),
    stopsAt: stopsAt.getTime(),
  }));
}

/** Goes on holding captures; gives those that it still holds, with when they stop now, epoch ms. */
export async function renewLeases(
  session: Session,
  ids: readonly string[],
  holder: string,
  leaseUntil: number,
): Promise<Map<string, number>> {
  const rows = await session.$queryRaw<{ id: string; stopsAt: Date }[]>`
    UPDATE capture SET lease_until = to_timestamp(${leaseUntil}::float8 / 1000)
    WHERE id = ANY(${[...ids]}::text[]) AND holder = ${holder} AND status = 'RUNNING'
      AND EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING')
    RETURNING id, stops_at AS "stopsAt"`;
  return new Map(rows.map(({ id, stopsAt }) => [id, stopsAt.getTime()]));
}

/** Somebody else may go on with these at once. */
export async function releaseCaptures(
  session: Session,
  ids: readonly string[],
  holder: string,
): Promise<void> {
  await session.capture.updateMany({
    where: { id: { in: [...ids] }, holder, status: "RUNNING" },
    data: { leaseUntil: null, holder: null },
  });
}

/** What is still being recorded by a capture. */
export async function recordingsBy(session: Session, captureId: string): Promise<Recording[]> {
  const rows = await session.recording.findMany({ where: { captureId, status: "RECORDING" } });
  return rows.map(toRecording);
}

/**
 * Ends the recordings of a capture whose copying came to `reached` (epoch ms): each is what there is of its broadcast;
 * what goes on for longer goes on. Gives what changed.
 */
export async function endRecordings(
  session: Session,
  captureId: string,
  said: { readonly pieces: readonly Piece[]; readonly reached: number; readonly now: number },
): Promise<Recording[]> {
  const { pieces, reached, now } = said;
  const seen = await recordingsBy(session, captureId);
  await lockHouseholds(session, [...new Set(seen.map(({ accountId }) => accountId))]);
  const running = await recordingsBy(session, captureId);
  const over = running.filter(({ airing, padding }) => airing.stop + padding.afterSeconds * 1_000 <= reached);
  const ended = over.map((recording) => {
    const { airing } = recording;
    const outcome = outcomeOf(airing.start, airing.stop, pieces);
    const event = { type: outcome.event, reason: outcome.reason } as LifeEvent;
    const isPart = outcome.event === "BREAK";
    return moved(recording, event, now, {
      actualStop: now,
      ...(isPart ? { chargedSeconds: Math.min(outcome.recordedSeconds, recording.chargedSeconds) } : {}),
    });
  });
  await saveRecordings(session, ended);
  const isDone = over.length === running.length;
  await session.capture.updateMany({
    where: { id: captureId },
    data: { leaseUntil: null, holder: null, ...(isDone ? { status: "DONE" } : {}) },
  });
  const dropped = await keepNewest(session, ended, now);
  await duePlans(
    session,
    ended.map(({ accountId }) => accountId),
    now,
  );
  return [...ended, ...dropped];
}

/** Rules that keep only so many let the oldest go that are not protected. */
async function keepNewest(session: Session, ended: readonly Recording[], now: number): Promise<Recording[]> {
  const rules = await rulesById(session, [...new Set(ended.flatMap(({ ruleId }) => ruleId ?? []))]);
  const bounded = new Map(rules.filter(({ keep }) => keep !== null).map((rule) => [rule.id, rule]));
  if (bounded.size === 0) return [];
  const rows = await session.recording.findMany({
    where: { ruleId: { in: [...bounded.keys()] }, status: { in: ["RECORDED", "PARTIAL"] } },
    orderBy: [{ start: "desc" }, { id: "asc" }],
  });
  const going = [...groupBy(rows.map(toRecording), ({ ruleId }) => ruleId ?? "")].flatMap(([ruleId, made]) =>
    beyond(bounded.get(ruleId), made),
  );
  const deleted = going.map((one) => moved(one, { type: "DELETE", reason: "KEEP_LIMIT" }, now));
  await saveRecordings(session, deleted);
  await dropMedia(session, deleted, now);
  return deleted;
}

function beyond(rule: RecordingRule | undefined, newestFirst: readonly Recording[]): Recording[] {
  const keep = rule?.keep ?? Number.POSITIVE_INFINITY;
  const held = newestFirst.filter((one) => one.protected).length;
  return newestFirst.filter((one) => !one.protected).slice(Math.max(0, keep - held));
}

/**
 * Media that are to go, with whether anybody still needs what they were copied to. What nobody needs, but a process is at
 * work on, goes when its lease has run out: it would copy on into what was removed.
 */
export async function takeRemovals(
  session: Session,
  now: number,
  most: number,
): Promise<{ recordingId: string; captureId: string; isLast: boolean }[]> {
  return session.$queryRaw`
    WITH taken AS (
      DELETE FROM media_removal WHERE recording_id IN (
        SELECT recording_id FROM media_removal WHERE due_at <= to_timestamp(${now}::float8 / 1000)
          AND NOT EXISTS (
            SELECT FROM capture WHERE id = media_removal.capture_id AND capture.status = 'RUNNING'
              AND lease_until > to_timestamp(${now}::float8 / 1000)
              AND NOT EXISTS (SELECT FROM recording WHERE capture_id = capture.id AND recording.status = 'RECORDING'))
        ORDER BY due_at LIMIT ${most}::int FOR UPDATE SKIP LOCKED)
      RETURNING recording_id, capture_id)
    SELECT recording_id AS "recordingId", capture_id AS "captureId",
      NOT EXISTS (SELECT FROM recording WHERE capture_id = taken.capture_id
                  AND status IN ('RECORDING', 'RECORDED', 'PARTIAL')) AS "isLast"
    FROM taken`;
}

/** Captures that nobody needs are known no more: who wants the broadcast again copies it anew. */
export async function forgetCaptures(session: Session, ids: readonly string[]): Promise<void> {
  await session.capture.deleteMany({ where: { id: { in: [...ids] } } });
}
