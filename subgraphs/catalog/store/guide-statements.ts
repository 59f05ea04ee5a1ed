import type { Prisma } from "../../../prisma/catalog/client/client.js";

/** What the guide last told each channel, by its digest. A trigger forgets it with any other change of its broadcasts. */
export function createGuideStatements(client: Prisma.TransactionClient) {
  return {
    /** By the channel's id. */
    async statements(): Promise<Map<string, string>> {
      const rows = await client.guideStatement.findMany();
      return new Map(rows.map(({ channelId, statement }) => [channelId, statement]));
    },

    /** Remembers what was merged, after it was. */
    async saveStatements(
      told: readonly { readonly channelId: string; readonly statement: string }[],
    ): Promise<void> {
      if (told.length === 0) return;
      await client.$executeRaw`
        INSERT INTO guide_statement (channel_id, statement)
        SELECT * FROM json_to_recordset(${JSON.stringify(told)}::json) AS told("channelId" text, statement text)
        ON CONFLICT (channel_id) DO UPDATE SET statement = excluded.statement`;
    },
  };
}
