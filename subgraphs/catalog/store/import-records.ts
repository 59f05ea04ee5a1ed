import type { PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { GuideImport } from "../domain/guide-import.js";
import { toGuideImport } from "./rows.js";

/** What imports of guides did. */
export function createImportRecords(client: PrismaClient) {
  return {
    async guideImports(limit: number): Promise<GuideImport[]> {
      const rows = await client.guideImport.findMany({
        orderBy: [{ startedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toGuideImport);
    },

    async guideImportsById(ids: readonly string[]): Promise<GuideImport[]> {
      return (await client.guideImport.findMany({ where: { id: { in: [...ids] } } })).map(toGuideImport);
    },
  };
}
