import type { EntitlementStanding } from "./entitlement.js";
import { periodEnd } from "./product.js";

/**
 * What a household holds of one product: one row, however often it is renewed. Instants are milliseconds since the
 * epoch; `validUntil` is exclusive.
 *
 *     (none) --bought--> ACTIVE --bought while it runs--> ACTIVE, a period longer
 *                           |    --bought afterwards----> ACTIVE, a period from now
 *                           |--cancelled--> CANCELLED: runs to its end
 *                           `--billing----> whatever billing says, until whenever it says
 */
export interface Holding {
  /** When the unbroken run began that it is in; its day of the month is the one that periods end on. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** How often it was bought or renewed after the first time. */
  readonly renewals: number;
  readonly standing: EntitlementStanding;
}

/** One more period: behind the one that runs, or from now where none does. `validUntil` never moves back. */
export function bought(held: Holding | null, period: string, now: number): Holding {
  if (!held) return { validFrom: now, validUntil: periodEnd(now, period), renewals: 0, standing: "ACTIVE" };
  const renewals = held.renewals + 1;
  if (held.validUntil <= now) {
    return { validFrom: now, validUntil: periodEnd(now, period), renewals, standing: "ACTIVE" };
  }
  const anchorDay = new Date(held.validFrom).getUTCDate();
  return { ...held, validUntil: periodEnd(held.validUntil, period, anchorDay), renewals, standing: "ACTIVE" };
}

/** It is not renewed any more, and runs to its end. */
export function cancelled(held: Holding): Holding {
  return { ...held, standing: "CANCELLED" };
}

/** As billing says: the only way in which `validUntil` moves back. */
export function billed(
  held: Holding | null,
  said: { readonly validUntil: number; readonly standing: EntitlementStanding },
  now: number,
): Holding {
  const runs = held !== null && held.validUntil > now;
  const isRenewal = held !== null && said.validUntil > held.validUntil;
  return {
    ...said,
    validFrom: Math.min(runs ? held.validFrom : now, said.validUntil),
    renewals: (held?.renewals ?? 0) + (isRenewal ? 1 : 0),
  };
}
