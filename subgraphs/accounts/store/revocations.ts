import type { Announcement } from "../../../lib/events/event.js";
import { MOST_REVOKED, REVOKED_FOR_MS, revocationHash, revokedBy } from "../../../lib/revocations.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";

/** Whose access tokens were taken back, for as long as one of them could live. */
export function createRevocationStore(client: PrismaClient) {
  return {
    /** Hashes of what was revoked within the last minutes, the oldest first. */
    async revoked(now: number): Promise<string[]> {
      const rows = await client.revocation.findMany({
        where: { revokedAt: { gt: new Date(now - REVOKED_FOR_MS) } },
        orderBy: { revokedAt: "desc" },
        take: MOST_REVOKED,
        select: { hash: true },
      });
      return rows.map(({ hash }) => hash).reverse();
    },

    /** Forgets what no token can name any more. */
    async sweepRevocations(now: number): Promise<void> {
      await client.revocation.deleteMany({ where: { revokedAt: { lte: new Date(now - REVOKED_FOR_MS) } } });
    },
  };
}

/** Tells every process that sessions, a device or a household are gone, and keeps it for those that start later. */
export async function revoke(
  tx: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
  gone: readonly Announcement[],
  now: number,
): Promise<void> {
  const revokedAt = new Date(now);
  const data = gone.flatMap(revokedBy).map((id) => ({ hash: revocationHash(id), revokedAt }));
  if (data.length > 0) await tx.revocation.createMany({ data, skipDuplicates: true });
  for (const announcement of gone) announce(announcement);
}
