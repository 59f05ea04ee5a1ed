import type { PrismaClient } from "../../../prisma/catalog/client/client.js";

export type GuidePastStore = ReturnType<typeof createGuidePastStore>;

/** What the guide was, and nobody may ask for any more. */
export function createGuidePastStore(client: PrismaClient) {
  return {
    /**
     * Forgets at most `most` broadcasts that began before `before`, epoch ms. Says whether there may be more; false also
     * while an import writes, which goes before.
     */
    forgetPast: (before: number, most: number): Promise<boolean> =>
      client.$transaction(async (tx) => {
        const [turn] = await tx.$queryRaw<{ isFree: boolean }[]>`
          SELECT pg_try_advisory_xact_lock(hashtext('guide import')) AS "isFree"`;
        if (!turn?.isFree) return false;
        const past = await tx.$executeRaw`
          DELETE FROM broadcast WHERE id IN (
            SELECT old.id FROM channel CROSS JOIN LATERAL (
              SELECT id FROM broadcast WHERE channel_id = channel.id AND start < to_timestamp(${before}::float8 / 1000)
              ORDER BY start LIMIT ${most}::int
            ) AS old LIMIT ${most}::int
          )`;
        return past === most;
      }),
  };
}
