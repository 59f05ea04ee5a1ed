import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { GuideImport } from "../domain/guide-import.js";
import { languageOf } from "../domain/language.js";
import { createMergeStore, type MergeStore } from "./merge-store.js";
import { createSourceRecords } from "./source-records.js";

/** A guide that takes longer to arrive and to be merged than this is given up. */
const LONGEST_IMPORT_MS = 60 * 60 * 1_000;
/** What of PostgreSQL's advisory locks stands for imports that run; each with its id's hash. */
const RUNNING_IMPORTS = 7_405;
/** What is kept of them, the newest: ten times what can be asked for, and three weeks of two sources an hour. */
const MOST_RECORDS = 1_000;
/** One import is one transaction: a guide of 100 MB took more than two minutes on a machine with ten times its work. */
export const TRANSACTION_MS = 600_000;

const ABANDONED = {
  line: null,
  reason: "the process that ran the import ended before it did",
  xmltvId: null,
  start: null,
};

export type ImportStore = ReturnType<typeof createImportStore>;

export function createImportStore(client: PrismaClient, outbox: Outbox) {
  return {
    resultOf: createSourceRecords(client).resultOf,

    /** The languages of channels that speak another one than `usual`, by the channel's id in guides, in its order. */
    async languages(usual: string): Promise<Map<string, string>> {
      const select = { xmltvId: true, timezone: true };
      const channels = await client.channel.findMany({ select, orderBy: { xmltvId: "asc" } });
      const spoken = channels.map(({ xmltvId, timezone }) => [xmltvId, languageOf(timezone)] as const);
      return new Map(spoken.filter(([, language]) => language !== usual));
    },

    /** Does `work`, and lets everybody know, as long as it takes, that the import with this id runs. */
    whileAlive: <T>(id: string, work: () => Promise<T>): Promise<T> =>
      client.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${RUNNING_IMPORTS}::int, hashtext(${id}))`;
          // This one only waits: it must not be ended for that.
          await tx.$executeRaw`SELECT set_config('idle_in_transaction_session_timeout', ${String(LONGEST_IMPORT_MS)}, true)`;
          return work();
        },
        { timeout: LONGEST_IMPORT_MS },
      ),

    /** Imports that are RUNNING and do not run, because their process ended, are FAILED. */
    async settleAbandoned(now: number): Promise<void> {
      const running = await client.guideImport.findMany({
        where: { status: "RUNNING" },
        select: { id: true },
      });
      for (const { id } of running) {
        await client.$transaction(async (tx) => {
          const [lock] = await tx.$queryRaw<{ isFree: boolean }[]>`
            SELECT pg_try_advisory_xact_lock(${RUNNING_IMPORTS}::int, hashtext(${id})) AS "isFree"`;
          if (!lock?.isFree) return;
          await tx.guideImport.updateMany({
            where: { id, status: "RUNNING" },
            data: { status: "FAILED", finishedAt: new Date(now), problems: [ABANDONED] },
          });
        });
      }
    },

    /**
     * All of `work` or nothing of it, and one import at a time: two that found the same broadcast missing would both
     * create it. Readers see the old guide or the new one.
     */
    inTurn: <T>(work: (store: MergeStore) => Promise<T>): Promise<T> =>
      outbox.transaction(
        client,
        async (tx: Prisma.TransactionClient, announce) => {
          await waitForGuide(tx);
          return work(createMergeStore(tx, announce));
        },
        { timeout: TRANSACTION_MS },
      ),

    async saveImport(guideImport: GuideImport): Promise<void> {
      const { id, startedAt, finishedAt, problems, ...counts } = guideImport;
      const data = {
        ...counts,
        startedAt: new Date(startedAt),
        finishedAt: finishedAt === null ? null : new Date(finishedAt),
        problems: problems as unknown as Prisma.InputJsonValue,
      };
      await client.guideImport.upsert({ where: { id }, create: { id, ...data }, update: data });
      if (finishedAt !== null) await forgetOldRecords(client);
    },
  };
}

/** Forgets what the oldest imports did that are over, beyond as many as are kept. */
async function forgetOldRecords(client: PrismaClient): Promise<void> {
  await client.$executeRaw`
    DELETE FROM guide_import WHERE status <> 'RUNNING' AND id IN (
      SELECT id FROM guide_import ORDER BY started_at DESC, id DESC OFFSET ${MOST_RECORDS})`;
}

/** Waits for the import that writes the guide, and has others wait for the end of the transaction. */
export async function waitForGuide(tx: Prisma.TransactionClient): Promise<void> {
  // The wait for one's turn is a statement, too, and may take as long as another's import.
  await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(TRANSACTION_MS)}, true)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guide import'))`;
}
