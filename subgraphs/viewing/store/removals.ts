import { Prisma, type PrismaClient } from "../../../prisma/viewing/client/client.js";
import type { Item, Person } from "../domain/viewing.js";
import { instant } from "./rows.js";

type Session = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

/** What is taken away: a household, one of its profiles, or one item of a profile. */
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
        const taken = { accountId, profileId: id, item };
        await block(tx, taken, now);
        return deleteHistory(tx, taken);
      });
    },

    /** Takes all of a profile or, with null, of a household, with its watchlist, for good, within `tx`. */
    async forget(tx: Session, accountId: string, profileId: string | null, blocksUntil: number) {
      const taken = { accountId, profileId, item: null };
      await block(tx, taken, blocksUntil);
      await deleteHistory(tx, taken);
      await tx.$executeRaw`DELETE FROM watchlist_item AS v WHERE ${owned(taken)}`;
    },

    /** Takes away what a statement wrote that had begun before a removal was committed: since `since` (epoch ms). */
    async sweepRemoved(since: number): Promise<void> {
      for (const table of [Prisma.sql`viewing`, Prisma.sql`archived_viewing`]) {
        await client.$executeRaw`
          DELETE FROM ${table} AS v USING removal AS r
          WHERE r.blocks_until >= ${instant(since)} AND v.account_id = r.account_id
            AND r.profile_id IN ('', v.profile_id) AND r.kind IN ('', v.kind) AND r.item_id IN ('', v.item_id)
            AND v.watched_at <= r.blocks_until`;
      }
    },

    /** Forgets removals that block nothing that is taken any more: up to `until` (epoch ms). */
    async forgetRemovals(until: number): Promise<void> {
      await client.$executeRaw`DELETE FROM removal WHERE blocks_until < ${instant(until)}`;
    },
  };
}

async function block(tx: Session, { accountId, profileId, item }: Taken, blocksUntil: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO removal AS r (account_id, profile_id, kind, item_id, blocks_until)
    VALUES (${accountId}, ${profileId ?? ""}, ${item?.kind ?? ""}, ${item?.itemId ?? ""}, ${instant(blocksUntil)})
    ON CONFLICT (account_id, profile_id, kind, item_id)
    DO UPDATE SET blocks_until = greatest(r.blocks_until, excluded.blocks_until)`;
}

async function deleteHistory(tx: Session, taken: Taken): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    WITH recent AS (DELETE FROM viewing AS v WHERE ${owned(taken)} RETURNING v.profile_id, v.kind, v.item_id),
      old AS (DELETE FROM archived_viewing AS v WHERE ${owned(taken)} RETURNING v.profile_id, v.kind, v.item_id)
    SELECT count(*)::int AS count FROM (SELECT * FROM recent UNION SELECT * FROM old) AS items`;
  return row?.count ?? 0;
}

function owned({ accountId, profileId, item }: Taken): Prisma.Sql {
  const parts = [Prisma.sql`v.account_id = ${accountId}`];
  if (profileId !== null) parts.push(Prisma.sql`v.profile_id = ${profileId}`);
  if (item) parts.push(Prisma.sql`v.kind = ${item.kind} AND v.item_id = ${item.itemId}`);
  return Prisma.join(parts, " AND ");
}
