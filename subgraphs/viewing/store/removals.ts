import { isOpen } from "../../../lib/data-protection.js";
import type { Json } from "../../../lib/events/event.js";
import { Prisma, type PrismaClient } from "../../../prisma/viewing/client/client.js";
import type { Item, Person } from "../domain/viewing.js";
import { holdHousehold, type Session } from "./household-locks.js";
import { instant } from "./rows.js";

/** What is taken away: all of a household, of one of its profiles, or one item of a profile. */
interface Taken {
  readonly accountId: string;
  readonly profileId: string | null;
  readonly item: Item | null;
}

/**
 * Taking away what was watched. A position that was said before may still be on its way: what was removed blocks it until
 * no position can be that old any more.
 */
export function createRemovalStore(client: PrismaClient) {
  return {
    /** Takes an item, or all, out of a person's history and its archive; gives how many items it was. */
    async removeHistory({ accountId, id }: Person, item: Item | null, now: number): Promise<number> {
      return client.$transaction(async (tx) => {
        if (!(await isOpen(tx, accountId))) return 0;
        await holdHousehold(tx, accountId);
        const taken = { accountId, profileId: id, item };
        const { count, lastSaidAt } = await deleteHistory(tx, taken);
        // Positions are taken from clocks a little ahead: what was said then may come again, too.
        await block(tx, accountId, id, item, Math.max(now, lastSaidAt));
        return count;
      });
    },

    /**
     * Takes all that is kept of a person who is gone, within `tx`. Positions said up to `until` (epoch ms) bring nothing
     * back.
     */
    async removePerson({ accountId, id }: Person, until: number, tx: Session): Promise<void> {
      await holdHousehold(tx, accountId);
      await block(tx, accountId, id, null, until);
      await deleteHistory(tx, { accountId, profileId: id, item: null });
      await tx.$executeRaw`DELETE FROM watchlist_item WHERE account_id = ${accountId} AND profile_id = ${id}`;
    },

    /** Takes all that is kept of a household, within `tx`, which has its tombstone. */
    async eraseHousehold(accountId: string, tx: Session): Promise<void> {
      await holdHousehold(tx, accountId);
      await deleteHistory(tx, { accountId, profileId: null, item: null });
      await tx.$executeRaw`DELETE FROM watchlist_item WHERE account_id = ${accountId}`;
      await tx.$executeRaw`DELETE FROM removal WHERE account_id = ${accountId}`;
    },

    /** All that is kept of a household, for its people to read. */
    async everythingOf(accountId: string, tx: Session): Promise<Json> {
      const [row] = await tx.$queryRaw<{ history: Json; watchlist: Json; removed: Json }[]>`
        SELECT (
          SELECT coalesce(json_agg(json_build_object('profileId', profile_id, 'kind', kind, 'itemId', item_id,
            'positionSeconds', position_seconds, 'durationSeconds', duration_seconds, 'playCount', play_count,
            'watchedAt', watched_at) ORDER BY watched_at DESC), '[]')
          FROM (
            SELECT profile_id, kind, item_id, position_seconds, duration_seconds, play_count, watched_at
            FROM viewing WHERE account_id = ${accountId}
            UNION ALL
            SELECT profile_id, kind, item_id, position_seconds, duration_seconds, play_count, watched_at
            FROM archived_viewing WHERE account_id = ${accountId}
          ) AS watched
        ) AS history, (
          SELECT coalesce(json_agg(json_build_object('profileId', profile_id, 'contentId', content_id,
            'addedAt', added_at) ORDER BY added_at DESC), '[]')
          FROM watchlist_item WHERE account_id = ${accountId}
        ) AS watchlist, (
          SELECT coalesce(json_agg(json_build_object('profileId', profile_id, 'kind', nullif(kind, ''),
            'itemId', nullif(item_id, ''), 'positionsUntil', blocks_until) ORDER BY blocks_until DESC), '[]')
          FROM removal WHERE account_id = ${accountId}
        ) AS removed`;
      return row ? { history: row.history, watchlist: row.watchlist, removed: row.removed } : null;
    },

    /** Forgets removals that block nothing that is taken any more: up to `until` (epoch ms). */
    async forgetRemovals(until: number): Promise<void> {
      await client.$executeRaw`DELETE FROM removal WHERE blocks_until < ${instant(until)}`;
    },
  };
}

async function block(
  tx: Session,
  accountId: string,
  profileId: string,
  item: Item | null,
  blocksUntil: number,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO removal AS r (account_id, profile_id, kind, item_id, blocks_until)
    VALUES (${accountId}, ${profileId}, ${item?.kind ?? ""}, ${item?.itemId ?? ""}, ${instant(blocksUntil)})
    ON CONFLICT (account_id, profile_id, kind, item_id)
    DO UPDATE SET blocks_until = greatest(r.blocks_until, excluded.blocks_until)`;
}

/** How many items that was, and when the last of their positions was said, epoch ms. */
async function deleteHistory(
  tx: Session,
  taken: Taken,
): Promise<{ readonly count: number; readonly lastSaidAt: number }> {
  const [row] = await tx.$queryRaw<{ count: number; last: Date | null }[]>`
    WITH recent AS (DELETE FROM viewing AS v WHERE ${owned(taken)} RETURNING v.profile_id, v.kind, v.item_id, v.watched_at),
      old AS (DELETE FROM archived_viewing AS v WHERE ${owned(taken)}
        RETURNING v.profile_id, v.kind, v.item_id, v.watched_at)
    SELECT count(DISTINCT (profile_id, kind, item_id))::int AS count, max(watched_at) AS last
    FROM (SELECT * FROM recent UNION ALL SELECT * FROM old) AS items`;
  return { count: row?.count ?? 0, lastSaidAt: row?.last?.getTime() ?? 0 };
}

function owned({ accountId, profileId, item }: Taken): Prisma.Sql {
  const parts = [Prisma.sql`v.account_id = ${accountId}`];
  if (profileId !== null) parts.push(Prisma.sql`v.profile_id = ${profileId}`);
  if (item) parts.push(Prisma.sql`v.kind = ${item.kind} AND v.item_id = ${item.itemId}`);
  return Prisma.join(parts, " AND ");
}
