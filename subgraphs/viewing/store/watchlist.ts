import { isOpen } from "../../../lib/data-protection.js";
import { Prisma, type PrismaClient } from "../../../prisma/viewing/client/client.js";
import type { Person } from "../domain/viewing.js";
import { shareHouseholds } from "./household-locks.js";
import { instant } from "./rows.js";

/** Items of a profile's watchlist; more is nobody's plan for an evening. */
export const MOST_WATCHLIST_ITEMS = 500;

/** Something that a person wants to watch. */
export interface WatchlistItem {
  readonly contentId: string;
  /** Epoch ms. */
  readonly addedAt: number;
}

export type AddOutcome = "ADDED" | "THERE" | "FULL";

/** What people want to watch. Every statement names whose it is. */
export function createWatchlistStore(client: PrismaClient) {
  return {
    /** A page of what was added last, behind `after`. */
    async watchlist(
      { accountId, id }: Person,
      after: WatchlistItem | null,
      size: number,
    ): Promise<WatchlistItem[]> {
      const behind = after
        ? Prisma.sql`AND (added_at, content_id) < (${instant(after.addedAt)}, ${after.contentId})`
        : Prisma.empty;
      const rows = await client.$queryRaw<{ contentId: string; addedAt: Date }[]>`
        SELECT content_id AS "contentId", added_at AS "addedAt" FROM watchlist_item
        WHERE account_id = ${accountId} AND profile_id = ${id} ${behind}
        ORDER BY added_at DESC, content_id DESC LIMIT ${size}::int`;
      return rows.map(({ contentId, addedAt }) => ({ contentId, addedAt: addedAt.getTime() }));
    },

    /** Of these items those that are on their person's watchlist: one statement for all of a household. */
    async watchlisted(
      accountId: string,
      wanted: readonly { readonly profileId: string; readonly contentId: string }[],
    ): Promise<{ profileId: string; contentId: string }[]> {
      return client.$queryRaw`
        SELECT v.profile_id AS "profileId", v.content_id AS "contentId"
        FROM unnest(${wanted.map(({ profileId }) => profileId)}::text[],
          ${wanted.map(({ contentId }) => contentId)}::text[]) AS wanted(profile_id, content_id)
        JOIN watchlist_item AS v ON v.account_id = ${accountId} AND v.profile_id = wanted.profile_id
          AND v.content_id = wanted.content_id`;
    },

    async addToWatchlist({ accountId, id }: Person, contentId: string, now: number): Promise<AddOutcome> {
      const rows = await client.$transaction(async (tx) => {
        if (!(await isOpen(tx, accountId))) return [];
        // A person who is being removed is gone before the next statement, and their removal reaches ahead.
        await shareHouseholds(tx, [accountId]);
        return tx.$queryRaw<{ outcome: AddOutcome }[]>`
        WITH list AS (
          SELECT count(*) AS size, coalesce(bool_or(content_id = ${contentId}), false) AS has FROM watchlist_item
          WHERE account_id = ${accountId} AND profile_id = ${id}
        ), added AS (
          INSERT INTO watchlist_item (account_id, profile_id, content_id, added_at)
          SELECT ${accountId}, ${id}, ${contentId}, ${instant(now)} FROM list
          WHERE NOT has AND size < ${MOST_WATCHLIST_ITEMS}::int AND NOT EXISTS (
            SELECT FROM removal WHERE account_id = ${accountId} AND profile_id = ${id} AND kind = '' AND item_id = ''
              AND blocks_until > ${instant(now)})
          ON CONFLICT DO NOTHING RETURNING content_id
        )
        SELECT CASE WHEN EXISTS (SELECT FROM added) THEN 'ADDED'
          WHEN NOT has AND size >= ${MOST_WATCHLIST_ITEMS}::int THEN 'FULL' ELSE 'THERE' END AS outcome FROM list`;
      });
      return rows[0]?.outcome ?? "THERE";
    },

    async removeFromWatchlist({ accountId, id }: Person, contentId: string): Promise<boolean> {
      const { count } = await client.watchlistItem.deleteMany({
        where: { accountId, profileId: id, contentId },
      });
      return count > 0;
    },
  };
}
