import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Entitlement } from "../domain/entitlement.js";
import type { Holding } from "../domain/renewal.js";
import { entitlementsChanged } from "../events.js";
import { lockAccount } from "./households.js";
import { readEntitlements } from "./products.js";

/** How far a request with an idempotency key has come. */
export type RequestState = "OPEN" | "DONE" | "DECLINED";

/** A change of what a household holds of a product. */
export interface EntitlementMove {
  readonly accountId: string;
  readonly productId: string;
  /** The row's id where there is none yet. */
  readonly newId: string;
  /** The request that asks for it; it is then done, and moves nothing a second time. */
  readonly key: string | null;
  readonly move: (held: Holding | null) => Holding;
}

/** What households hold. Whoever changes it locks the account's row: changes of one household follow each other. */
export function createEntitlementStore(client: PrismaClient, outbox: Outbox) {
  return {
    /**
     * Notes a request before anything is done for it. "CONFLICT" where the key was used for something else, null where
     * there is no such household.
     */
    async openRequest(
      accountId: string,
      key: string,
      fingerprint: string,
      now: number,
    ): Promise<RequestState | "CONFLICT" | null> {
      return client.$transaction(async (tx) => {
        if (!(await lockAccount(tx, accountId))) return null;
        const known = await tx.entitlementRequest.findUnique({
          where: { accountId_key: { accountId, key } },
        });
        if (known) return known.fingerprint === fingerprint ? (known.state as RequestState) : "CONFLICT";
        const data = { accountId, key, fingerprint, state: "OPEN", createdAt: new Date(now) };
        await tx.entitlementRequest.create({ data });
        return "OPEN";
      });
    },

    /**
     * Tells other services of periods that have ended by `now`, each once whoever asks, and gives the households.
     */
    async tellEnded(now: number, most: number): Promise<readonly string[]> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        const ended = await tx.$queryRaw<{ account_id: string }[]>`
          UPDATE entitlement SET told_until = valid_until
          WHERE id IN (
            SELECT id FROM entitlement
            WHERE valid_until <= to_timestamp(${now}::float8 / 1000) AND told_until IS DISTINCT FROM valid_until
            ORDER BY valid_until LIMIT ${most}::int FOR UPDATE SKIP LOCKED
          )
          RETURNING account_id`;
        const accountIds = [...new Set(ended.map(({ account_id }) => account_id))];
        for (const accountId of accountIds) announce(entitlementsChanged(accountId));
        return accountIds;
      });
    },

    async declineRequest(accountId: string, key: string): Promise<void> {
      await client.entitlementRequest.updateMany({
        where: { accountId, key, state: "OPEN" },
        data: { state: "DECLINED" },
      });
    },

    /** Moves the one row of a household and a product, and says so to other services. */
    async moveEntitlement(wanted: EntitlementMove): Promise<Entitlement> {
      const { accountId, productId } = wanted;
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        if (!(await lockAccount(tx, accountId))) throw new Error("a household that is gone holds nothing");
        const held = (await readEntitlements(tx, accountId)).find(({ product }) => product.id === productId);
        if (held && wanted.key !== null && (await isDone(tx, accountId, wanted.key))) return held;
        const { validFrom, validUntil, renewals, standing } = wanted.move(held ?? null);
        const data = {
          ...{ renewals, standing },
          validFrom: new Date(validFrom),
          validUntil: new Date(validUntil),
        };
        await tx.entitlement.upsert({
          where: { accountId_productId: { accountId, productId } },
          create: { ...data, id: wanted.newId, accountId, productId },
          update: data,
        });
        if (wanted.key !== null) {
          await tx.entitlementRequest.update({
            where: { accountId_key: { accountId, key: wanted.key } },
            data: { state: "DONE" },
          });
        }
        announce(entitlementsChanged(accountId));
        const moved = (await readEntitlements(tx, accountId)).find(({ product }) => product.id === productId);
        if (!moved) throw new Error(`what was just written is not there: ${accountId} ${productId}`);
        return moved;
      });
    },
  };
}

async function isDone(tx: Prisma.TransactionClient, accountId: string, key: string): Promise<boolean> {
  const request = await tx.entitlementRequest.findUnique({ where: { accountId_key: { accountId, key } } });
  return request?.state === "DONE";
}
