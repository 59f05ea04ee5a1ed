import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Entitlement } from "../domain/entitlement.js";
import type { Holding } from "../domain/renewal.js";
import { entitlementsChanged } from "../events.js";
import { lockAccount } from "./households.js";
import { readEntitlements } from "./products.js";

/** How far a request with an idempotency key has come. */
export type RequestState = "OPEN" | "DONE" | "DECLINED";

/** What is asked for something, in the currency's smallest unit. */
export interface Price {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** A request as it comes. */
export interface NewRequest {
  readonly accountId: string;
  readonly key: string;
  /** What is asked for. */
  readonly fingerprint: string;
  /** Null where nothing is paid. */
  readonly price: Price | null;
}

export interface OpenRequest {
  readonly state: RequestState;
  /** What the first of its key was to pay. */
  readonly price: Price | null;
}

/** A change of what a household holds of a product. */
export interface EntitlementMove {
  readonly accountId: string;
  readonly productId: string;
  /** The row's id where there is none yet. */
  readonly newId: string;
  /** The request that asks for it; it is then done, and moves nothing a second time. */
  readonly key: string | null;
  /** By the calendar of the household's `country`. */
  readonly move: (held: Holding | null, country: string) => Holding;
}

/** What households hold. Whoever changes it locks the account's row: changes of one household follow each other. */
export function createEntitlementStore(client: PrismaClient, outbox: Outbox) {
  return {
    /**
     * Notes a request before anything is done for it; one that is known keeps its price. "CONFLICT" where the key was
     * used for something else, null where there is no such household.
     */
    async openRequest(wanted: NewRequest, now: number): Promise<OpenRequest | "CONFLICT" | null> {
      const { accountId, key, fingerprint, price } = wanted;
      return client.$transaction(async (tx) => {
        if (!(await lockAccount(tx, accountId))) return null;
        const known = await tx.entitlementRequest.findUnique({
          where: { accountId_key: { accountId, key } },
        });
        if (known && known.fingerprint !== fingerprint) return "CONFLICT";
        if (known) return { state: known.state as RequestState, price: priceOf(known) ?? price };
        const data = { accountId, key, fingerprint, state: "OPEN", createdAt: new Date(now), ...price };
        await tx.entitlementRequest.create({ data });
        return { state: "OPEN", price };
      });
    },

    /**
     * Tells other services of `most` periods that have ended by `now`, each once whoever asks. Gives the households, and
     * whether there may be more.
     */
    async tellEnded(now: number, most: number): Promise<{ readonly isMore: boolean }> {
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
        return { isMore: ended.length === most };
      });
    },

    /** When the next product ends of which nobody was told, after the one instant and not after the other, epoch ms. */
    async nextEnd(after: number, until: number): Promise<number | null> {
      const [next] = await client.$queryRaw<{ at: Date | null }[]>`
        SELECT min(valid_until) AS at FROM entitlement
        WHERE valid_until > to_timestamp(${after}::float8 / 1000) AND valid_until <= to_timestamp(${until}::float8 / 1000)
          AND told_until IS DISTINCT FROM valid_until`;
      return next?.at?.getTime() ?? null;
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
        const account = await lockAccount(tx, accountId);
        if (!account) throw new Error("a household that is gone holds nothing");
        const held = (await readEntitlements(tx, accountId)).find(({ product }) => product.id === productId);
        if (held && wanted.key !== null && (await isDone(tx, accountId, wanted.key))) return held;
        const { validFrom, validUntil, renewals, standing } = wanted.move(held ?? null, account.country);
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

function priceOf({ amountMinor, currency }: Prisma.EntitlementRequestModel): Price | null {
  return amountMinor === null || currency === null ? null : { amountMinor, currency };
}

async function isDone(tx: Prisma.TransactionClient, accountId: string, key: string): Promise<boolean> {
  const request = await tx.entitlementRequest.findUnique({ where: { accountId_key: { accountId, key } } });
  return request?.state === "DONE";
}
