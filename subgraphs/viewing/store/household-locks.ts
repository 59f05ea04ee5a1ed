import { shardOf } from "../../../lib/redis-shard.js";
import type { Prisma, PrismaClient } from "../../../prisma/viewing/client/client.js";

/** A transaction, or the client itself. */
export type Session = Pick<PrismaClient, "$executeRaw" | "$queryRaw" | "$queryRawUnsafe">;

/** The class of advisory locks under which positions are written, shared, and what was watched is removed, alone. */
const HISTORIES = 7_409;

/** Waits until no positions are being written of households in the same bucket; none are before the transaction ends. */
export async function holdHousehold(tx: Session, accountId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT count(pg_advisory_xact_lock(${HISTORIES}::int, ${shardOf(accountId)}::int))::int AS locks`;
}

/**
 * Begins to write positions of these households: a removal under way is waited for, and what the next statement sees
 * is as it left it. Buckets, because a batch may have more households than PostgreSQL has room for locks.
 */
export function shareHouseholds(
  client: Session,
  accountIds: readonly string[],
): Prisma.PrismaPromise<unknown> {
  const buckets = [...new Set(accountIds.map(shardOf))].sort((left, right) => left - right);
  return client.$queryRaw`
    SELECT count(pg_advisory_xact_lock_shared(${HISTORIES}::int, bucket))::int AS locks
    FROM (SELECT bucket FROM unnest(${buckets}::int[]) AS bucket ORDER BY bucket) AS sorted`;
}
