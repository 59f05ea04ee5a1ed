import type { Outbox } from "../../../lib/events/outbox.js";
import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
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

/** A purchase whose outcome nobody has noted. */
export interface LeftOpen {
  readonly accountId: string;
  readonly key: string;
  readonly fingerprint: string;
  /** In the currency's smallest unit. */
  readonly amountMinor: number;
  /** Of the last try, epoch ms: another one has another. */
  readonly triedAt: number;
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

const at = (instant: number) => Prisma.sql`to_timestamp(${instant}::float8 / 1000)`;

/** What households hold. Whoever changes it locks the account's row: changes of one household follow each other. */
export function createEntitlementStore(client: PrismaClient, outbox: Outbox) {
  return {
    /**
     * Notes a request before anything is done for it; one that is known keeps its price. "CONFLICT" where the key was
     * used for something else, null where there is no such household. Whoever is settling it now (`takeLeftOpen`) notices.
     */
    async openRequest(wanted: NewRequest, now: number): Promise<OpenRequest | "CONFLICT" | null> {
      const { accountId, key, fingerprint, price } = wanted;
      return client.$transaction(async (tx) => {
        if (!(await lockAccount(tx, accountId))) return null;
        // Before it is read: either this try is seen by whoever declines it, or it sees that it was declined.
        await tx.$executeRaw`
          UPDATE entitlement_request SET tried_at = greatest(${at(now)}, tried_at + interval '1 millisecond')
          WHERE account_id = ${accountId} AND key = ${key} AND state = 'OPEN'`;
        const known = await tx.entitlementRequest.findUnique({
          where: { accountId_key: { accountId, key } },
        });
        if (known && known.fingerprint !== fingerprint) return "CONFLICT";
        if (known) return { state: known.state as RequestState, price: priceOf(known) ?? price };
        const data = { accountId, key, fingerprint, state: "OPEN", ...price };
        const createdAt = new Date(now);
        await tx.entitlementRequest.create({ data: { ...data, createdAt, triedAt: createdAt } });
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
            WHERE valid_until <= ${at(now)} AND told_until IS DISTINCT FROM valid_until
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
        WHERE valid_until > ${at(after)} AND valid_until <= ${at(until)}
          AND told_until IS DISTINCT FROM valid_until`;
      return next?.at?.getTime() ?? null;
    },

    /**
     * Takes `most` purchases that nobody has tried since `before`, the oldest first: nobody else takes them until as much
     * time has passed again.
     */
    async takeLeftOpen(now: number, before: number, most: number): Promise<LeftOpen[]> {
      const rows = await client.$queryRaw<(Omit<LeftOpen, "triedAt"> & { readonly triedAt: Date })[]>`
        UPDATE entitlement_request SET tried_at = ${at(now)}
        WHERE (account_id, key) IN (
          SELECT account_id, key FROM entitlement_request
          WHERE state = 'OPEN' AND amount_minor IS NOT NULL AND tried_at <= ${at(before)}
          ORDER BY tried_at LIMIT ${most}::int FOR UPDATE SKIP LOCKED
        )
        RETURNING account_id AS "accountId", key, fingerprint, amount_minor AS "amountMinor",
                  tried_at AS "triedAt"`;
      return rows.map(({ triedAt, ...request }) => ({ ...request, triedAt: triedAt.getTime() }));
    },

    /** Not where it was tried after `triedAt`. */
    async declineRequest(accountId: string, key: string, triedAt?: number): Promise<void> {
      const tried = triedAt === undefined ? {} : { triedAt: new Date(triedAt) };
      await client.entitlementRequest.updateMany({
        where: { accountId, key, state: "OPEN", ...tried },
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
          renewals,
          standing,
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
