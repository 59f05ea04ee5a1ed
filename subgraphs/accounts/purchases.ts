import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import { zoneOf } from "./domain/country-zones.js";
import type { Entitlement, EntitlementStatus } from "./domain/entitlement.js";
import type { Product } from "./domain/product.js";
import { billed, bought, cancelled } from "./domain/renewal.js";
import type { PaymentProvider } from "./payments.js";
import type { EntitlementMove, NewRequest, OpenRequest } from "./store/entitlements.js";
import type { AccountsStore } from "./store.js";

/** What came of a purchase, a cancellation or a word of billing. */
export type PurchaseOutcome =
  | { readonly kind: "Entitlement"; readonly entitlement: Entitlement }
  | { readonly kind: "InvalidInput"; readonly field: string; readonly message: string }
  | { readonly kind: "PaymentDeclined"; readonly message: string }
  | { readonly kind: "IdempotencyConflict" }
  | { readonly kind: "NotFound"; readonly what: string };

export interface Purchases {
  /** Buys or renews. A key never charges or extends twice, however often and from wherever it is sent. */
  purchase(accountId: string, productId: string, key: string): Promise<PurchaseOutcome>;
  /**
   * Gives what was paid for, if that was not done yet.
   *
   * @throws Error where that is on sale no more, or the household gone.
   */
  give(paid: PaidRequest): Promise<void>;
  /** Ends the renewal of one of the household's own. */
  cancel(accountId: string, entitlementId: string): Promise<PurchaseOutcome>;
  /** What billing says. */
  bill(said: Billing): Promise<PurchaseOutcome>;
  /** A period from now or behind the one that runs, or until `validUntil`, without payment: for operators. */
  grant(accountId: string, product: Product, validUntil?: number): Promise<void>;
}

/** A purchase that the provider says was paid. */
export interface PaidRequest {
  readonly accountId: string;
  readonly key: string;
  /** What was asked for. */
  readonly fingerprint: string;
}

export interface Billing {
  readonly accountId: string;
  readonly productId: string;
  /** Epoch ms. */
  readonly validUntil: number;
  readonly status: EntitlementStatus;
  readonly key: string;
}

const LONGEST_KEY = 200;

/** What the provider knows a purchase by: keys are each household's own. */
export function chargeKey(accountId: string, key: string): string {
  return `${accountId}:${key}`;
}

const fingerprintOf = (productId: string) => JSON.stringify(["purchase", productId]);
const productIdIn = (fingerprint: string) => (JSON.parse(fingerprint) as [string, string])[1];

export function createPurchases(options: {
  readonly store: AccountsStore;
  readonly payments: PaymentProvider;
  readonly clock: Clock;
  readonly ids: Ids;
}): Purchases {
  const { store, payments, clock, ids } = options;

  async function move(
    accountId: string,
    productId: string,
    key: string | null,
    how: EntitlementMove["move"],
  ): Promise<PurchaseOutcome> {
    const newId = ids.next("en");
    const entitlement = await store.moveEntitlement({ accountId, productId, newId, key, move: how });
    return { kind: "Entitlement", entitlement };
  }

  const renew = (accountId: string, { id, period }: Product, key: string) =>
    move(accountId, id, key, (held, country) => bought(held, period, clock.now(), zoneOf(country)));

  const productOf = async (id: string) => (await store.products()).find((product) => product.id === id);

  return {
    async purchase(accountId, productId, key) {
      const product = await productOf(productId);
      if (!product) return { kind: "NotFound", what: `the product ${productId}` };
      const { amountMinor, currency } = product;
      const price = { amountMinor, currency };
      const wanted = { accountId, key, fingerprint: fingerprintOf(productId), price };
      const request = await openRequest(store, wanted, clock.now());
      if ("kind" in request) return request;
      // Whatever it costs by now: who tries again was promised the first price.
      const asked = { accountId, ...(request.price ?? price) };
      // One that is still open may have been paid by a process that died since: the provider knows the key.
      const idempotencyKey = chargeKey(accountId, key);
      const paid = request.state === "DONE" || (await payments.charge({ ...asked, idempotencyKey }));
      if (paid !== true && paid.kind === "DECLINED") {
        await store.declineRequest(accountId, key);
        return { kind: "PaymentDeclined", message: paid.reason };
      }
      return renew(accountId, product, key);
    },

    async give({ accountId, key, fingerprint }) {
      const product = await productOf(productIdIn(fingerprint));
      if (!product) throw new Error(`what was paid for is on sale no more: ${fingerprint}`);
      await renew(accountId, product, key);
    },

    async cancel(accountId, entitlementId) {
      const held = (await store.entitlementsOf(accountId)).find(({ id }) => id === entitlementId);
      if (!held) return { kind: "NotFound", what: `the entitlement ${entitlementId}` };
      return move(accountId, held.product.id, null, (now) => cancelled(now ?? held));
    },

    async bill({ accountId, productId, validUntil, status, key }) {
      if (status === "EXPIRED") {
        const message = "status must be ACTIVE, GRACE, CANCELLED or SUSPENDED, got EXPIRED: set validUntil";
        return { kind: "InvalidInput", field: "status", message };
      }
      if (!(await productOf(productId))) return { kind: "NotFound", what: `the product ${productId}` };
      const fingerprint = JSON.stringify(["bill", productId, validUntil, status]);
      const request = await openRequest(store, { accountId, key, fingerprint, price: null }, clock.now());
      if ("kind" in request) return request;
      const said = { validUntil, standing: status };
      return move(accountId, productId, key, (held) => billed(held, said, clock.now()));
    },

    async grant(accountId, product, validUntil) {
      await move(accountId, product.id, null, (held, country) =>
        validUntil === undefined
          ? bought(held, product.period, clock.now(), zoneOf(country))
          : billed(held, { validUntil, standing: "ACTIVE" }, clock.now()),
      );
    },
  };
}

/** Notes the request: what it is answered with at once, or how far it has come. */
async function openRequest(
  store: AccountsStore,
  wanted: NewRequest,
  now: number,
): Promise<PurchaseOutcome | OpenRequest> {
  const { accountId, key } = wanted;
  if (key.length === 0 || key.length > LONGEST_KEY) {
    const message = `idempotencyKey must be 1..${LONGEST_KEY} characters, got ${key.length}`;
    return { kind: "InvalidInput", field: "idempotencyKey", message };
  }
  const request = await store.openRequest(wanted, now);
  if (request === null) return { kind: "NotFound", what: `the household ${accountId}` };
  if (request === "CONFLICT") return { kind: "IdempotencyConflict" };
  if (request.state !== "DECLINED") return request;
  return { kind: "PaymentDeclined", message: "the payment was declined" };
}
