import { badInput } from "../../../lib/errors.js";
import type { PrismaClient } from "../../../prisma/catalog/client/client.js";
import { type Broadcast, EARLIEST_MS, LONGEST_BROADCAST_MS } from "../domain/broadcast.js";
import { broadcastColumns, fromPlain, type PlainBroadcast, toBroadcast } from "./rows.js";

/** Most broadcasts that one window reads, over all its channels: some 40 MB; a day of 500 channels has half as many. */
const MOST_BROADCASTS = 40_000;

/** What channels broadcast. */
export function createBroadcastStore(client: PrismaClient) {
  return {
    async broadcastsById(ids: readonly string[]): Promise<Broadcast[]> {
      return (await client.broadcast.findMany({ where: { id: { in: [...ids] } } })).map(toBroadcast);
    },

    /** All that overlap [from, to), by channel and start; BAD_USER_INPUT where that is more than can be read. */
    async broadcastsOverlapping(
      channelIds: readonly string[],
      from: number,
      to: number,
    ): Promise<Broadcast[]> {
      const rows = await client.$queryRaw<PlainBroadcast[]>`
        SELECT ${broadcastColumns("broadcast")}
        FROM broadcast
        WHERE channel_id = ANY(${[...channelIds]}::text[])
          AND start > ${instant(from - LONGEST_BROADCAST_MS)} AND start < ${instant(to)} AND stop > ${instant(from)}
        ORDER BY channel_id, start LIMIT ${MOST_BROADCASTS + 1}::int`;
      if (rows.length > MOST_BROADCASTS) {
        const rule = `must be so near that ${channelIds.length} channels have at most ${MOST_BROADCASTS} broadcasts`;
        throw badInput("to", rule, new Date(to).toISOString());
      }
      return rows.map(fromPlain);
    },

    /** For each channel what is on air at `now`, and the first that starts after it: one statement for all. */
    async nowAndNext(channelIds: readonly string[], now: number): Promise<Broadcast[]> {
      const at = new Date(now);
      const earliest = new Date(now - LONGEST_BROADCAST_MS);
      const rows = await client.$queryRaw<PlainBroadcast[]>`
        SELECT ${broadcastColumns("b")}
        FROM unnest(${[...channelIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          (SELECT * FROM broadcast WHERE channel_id = wanted.id AND start > ${earliest} AND start <= ${at} AND stop > ${at}
           ORDER BY start DESC LIMIT 1)
          UNION ALL
          (SELECT * FROM broadcast WHERE channel_id = wanted.id AND start > ${at} ORDER BY start LIMIT 1)
        ) AS b`;
      return rows.map(fromPlain);
    },

    /** The first instant after `after` at which another broadcast begins or ends somewhere, and on which channels. */
    async nextBoundary(after: number): Promise<{ at: number; channelIds: string[] } | null> {
      const at = instant(after);
      const earliest = instant(after - LONGEST_BROADCAST_MS);
      const [row] = await client.$queryRaw<{ at: Date; channelIds: string[] }[]>`
        SELECT boundary.at, array_agg(DISTINCT boundary.channel_id) AS "channelIds"
        FROM channel CROSS JOIN LATERAL (
          (SELECT channel_id, start AS at FROM broadcast WHERE channel_id = channel.id AND start > ${at}
           ORDER BY start LIMIT 1)
          UNION ALL
          (SELECT channel_id, stop FROM broadcast
           WHERE channel_id = channel.id AND start > ${earliest} AND start <= ${at} AND stop > ${at}
           ORDER BY start DESC LIMIT 1)
        ) AS boundary
        GROUP BY boundary.at ORDER BY boundary.at LIMIT 1`;
      return row ? { at: row.at.getTime(), channelIds: row.channelIds } : null;
    },

    /** First start and last stop of the whole guide; null when it is empty. */
    async guideSpan(): Promise<{ start: number; stop: number } | null> {
      const { _min, _max } = await client.broadcast.aggregate({
        _min: { start: true },
        _max: { stop: true },
      });
      return _min.start && _max.stop ? { start: _min.start.getTime(), stop: _max.stop.getTime() } : null;
    },
  };
}

function instant(epochMs: number): Date {
  return new Date(Math.max(epochMs, EARLIEST_MS));
}
