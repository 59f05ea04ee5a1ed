import { ACCOUNT_DELETED } from "../../../lib/data-protection.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import { accountDeleted } from "../events.js";
import { lockAccount } from "./households.js";
import { revoke } from "./revocations.js";

/** Households that are gone here, and being erased elsewhere. */
export function createErasureStore(client: PrismaClient, outbox: Outbox) {
  return {
    /** Deletes a household with all that it has, and tells every service. False where there is none such. */
    async eraseAccount(accountId: string, now: number): Promise<boolean> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        if (!(await lockAccount(tx, accountId))) return false;
        const { email } = await tx.account.delete({ where: { id: accountId }, select: { email: true } });
        await tx.mailRequest.deleteMany({ where: { email } });
        await tx.deadEvent.deleteMany({ where: { key: accountId } });
        await tx.erasure.create({ data: { accountId, requestedAt: new Date(now) } });
        await revoke(tx, announce, [accountDeleted(accountId)], now);
        return true;
      });
    },

    /** Households whose erasure every service has applied: no event of theirs is left in the outbox. */
    async appliedErasures(most: number): Promise<string[]> {
      const rows = await client.$queryRaw<{ account_id: string }[]>`
        SELECT account_id FROM erasure
        WHERE NOT EXISTS (SELECT FROM outbox_event WHERE key = account_id AND type = ${ACCOUNT_DELETED})
        ORDER BY requested_at LIMIT ${most}::int`;
      return rows.map(({ account_id }) => account_id);
    },

    async closeErasure(accountId: string): Promise<void> {
      await client.erasure.deleteMany({ where: { accountId } });
    },
  };
}
