import { Prisma, type PrismaClient } from "../../../prisma/catalog/client/client.js";
import { type Broadcast, LONGEST_BROADCAST_MS } from "../domain/broadcast.js";
import { broadcastColumns, fromPlain, type PlainBroadcast } from "./rows.js";

/** Where a page of airings begins: the sort key of the airing before it. `start`: epoch ms. */
export interface AiringKey {
  readonly start: number;
  readonly id: string;
}

/** When and where a work airs. Every query is one statement, for however many works. */
export function createAiringStore(client: PrismaClient) {
  return {
    /** A page of the airings of each series that have not ended at `now`, by start. */
    async upcomingAirings(
      seriesKeys: readonly string[],
      now: number,
      after: AiringKey | null,
      limit: number,
    ): Promise<Broadcast[]> {
      const behind = after
        ? Prisma.sql`AND (start, id) > (${instant(after.start)}, ${after.id})`
        : Prisma.empty;
      const rows = await client.$queryRaw<PlainBroadcast[]>`
        SELECT ${broadcastColumns("page")}
        FROM unnest(${[...seriesKeys]}::text[]) AS wanted(key)
        CROSS JOIN LATERAL (
          SELECT * FROM broadcast
          WHERE series_key = wanted.key AND stop > ${instant(now)}
            AND start > ${instant(now - LONGEST_BROADCAST_MS)} ${behind}
          ORDER BY start, id LIMIT ${limit}::int
        ) AS page`;
      return rows.map(fromPlain);
    },

    /** For each broadcast the other airings of its work that have not ended at `now`, by start. */
    async otherAirings(ids: readonly string[], now: number, limit: number) {
      const rows = await client.$queryRaw<(PlainBroadcast & { of: string })[]>`
        SELECT self.id AS "of", ${broadcastColumns("page")}
        FROM broadcast AS self
        CROSS JOIN LATERAL (
          SELECT * FROM broadcast AS other
          WHERE other.work_keys && self.work_keys AND other.id <> self.id AND stop > ${instant(now)}
          ORDER BY start, id LIMIT ${limit}::int
        ) AS page
        WHERE self.id = ANY(${[...ids]}::text[])`;
      return rows.map(({ of, ...row }) => ({ of, broadcast: fromPlain(row) }));
    },
  };
}

function instant(epochMs: number): Prisma.Sql {
  return Prisma.sql`to_timestamp(${epochMs}::float8 / 1000)`;
}
