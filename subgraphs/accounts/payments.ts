/** What is asked of a household for a product. */
export interface Charge {
  readonly accountId: string;
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** The provider takes one key for one charge, however often it is sent. */
  readonly idempotencyKey: string;
}

export type ChargeOutcome =
  | { readonly kind: "PAID" }
  | { readonly kind: "DECLINED"; readonly reason: string };

/** Whoever takes the money. Rejects when it cannot be asked: it is then not known whether it charged. */
export interface PaymentProvider {
  charge(charge: Charge): Promise<ChargeOutcome>;
}

/** Amounts that end so are declined by the development's provider, as card numbers are by those of real ones. */
const DECLINED_CENTS = 13;

/** Takes no money: for development and tests. What costs something and 13 cents is declined. */
export const developmentPayments: PaymentProvider = {
  async charge({ amountMinor }) {
    if (amountMinor % 100 !== DECLINED_CENTS) return { kind: "PAID" };
    return { kind: "DECLINED", reason: "the card was declined (amounts that end in 13 are, in development)" };
  },
};

/** Where no provider is set up nothing can be bought: what costs money fails closed. */
export const noPayments: PaymentProvider = {
  async charge({ amountMinor }) {
    if (amountMinor === 0) return { kind: "PAID" };
    return { kind: "DECLINED", reason: "nothing can be bought here: no payment provider is set up" };
  },
};
