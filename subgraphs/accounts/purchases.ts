import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { Entitlement, EntitlementStatus } from "./domain/entitlement.js";
import type { Product } from "./domain/product.js";
import { billed, bought, cancelled, type Holding } from "./domain/renewal.js";
import type { PaymentProvider } from "./payments.js";
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
  /** Ends the renewal of one of the household's own. */
  cancel(accountId: string, entitlementId: string): Promise<PurchaseOutcome>;
  /** What billing says. */
  bill(said: Billing): Promise<PurchaseOutcome>;
  /** A period from now or behind the one that runs, or until `validUntil`, without payment: for operators. */
  grant(accountId: string, product: Product, validUntil?: number): Promise<void>;
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

export function createPurchases(options: {
  readonly store: AccountsStore;
  readonly payments: PaymentProvider;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
}): Purchases {
  const { store, payments, live, clock, ids } = options;

  async function move(
    accountId: string,
    productId: string,
    key: string | null,
    how: (held: Holding | null) => Holding,
  ): Promise<PurchaseOutcome> {
    const newId = ids.next("en");
    const entitlement = await store.moveEntitlement({ accountId, productId, newId, key, move: how });
    live.publish(`account.${accountId}`, { __typename: "Account", id: accountId });
    return { kind: "Entitlement", entitlement };
  }

  const productOf = async (id: string) => (await store.products()).find((product) => product.id === id);

  /** Notes the request: what it is answered with at once, or how far it has come. */
  async function opened(
    accountId: string,
    key: string,
    fingerprint: readonly unknown[],
  ): Promise<PurchaseOutcome | "OPEN" | "DONE"> {
    if (key.length === 0 || key.length > LONGEST_KEY) {
      const message = `idempotencyKey must be 1..${LONGEST_KEY} characters, got ${key.length}`;
      return { kind: "InvalidInput", field: "idempotencyKey", message };
    }
    const state = await store.openRequest(accountId, key, JSON.stringify(fingerprint), clock.now());
    if (state === null) return { kind: "NotFound", what: `the household ${accountId}` };
    if (state === "CONFLICT") return { kind: "IdempotencyConflict" };
    if (state === "DECLINED") return { kind: "PaymentDeclined", message: "the payment was declined" };
    return state;
  }

  return {
    async purchase(accountId, productId, key) {
      const product = await productOf(productId);
      if (!product) return { kind: "NotFound", what: `the product ${productId}` };
      const request = await opened(accountId, key, ["purchase", productId]);
      if (typeof request === "object") return request;
      const { amountMinor, currency } = product;
      // One that is still open may have been paid by a process that died since: the provider knows the key.
      const idempotencyKey = `${accountId}:${key}`;
      const paid =
        request === "DONE" || (await payments.charge({ accountId, amountMinor, currency, idempotencyKey }));
      if (paid !== true && paid.kind === "DECLINED") {
        await store.declineRequest(accountId, key);
        return { kind: "PaymentDeclined", message: paid.reason };
      }
      return move(accountId, productId, key, (held) => bought(held, product.period, clock.now()));
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
      const request = await opened(accountId, key, ["bill", productId, validUntil, status]);
      if (typeof request === "object") return request;
      const said = { validUntil, standing: status };
      return move(accountId, productId, key, (held) => billed(held, said, clock.now()));
    },

    async grant(accountId, product, validUntil) {
      await move(accountId, product.id, null, (held) =>
        validUntil === undefined
          ? bought(held, product.period, clock.now())
          : billed(held, { validUntil, standing: "ACTIVE" }, clock.now()),
      );
    },
  };
}
