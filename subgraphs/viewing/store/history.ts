import { householdHash } from "../../../lib/data-protection.js";
import { Prisma, type PrismaClient } from "../../../prisma/viewing/client/client.js";
import { type Item, newestOfEach, type Person, type Said, type Viewing } from "../domain/viewing.js";
import { shareHouseholds } from "./household-locks.js";
import { instant, textArray, toViewing, VIEWING_COLUMNS, type ViewingRow } from "./rows.js";

/** Rows of a profile's history; what is older overflows into the archive. A year of an evening's viewing, and more. */
export const MOST_VIEWINGS = 500;
/** Stands for a length that nobody knows: arrays of a statement hold no nulls. */
const UNKNOWN = -1;

/** The place of an entry in the history, newest first. */
export interface HistoryKey extends Item {
  /** Epoch ms. */
  readonly watchedAt: number;
}

/** A profile that has got a new row. */
export interface Grown {
  readonly accountId: string;
  readonly profileId: string;
}

/** What people watched, and how far. Every statement names whose it is. */
export function createHistoryStore(client: PrismaClient) {
  return {
    /**
     * Keeps the newest position of each item: once, however often it is told, in one statement. What was said before its
     * removal, or of a household that was erased, is dropped. Gives the profiles that have got a new row.
     */
    async record(said: readonly Said[]): Promise<Grown[]> {
      if (said.length === 0) return [];
      const accountIds = said.map(({ accountId }) => accountId);
      // Two statements in one go: the second sees what a removal that the first waited for has left.
      const [, grown] = await client.$transaction([
        shareHouseholds(client, accountIds),
        record(client, newestOfEach(said)),
      ]);
      return grown;
    },

    /** A page of the newest, behind `after`; with what has overflowed since `archivedFrom` (epoch ms; null for nothing). */
    async history(
      person: Person,
      { after, size, archivedFrom }: { after: HistoryKey | null; size: number; archivedFrom: number | null },
    ): Promise<Viewing[]> {
      const pageOf = (table: Prisma.Sql, condition: Prisma.Sql) => Prisma.sql`
        (SELECT * FROM ${table} AS v
         WHERE v.account_id = ${person.accountId} AND v.profile_id = ${person.id} ${behind(after)} ${condition}
         ORDER BY v.watched_at DESC, v.kind DESC, v.item_id DESC LIMIT ${size}::int)`;
      const columns = Prisma.sql`account_id, profile_id, kind, item_id, position_seconds, duration_seconds,
        finished_from_seconds, play_count, watched_at`;
      const rows =
        archivedFrom === null
          ? await client.$queryRaw<ViewingRow[]>`
              SELECT ${VIEWING_COLUMNS} FROM ${pageOf(Prisma.sql`viewing`, Prisma.empty)} AS v`
          : await client.$queryRaw<ViewingRow[]>`
              SELECT ${VIEWING_COLUMNS} FROM (
                SELECT ${columns} FROM ${pageOf(Prisma.sql`viewing`, Prisma.empty)} AS recent
                UNION ALL
                SELECT ${columns} FROM ${pageOf(Prisma.sql`archived_viewing`, notWatchedAgain(archivedFrom))} AS old
              ) AS v
              ORDER BY v.watched_at DESC, v.kind DESC, v.item_id DESC LIMIT ${size}::int`;
      return rows.map(toViewing);
    },

    /** What was watched of these items by whom, as far as it was: one statement for all of a household. */
    async viewingsOf(
      accountId: string,
      wanted: readonly (Item & { readonly profileId: string })[],
    ): Promise<Viewing[]> {
      const rows = await client.$queryRaw<ViewingRow[]>`
        SELECT ${VIEWING_COLUMNS}
        FROM unnest(${wanted.map(({ profileId }) => profileId)}::text[], ${wanted.map(({ kind }) => kind)}::text[],
          ${wanted.map(({ itemId }) => itemId)}::text[]) AS wanted(profile_id, kind, item_id)
        JOIN viewing AS v ON v.account_id = ${accountId} AND v.profile_id = wanted.profile_id
          AND v.kind = wanted.kind AND v.item_id = wanted.item_id`;
      return rows.map(toViewing);
    },

    /** The newest that were begun and not finished, and finished episodes, whose next one may follow. */
    async unfinished({ accountId, id }: Person, most: number): Promise<Viewing[]> {
      const rows = await client.$queryRaw<ViewingRow[]>`
        SELECT ${VIEWING_COLUMNS} FROM viewing AS v
        WHERE v.account_id = ${accountId} AND v.profile_id = ${id}
          AND (v.item_id LIKE 'ep\\_%' OR v.position_seconds > 0
               AND v.position_seconds < coalesce(v.finished_from_seconds, 2147483647))
        ORDER BY v.watched_at DESC, v.kind DESC, v.item_id DESC LIMIT ${most}::int`;
      return rows.map(toViewing);
    },
  };
}

