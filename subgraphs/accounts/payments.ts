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

/** What came of a charge, as far as it can still be known. */
export type PastCharge = ChargeOutcome["kind"] | "NEVER_CHARGED";

/** Whoever takes the money. Rejects when it cannot be asked: it is then not known whether it charged. */
export interface PaymentProvider {
  /** Settles within minutes: what was not charged by then (`LEFT_OPEN_MS`) must never be. */
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** What came of the charge of this key. Rejects also while that is not decided yet. */
  outcomeOf(idempotencyKey: string): Promise<PastCharge>;
}

/** Amounts that end so are declined by the development's provider, as card numbers are by those of real ones. */
const DECLINED_CENTS = 13;
/** Some megabytes; the oldest is forgotten beyond it. */
const MOST_REMEMBERED = 10_000;

/** Takes no money: for development and tests. What costs something and 13 cents is declined. It remembers until it ends. */
export function createDevelopmentPayments(): PaymentProvider {
  const outcomes = new Map<string, ChargeOutcome>();

  function decide({ amountMinor }: Charge): ChargeOutcome {
    if (amountMinor % 100 !== DECLINED_CENTS) return { kind: "PAID" };
    return { kind: "DECLINED", reason: "the card was declined (amounts that end in 13 are, in development)" };
  }

  return {
    async charge(charge) {
      const { idempotencyKey } = charge;
      const known = outcomes.get(idempotencyKey);
      if (known) return known;
      const outcome = decide(charge);
      const [oldest] = outcomes.keys();
      if (outcomes.size >= MOST_REMEMBERED && oldest !== undefined) outcomes.delete(oldest);
      outcomes.set(idempotencyKey, outcome);
      return outcome;
    },
    outcomeOf: async (idempotencyKey) => outcomes.get(idempotencyKey)?.kind ?? "NEVER_CHARGED",
  };
}

/** Where no provider is set up nothing can be bought: what costs money fails closed. */
export const noPayments: PaymentProvider = {
  async charge({ amountMinor }) {
    if (amountMinor === 0) return { kind: "PAID" };
    return { kind: "DECLINED", reason: "nothing can be bought here: no payment provider is set up" };
  },
  outcomeOf: async () => "NEVER_CHARGED",
};
