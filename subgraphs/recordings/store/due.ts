import type { ChannelFacts } from "../domain/airing.js";
import { type Recording, windowOf } from "../domain/recording.js";
import type { Batch } from "../household-batches.js";
import { duePlans } from "./households.js";
import { moved, replan } from "./planning.js";
import { saveRecordings } from "./recordings.js";
import { iso, type Session, toRecording } from "./rows.js";
import { channelsById } from "./rules.js";

/** One copy of a broadcast for all households, or one of each household's own, as the law of a country may want it. */
export type CopyMode = "SHARED" | "PRIVATE";

/** The owner of what all share. */
const EVERYBODY = "";

/**
 * Starts what is due of a batch of households: what they record is decided again first. Households that another
 * replica has taken are passed over, so that nothing starts twice. Null where nothing is due.
 */
export async function startDue(
  session: Session,
  batch: Batch,
  options: {
    readonly now: number;
    readonly copies: CopyMode;
    readonly nextId: () => string;
  },
): Promise<readonly Recording[] | null> {
  const { now } = options;
  const accountIds = await takeDueHouseholds(session, now, batch);
  if (accountIds.length === 0) return null;
  batch.taken(accountIds);
  const planned = await replan(session, accountIds, now);
  const due = await session.recording.findMany({
    where: { accountId: { in: accountIds }, status: "SCHEDULED", startsAt: { lte: new Date(now) } },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
  });
  const channels = await channelsById(
    session,
    due.map(({ channelId }) => channelId),
  );
  const recordings = due.map(toRecording);
  const missed = recordings.filter((one) => isMissed(one, channels.get(one.airing.channelId), now));
  const failed = missed.map((one) => moved(one, { type: "FAIL", reason: "MISSED" }, now));
  const starting = recordings.filter((one) => !missed.includes(one));
  const captures = await openCaptures(session, starting, options);
  const started = starting.map((one) =>
    moved(one, { type: "START" }, now, {
      actualStart: now,
      actualStop: null,
      captureId: captures.get(captureKey(one, options.copies)) ?? null,
    }),
  );
  await saveRecordings(session, [...failed, ...started]);
  // What was skipped for the sake of these may be recorded after all.
  await duePlans(
    session,
    failed.map(({ accountId }) => accountId),
    now,
  );
  const after = new Map([...planned, ...failed, ...started].map((one) => [one.id, one]));
  return [...after.values()];
}

/** Households with something due, locked; each is taken by one replica. */
async function takeDueHouseholds(session: Session, now: number, { most, except }: Batch): Promise<string[]> {
  const rows = await session.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM household
    WHERE account_id IN (
      SELECT account_id FROM recording
      WHERE status = 'SCHEDULED' AND starts_at <= to_timestamp(${now}::float8 / 1000))
      AND account_id <> ALL(${[...except]}::text[])
    ORDER BY account_id LIMIT ${most}::int FOR UPDATE SKIP LOCKED`;
  return rows.map(({ accountId }) => accountId);
}

/** Nothing airs any more, and the channel keeps nothing of it. */
function isMissed(recording: Recording, channel: ChannelFacts | undefined, now: number): boolean {
  const { stop } = recording.airing;
  if (now < stop) return false;
  return channel === undefined || now >= stop + channel.catchUpSeconds * 1_000;
}

function captureKey({ airing, accountId }: Recording, copies: CopyMode): string {
  return `${airing.broadcastId} ${copies === "SHARED" ? EVERYBODY : accountId}`;
}

/** A capture for each, one for many where they share it: it is copied from the first start to the last stop. */
async function openCaptures(
  session: Session,
  starting: readonly Recording[],
  { copies, nextId }: { readonly copies: CopyMode; readonly nextId: () => string },
): Promise<Map<string, string>> {
  const wanted = new Map<
    string,
    { id: string; broadcast_id: string; owner: string; channel_id: string; starts: number; stops: number }
  >();
  for (const recording of starting) {
    const { startsAt, stopsAt } = windowOf(recording);
    const { airing, accountId } = recording;
    const key = captureKey(recording, copies);
    const known = wanted.get(key);
    wanted.set(key, {
      id: known?.id ?? nextId(),
      broadcast_id: airing.broadcastId,
      owner: copies === "SHARED" ? EVERYBODY : accountId,
      channel_id: airing.channelId,
      starts: Math.min(startsAt, known?.starts ?? startsAt),
      stops: Math.max(stopsAt, known?.stops ?? stopsAt),
    });
  }
  if (wanted.size === 0) return new Map();
  const rows = [...wanted.values()].map((row) => ({
    ...row,
    starts_at: iso(row.starts),
    stops_at: iso(row.stops),
  }));
  // In the order in which everybody locks captures.
  const opened = await session.$queryRaw<{ id: string; broadcast_id: string; owner: string }[]>`
    INSERT INTO capture (id, broadcast_id, owner, channel_id, starts_at, stops_at, status)
    SELECT id, broadcast_id, owner, channel_id, starts_at, stops_at, 'RUNNING'
    FROM json_populate_recordset(NULL::capture, ${JSON.stringify(rows)}::json)
    ORDER BY broadcast_id, owner
    ON CONFLICT (broadcast_id, owner) DO UPDATE SET
      starts_at = least(capture.starts_at, excluded.starts_at),
      stops_at = greatest(capture.stops_at, excluded.stops_at),
      status = 'RUNNING'
    RETURNING id, broadcast_id, owner`;
  return new Map(opened.map(({ id, broadcast_id, owner }) => [`${broadcast_id} ${owner}`, id]));
}