function behind(after: HistoryKey | null): Prisma.Sql {
  if (after === null) return Prisma.empty;
  return Prisma.sql`AND (v.watched_at, v.kind, v.item_id) < (${instant(after.watchedAt)}, ${after.kind}, ${after.itemId})`;
}

/** What is in the history itself, too, is shown from there. */
function notWatchedAgain(archivedFrom: number): Prisma.Sql {
  return Prisma.sql`AND v.watched_at >= ${instant(archivedFrom)} AND NOT EXISTS (
    SELECT FROM viewing AS again WHERE again.account_id = v.account_id AND again.profile_id = v.profile_id
      AND again.kind = v.kind AND again.item_id = v.item_id)`;
}

function record(client: PrismaClient, said: readonly Said[]): Prisma.PrismaPromise<Grown[]> {
  const texts = (of: (one: Said) => string) => textArray(said.map(of));
  const numbers = (of: (one: Said) => number | null) => `{${said.map((one) => of(one) ?? UNKNOWN).join()}}`;
  return client.$queryRaw<Grown[]>`
    WITH written AS (
      INSERT INTO viewing AS v (account_id, profile_id, kind, item_id, position_seconds, duration_seconds,
        finished_from_seconds, play_count, watched_at)
      SELECT said.account_id, said.profile_id, said.kind, said.item_id, said.position,
        nullif(said.duration, ${UNKNOWN}::int), nullif(said.finished_from, ${UNKNOWN}::int), 1, said.at
      FROM (
        SELECT account_id, household_hash, profile_id, kind, item_id, position, duration, finished_from,
          to_timestamp(at_ms / 1000) AS at
        FROM unnest(${texts((one) => one.accountId)}::text[], ${texts((one) => householdHash(one.accountId))}::text[],
          ${texts((one) => one.profileId)}::text[], ${texts((one) => one.kind)}::text[], ${texts((one) => one.itemId)}::text[],
          ${numbers((one) => one.positionSeconds)}::int[], ${numbers((one) => one.durationSeconds)}::int[],
          ${numbers((one) => one.finishedFromSeconds)}::int[], ${numbers((one) => one.watchedAt)}::float8[]
        ) AS given(account_id, household_hash, profile_id, kind, item_id, position, duration, finished_from, at_ms)
      ) AS said
      WHERE NOT EXISTS (SELECT FROM erased_household AS e WHERE e.hash = said.household_hash) AND NOT EXISTS (
        SELECT FROM removal AS r WHERE r.account_id = said.account_id AND r.profile_id = said.profile_id
          AND r.kind IN ('', said.kind) AND r.item_id IN ('', said.item_id) AND r.blocks_until >= said.at)
      ON CONFLICT (account_id, profile_id, kind, item_id) DO UPDATE SET
        position_seconds = excluded.position_seconds,
        duration_seconds = coalesce(excluded.duration_seconds, v.duration_seconds),
        finished_from_seconds = coalesce(excluded.finished_from_seconds, v.finished_from_seconds),
        play_count = v.play_count + (
          v.position_seconds >= coalesce(v.finished_from_seconds, 2147483647)
          AND excluded.position_seconds < coalesce(excluded.finished_from_seconds, v.finished_from_seconds))::int,
        watched_at = excluded.watched_at
      WHERE excluded.watched_at > v.watched_at
      RETURNING account_id, profile_id, (xmax = 0) AS is_new
    )
    SELECT DISTINCT account_id AS "accountId", profile_id AS "profileId" FROM written WHERE is_new`;
}
