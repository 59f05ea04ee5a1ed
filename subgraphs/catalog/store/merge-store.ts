import type { Announcement } from "../../../lib/events/event.js";
import type { Prisma } from "../../../prisma/catalog/client/client.js";
import {
  digestOf,
  type ExistingBroadcast,
  type MergePlan,
  type RemovedBroadcast,
  type Restated,
} from "../domain/guide-merge.js";
import { guideChanged, type TimetableChange } from "../events.js";
import { createGuideChannels } from "./guide-channels.js";
import { createGuideStatements } from "./guide-statements.js";
import { airingsOfSeries, MADE_OF_EARLIER_AIRINGS } from "./series-airings.js";
import { createSourceRecords } from "./source-records.js";

/** What an import writes for one channel. */
export interface ChannelChanges extends TimetableChange {
  readonly written: readonly Restated[];
  readonly cut: MergePlan["cut"];
  readonly removed: readonly { readonly id: string }[];
}

/** What an import reads and writes while no other one does. */
export type MergeStore = ReturnType<typeof createMergeStore>;

/** How long what was removed is remembered; where it comes back, it has its old id. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

/** Rows a statement, some 250 KB: what Prisma copies of a longer one stays with the process. */
const ROWS_A_STATEMENT = 250;

export function createMergeStore(
  client: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
) {
  return {
    ...createGuideChannels(client, announce),
    ...createGuideStatements(client),
    ...createSourceRecords(client),

    /** Those of `titles` that are series: on demand, by a number in a guide, or by an episode that is stored under them. */
    async seriesAmong(titles: readonly string[]): Promise<Set<string>> {
      if (titles.length === 0) return new Set();
      const rows = await client.$queryRaw<{ title: string }[]>`
        SELECT wanted.title FROM (
          SELECT title, left(fold(title), 500) AS key FROM unnest(${titles}::text[]) AS given(title)
        ) AS wanted
        WHERE EXISTS (SELECT FROM series WHERE title_key = key AND NOT withdrawn)
          OR EXISTS (SELECT FROM broadcast AS b WHERE b.series_key = key AND b.title = wanted.title
            AND b.details->>'subtitle' <> b.title)`;
      return new Set(rows.map(({ title }) => title));
    },

    /** What is stored of these channels in and around a window, by channel and start. */
    async broadcastsAround(
      channelIds: readonly string[],
      from: number,
      to: number,
    ): Promise<Map<string, ExistingBroadcast[]>> {
      // One text is read several times faster than as many rows.
      const [found] = await client.$queryRaw<{ rows: string | null }[]>`
        SELECT json_agg(json_build_array(
          channel_id, id, (date_part('epoch', start) * 1000)::bigint, (date_part('epoch', stop) * 1000)::bigint,
          stop_inferred, revision, title, digest,
          details->'subtitle', details->'season', details->'episode', details->'programId'
        ) ORDER BY start, id)::text AS rows
        FROM broadcast
        WHERE channel_id = ANY(${channelIds}::text[])
          AND start >= to_timestamp(${from}::float8 / 1000) AND start < to_timestamp(${to}::float8 / 1000)`;
      return byChannel(
        found?.rows,
        ([, id, start, stop, stopInferred, revision, title, digest, ...name]) => ({
          ...({ id, start, stop, stopInferred, revision, title, digest } as ExistingBroadcast),
          ...nameOf(name),
        }),
      );
    },

    /** What was removed of these channels, and may come back. */
    async removedOf(channelIds: readonly string[], now: number): Promise<Map<string, RemovedBroadcast[]>> {
      const [found] = await client.$queryRaw<{ rows: string | null }[]>`
        SELECT json_agg(json_build_array(
          channel_id, id, (date_part('epoch', start) * 1000)::bigint, revision, title,
          subtitle, season, episode, program_id
        ) ORDER BY start, id)::text AS rows
        FROM removed_broadcast
        WHERE channel_id = ANY(${channelIds}::text[])
          AND removed_at > to_timestamp(${now - REMEMBERED_MS}::float8 / 1000)`;
      return byChannel(found?.rows, ([, id, start, revision, title, ...name]) => ({
        ...({ id, start, revision, title } as RemovedBroadcast),
        ...nameOf(name),
      }));
    },

    /** Forgets what was removed too long ago to come back. */
    async forgetRemoved(now: number): Promise<void> {
      await client.removedBroadcast.deleteMany({
        where: { removedAt: { lte: new Date(now - REMEMBERED_MS) } },
      });
    },

    async saveChanges(changes: readonly ChannelChanges[], now: number): Promise<void> {
      const removed = changes.flatMap((one) => one.removed.map(({ id }) => id));
      const back = changes.flatMap(({ broadcasts }) =>
        broadcasts.filter(({ before }) => before === null).map(({ id }) => id),
      );
      if (removed.length > 0) await remove(client, removed, now);
      if (back.length > 0) await client.removedBroadcast.deleteMany({ where: { id: { in: back } } });
      await retime(
        client,
        changes.flatMap(({ cut }) => cut),
      );
      await write(client, changes);
      for (const announcement of changes.flatMap(guideChanged)) announce(announcement);
    },

    /** Tells where the series air that a trigger has made of this import's episodes: others knew of none there. */
    async tellOfNewSeries(): Promise<void> {
      const aired = await airingsOfSeries(client, MADE_OF_EARLIER_AIRINGS);
      for (const announcement of aired.flatMap(guideChanged)) announce(announcement);
    },
  };
}

