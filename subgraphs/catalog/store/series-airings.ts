import { Prisma } from "../../../prisma/catalog/client/client.js";
import type { TimetableChange } from "../events.js";

/** Where some series air by their titles, one span a channel at most: what others know of those broadcasts is not so now. */
export async function airingsOfSeries(
  tx: Prisma.TransactionClient,
  which: Prisma.Sql,
): Promise<TimetableChange[]> {
  const spans = await tx.$queryRaw<{ channelId: string; from: Date; to: Date }[]>`
    SELECT channel_id AS "channelId", min(start) AS "from", max(stop) AS "to"
    FROM broadcast JOIN series ON series_key = title_key
    WHERE ${which} GROUP BY channel_id ORDER BY channel_id`;
  return spans.map(({ channelId, from, to }) => ({
    channelId,
    from: from.getTime(),
    to: to.getTime(),
    broadcasts: [],
  }));
}

/** By what imports of video on demand call them. */
export function ofExternalIds(externalIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`external_id = ANY(${[...externalIds]}::text[])`;
}

/** Those that this transaction has made of what was stored before it: what it wrote itself it tells of anyhow. */
export const MADE_OF_EARLIER_AIRINGS = Prisma.sql`
  series.xmin = pg_current_xact_id()::xid AND broadcast.xmin <> pg_current_xact_id()::xid`;
