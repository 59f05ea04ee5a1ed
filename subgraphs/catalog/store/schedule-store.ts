import type { PrismaClient } from "../../../prisma/catalog/client/client.js";

/** What a server said of a guide, to be asked whether that has changed. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type ScheduleStore = ReturnType<typeof createScheduleStore>;

/** What of PostgreSQL's advisory locks stands for sources that are being imported by the schedule. */
const SCHEDULED_SOURCES = 7_406;
/** As long as an import may take. */
const LONGEST_MS = 60 * 60 * 1_000;

/** When scheduled sources were asked, and what was heard. */
export function createScheduleStore(client: PrismaClient) {
  return {
    /** Does `work` unless another replica is at this source; then null. */
    whileAlone: <T>(name: string, work: () => Promise<T>): Promise<T | null> =>
      client.$transaction(
        async (tx) => {
          const [lock] = await tx.$queryRaw<{ isFree: boolean }[]>`
            SELECT pg_try_advisory_xact_lock(${SCHEDULED_SOURCES}::int, hashtext(${name})) AS "isFree",
                   set_config('idle_in_transaction_session_timeout', ${String(LONGEST_MS)}, true)`;
          return lock?.isFree ? work() : null;
        },
        { timeout: LONGEST_MS },
      ),

    /** What is known of that URL; null where the source was asked within its interval. */
    async knownIfDue(name: string, url: string, now: number, intervalMs: number): Promise<Validators | null> {
      const row = await client.guideSource.findUnique({ where: { name } });
      if (row?.checkedAt && row.checkedAt.getTime() > now - intervalMs) return null;
      if (row?.url !== url) return { etag: null, lastModified: null };
      return { etag: row.etag, lastModified: row.lastModified };
    },

    /** Notes that the source was asked at that time, and need not be asked again within its interval. */
    async endCheck(name: string, at: number): Promise<void> {
      const checkedAt = new Date(at);
      await client.guideSource.upsert({
        where: { name },
        create: { name, checkedAt },
        update: { checkedAt },
      });
    },

    async saveValidators(name: string, url: string, { etag, lastModified }: Validators): Promise<void> {
      await client.guideSource.updateMany({ where: { name }, data: { url, etag, lastModified } });
    },
  };
}