function byChannel<T>(rows: string | null | undefined, read: (row: unknown[]) => T): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of JSON.parse(rows ?? "[]") as unknown[][]) {
    const channelId = String(row[0]);
    const others = found.get(channelId);
    if (others) others.push(read(row));
    else found.set(channelId, [read(row)]);
  }
  return found;
}

function nameOf([subtitle, season, episode, programId]: unknown[]) {
  return { subtitle, season, episode, programId } as Pick<
    ExistingBroadcast,
    "subtitle" | "season" | "episode" | "programId"
  >;
}

async function remove(tx: Prisma.TransactionClient, ids: readonly string[], now: number): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (DELETE FROM broadcast WHERE id = ANY(${ids}::text[]) RETURNING *)
    INSERT INTO removed_broadcast
      (id, channel_id, start, title, subtitle, season, episode, program_id, revision, removed_at)
    SELECT id, channel_id, start, title, details->>'subtitle', (details->>'season')::int,
           (details->>'episode')::int, details->>'programId', revision, to_timestamp(${now}::float8 / 1000)
    FROM gone`;
}

async function retime(tx: Prisma.TransactionClient, cut: MergePlan["cut"]): Promise<void> {
  if (cut.length === 0) return;
  await tx.$executeRaw`
    UPDATE broadcast SET
      start = to_timestamp(cut.start / 1000), stop = to_timestamp(cut.stop / 1000), revision = cut.revision
    FROM json_to_recordset(${JSON.stringify(cut)}::json) AS cut(id text, revision int, start float8, stop float8)
    WHERE broadcast.id = cut.id`;
}

async function write(tx: Prisma.TransactionClient, changes: readonly ChannelChanges[]): Promise<void> {
  const all = changes.flatMap(({ channelId, written }) => written.map((one) => ({ channelId, one })));
  for (let at = 0; at < all.length; at += ROWS_A_STATEMENT) {
    const rows = all.slice(at, at + ROWS_A_STATEMENT).map(({ channelId, one }) => rowOf(channelId, one));
    await upsert(tx, JSON.stringify(rows));
  }
}

async function upsert(tx: Prisma.TransactionClient, rows: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO broadcast (id, channel_id, start, stop, stop_inferred, revision, title, details, digest)
    SELECT id, channel_id, to_timestamp(start / 1000), to_timestamp(stop / 1000), stop_inferred, revision, title, details, digest
    FROM json_to_recordset(${rows}::json) AS row(
      id text, channel_id text, start float8, stop float8,
      stop_inferred boolean, revision int, title text, details jsonb, digest text)
    ON CONFLICT (id) DO UPDATE SET
      start = excluded.start, stop = excluded.stop, stop_inferred = excluded.stop_inferred,
      revision = excluded.revision, title = excluded.title, details = excluded.details, digest = excluded.digest`;
}

function rowOf(channelId: string, { id, revision, programme }: Restated) {
  const { xmltvId: _channel, line: _line, title, start, stop, stopInferred, ...details } = programme;
  return {
    id,
    channel_id: channelId,
    start,
    stop,
    stop_inferred: stopInferred,
    revision,
    title,
    details,
    digest: digestOf(programme),
  };
}
