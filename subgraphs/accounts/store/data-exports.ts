import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import { type DataExport, EXPORT_EVERY_MS, EXPORT_KEPT_MS, EXPORT_KNOWN_MS } from "../domain/data-export.js";
import { exportRequested } from "../events.js";
import { accountsPart } from "./accounts-part.js";
import { lockAccount } from "./households.js";

/** A piece of a service's part. */
export interface NewPiece {
  readonly exportId: string;
  readonly service: string;
  readonly index: number;
  readonly isLast: boolean;
  readonly text: string;
}

/** A piece with where it stands in its export. */
export interface PlacedPiece {
  readonly service: string;
  readonly text: string;
  /** The first of its part. */
  readonly opens: boolean;
  /** The last of the whole export. */
  readonly ends: boolean;
}

/** What households asked to read. */
export function createDataExportStore(client: PrismaClient, outbox: Outbox) {
  return {
    /**
     * Begins an export with accounts' own part, and asks every other service for theirs. When the household may ask
     * again (epoch ms) where it asked too recently; null where there is none such.
     */
    async openExport(accountId: string, id: string, now: number): Promise<DataExport | number | null> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        if (!(await lockAccount(tx, accountId))) return null;
        const since = new Date(now - EXPORT_EVERY_MS);
        const recent = await tx.dataExport.findFirst({ where: { accountId, requestedAt: { gt: since } } });
        if (recent) return recent.requestedAt.getTime() + EXPORT_EVERY_MS;
        const data = {
          id,
          accountId,
          requestedAt: new Date(now),
          expiresAt: new Date(now + EXPORT_KEPT_MS),
        };
        const text = JSON.stringify(await accountsPart(tx, accountId));
        const own = { service: "accounts", index: 0, isLast: true, text };
        const row = await tx.dataExport.create({ data: { ...data, pieces: { create: own } } });
        announce(exportRequested(accountId, id));
        return toExport({ ...row, pieces: [own] });
      });
    },

    describeAccount: (accountId: string): Promise<object> =>
      client.$transaction((tx) => accountsPart(tx, accountId)),

    async exportById(accountId: string, id: string): Promise<DataExport | null> {
      const pieces = { where: { isLast: true }, select: { service: true } } as const;
      const row = await client.dataExport.findFirst({ where: { id, accountId }, include: { pieces } });
      return row && toExport(row);
    },

    /** False where the export is gone. A part that is whole stays what it is. */
    async keepPiece({ exportId, service, ...piece }: NewPiece, now: number): Promise<boolean> {
      return client.$transaction(async (tx) => {
        const [row] = await tx.$queryRaw<{ expires_at: Date }[]>`
          SELECT expires_at FROM data_export WHERE id = ${exportId} FOR UPDATE`;
        if (!row || row.expires_at.getTime() <= now) return false;
        const isWhole = await tx.exportPiece.findFirst({ where: { exportId, service, isLast: true } });
        if (isWhole) return true;
        // Whoever begins anew replaces what was brought before.
        if (piece.index === 0) await tx.exportPiece.deleteMany({ where: { exportId, service } });
        await tx.exportPiece.upsert({
          where: { exportId_service_index: { exportId, service, index: piece.index } },
          create: { ...piece, exportId, service },
          update: piece,
        });
        return true;
      });
    },

    /** The piece behind `index` others; null behind the last, and where the export has expired. */
    async pieceOf(exportId: string, index: number, now: number): Promise<PlacedPiece | null> {
      const [piece, next] = await client.exportPiece.findMany({
        where: { exportId, export: { expiresAt: { gt: new Date(now) } } },
        orderBy: [{ service: "asc" }, { index: "asc" }],
        skip: index,
        take: 2,
      });
      if (!piece) return null;
      return { service: piece.service, text: piece.text, opens: piece.index === 0, ends: next === undefined };
    },

    /** Forgets what was gathered for exports that have expired, and in the end the exports. */
    async sweepExports(now: number): Promise<void> {
      await client.exportPiece.deleteMany({ where: { export: { expiresAt: { lte: new Date(now) } } } });
      const known = new Date(now - EXPORT_KNOWN_MS);
      await client.dataExport.deleteMany({ where: { requestedAt: { lte: known } } });
    },
  };
}

function toExport(
  row: Prisma.DataExportModel & { readonly pieces: readonly { readonly service: string }[] },
): DataExport {
  const { id, accountId, requestedAt, expiresAt, pieces } = row;
  return {
    id,
    accountId,
    requestedAt: requestedAt.getTime(),
    expiresAt: expiresAt.getTime(),
    gathered: pieces.map(({ service }) => service),
  };
}
