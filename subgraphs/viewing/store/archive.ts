import type { Prisma, PrismaClient } from "../../../prisma/viewing/client/client.js";
import { type Month, monthOf, monthsUntil, monthText } from "../domain/archive-months.js";
import { type Grown, MOST_VIEWINGS } from "./history.js";
import { shareHouseholds } from "./household-locks.js";
import { instant } from "./rows.js";

const PREFIX = "archived_viewing_";
/** Processes that see to the archive at the same moment take turns. */
const UPKEEP_LOCK = 7_408;

/** What has overflowed from histories, in partitions of a month each. */
export function createArchiveStore(client: PrismaClient) {
  return {
    /**
     * Moves what is beyond the cap of these profiles into the archive. Of an item that overflows again the archive keeps
     * the newer row; what was watched before `archivedFrom` (epoch ms) is dropped at once.
     */
    async overflow(profiles: readonly Grown[], archivedFrom: number): Promise<void> {
      if (profiles.length === 0) return;
      const accountIds = profiles.map(({ accountId }) => accountId);
      // As positions are written: a removal at the same moment would leave what it cannot see in the archive yet.
      await client.$transaction([
        shareHouseholds(client, accountIds),
        overflow(client, profiles, archivedFrom),
      ]);
    },

    /** Provides partitions from `first` to `last` and drops those before `first`; gives the names of those dropped. */
    async keepMonths(first: Month, last: Month): Promise<string[]> {
      return client.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${UPKEEP_LOCK}::int)`;
        const rows = await tx.$queryRaw<{ name: string }[]>`
          SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
          WHERE inhparent = 'archived_viewing'::regclass`;
        const names = rows.map(({ name }) => name);
        for (const month of monthsUntil(first, last)) {
          const name = `${PREFIX}${monthText(month)}`;
          if (names.includes(name)) continue;
          const [from, to] = [month, month + 1].map((one) => new Date(monthOf(one)).toISOString());
          // Names and bounds are made of two numbers each: nothing that anybody wrote is in them.
          await tx.$executeRawUnsafe(
            `CREATE TABLE ${name} PARTITION OF archived_viewing FOR VALUES FROM ('${from}') TO ('${to}')`,
          );
        }
        const over = names.filter((name) => name < `${PREFIX}${monthText(first)}`);
        for (const name of over) await tx.$executeRawUnsafe(`DROP TABLE ${name}`);
        return over;
      });
    },
  };
}

function overflow(
  client: PrismaClient,
  profiles: readonly Grown[],
  archivedFrom: number,
): Prisma.PrismaPromise<number> {
  return client.$executeRaw`
    WITH crowded AS (
      SELECT p.account_id, p.profile_id
      FROM unnest(${profiles.map(({ accountId }) => accountId)}::text[],
        ${profiles.map(({ profileId }) => profileId)}::text[]) AS p(account_id, profile_id)
      WHERE (SELECT count(*) FROM viewing AS v
             WHERE v.account_id = p.account_id AND v.profile_id = p.profile_id) > ${MOST_VIEWINGS}::int
    ), excess AS (
      SELECT old.* FROM crowded AS c CROSS JOIN LATERAL (
        SELECT v.account_id, v.profile_id, v.kind, v.item_id, v.watched_at FROM viewing AS v
        WHERE v.account_id = c.account_id AND v.profile_id = c.profile_id
        ORDER BY v.watched_at DESC, v.kind DESC, v.item_id DESC OFFSET ${MOST_VIEWINGS}::int) AS old
    ), gone AS (
      -- What is watched again in this very moment is not the row that was found any more, and stays.
      DELETE FROM viewing AS v USING excess AS e
      WHERE v.account_id = e.account_id AND v.profile_id = e.profile_id AND v.kind = e.kind
        AND v.item_id = e.item_id AND v.watched_at = e.watched_at
      RETURNING v.*
    ), superseded AS (
      DELETE FROM archived_viewing AS a USING gone AS g
      WHERE a.account_id = g.account_id AND a.profile_id = g.profile_id AND a.kind = g.kind
        AND a.item_id = g.item_id AND a.watched_at < g.watched_at
    )
    INSERT INTO archived_viewing (account_id, profile_id, kind, item_id, position_seconds, duration_seconds,
      finished_from_seconds, play_count, watched_at)
    SELECT account_id, profile_id, kind, item_id, position_seconds, duration_seconds, finished_from_seconds,
      play_count, watched_at
    FROM gone AS g
    WHERE g.watched_at >= ${instant(archivedFrom)} AND NOT EXISTS (
      SELECT FROM archived_viewing AS a WHERE a.account_id = g.account_id AND a.profile_id = g.profile_id
        AND a.kind = g.kind AND a.item_id = g.item_id AND a.watched_at >= g.watched_at)`;
}
