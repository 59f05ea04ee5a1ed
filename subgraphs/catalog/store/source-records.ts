import type { Prisma } from "../../../prisma/catalog/client/client.js";
import { type DayCounts, daysAfter } from "../domain/guide-guard.js";
import type { GuideImport, ImportCounts } from "../domain/guide-import.js";

/** What an import of the same bytes would do and tell. */
export type ImportResult = ImportCounts & Pick<GuideImport, "problems">;

/** What is remembered of each source from one import to the next. */
export function createSourceRecords(client: Prisma.TransactionClient) {
  return {
    /** Programmes on each day, as the source last stated them. */
    async sourceDays(name: string): Promise<DayCounts> {
      const row = await client.guideSource.findUnique({ where: { name }, select: { days: true } });
      const days = Object.entries((row?.days ?? {}) as Record<string, number>);
      return new Map(days.map(([day, count]) => [Number(day), count]));
    },

    /** Remembers what a guide has, and what it would do if it came again. */
    async saveSource(
      name: string,
      offered: DayCounts,
      digest: string | null,
      result: ImportResult,
    ): Promise<void> {
      const days = Object.fromEntries(daysAfter(offered, await this.sourceDays(name)));
      const said = { days, digest, result: result as unknown as Prisma.InputJsonValue };
      await client.guideSource.upsert({ where: { name }, create: { name, ...said }, update: said });
    },

    /** What the guide with this digest does: it is the last one of its source, and nothing has changed since; else null. */
    async resultOf(name: string, digest: string): Promise<ImportResult | null> {
      const row = await client.guideSource.findUnique({ where: { name, digest }, select: { result: true } });
      return (row?.result ?? null) as ImportResult | null;
    },

    /** Something has changed: no guide is sure any longer to do what it did. */
    async forgetResults(): Promise<void> {
      await client.guideSource.updateMany({ where: { digest: { not: null } }, data: { digest: null } });
    },
  };
}
