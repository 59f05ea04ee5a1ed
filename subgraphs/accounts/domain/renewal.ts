import type { EntitlementStanding } from "./entitlement.js";
import { periodEnd } from "./product.js";
import { wallTimeAt } from "./zoned-time.js";

/**
 * What a household holds of one product: one row, however often it is renewed. Instants are milliseconds since the
 * epoch; `validUntil` is exclusive.
 *
 *     (none) --bought--> ACTIVE --bought while it runs--> ACTIVE, a period longer
 *                           |    --bought afterwards----> ACTIVE, a period from now
 *                           |--cancelled--> CANCELLED: runs to its end
 *                           `--billing----> whatever billing says, until whenever it says
 *
 * SUSPENDED is left by billing or by buying alone.
 */
export interface Holding {
  /** When the unbroken run began that it is in; its day of the month is the one that periods end on. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** How often it was bought or renewed after the first time. */
  readonly renewals: number;
  readonly standing: EntitlementStanding;
}

/**
 * One more period by the calendar of `zone` (IANA): behind the one that runs, or from now where none does. `validUntil`
 * never moves back.
 */
export function bought(held: Holding | null, period: string, now: number, zone: string): Holding {
  const validUntil = periodEnd(now, period, zone);
  if (!held) return { validFrom: now, validUntil, renewals: 0, standing: "ACTIVE" };
  const renewals = held.renewals + 1;
  if (held.validUntil <= now) return { validFrom: now, validUntil, renewals, standing: "ACTIVE" };
  const { day } = wallTimeAt(held.validFrom, zone);
  const extended = periodEnd(held.validUntil, period, zone, day);
  return { ...held, validUntil: extended, renewals, standing: "ACTIVE" };
}

/** It is not renewed any more, and runs to its end. One that is suspended stays so: a household lifts that by paying. */
export function cancelled(held: Holding): Holding {
  return held.standing === "SUSPENDED" ? held : { ...held, standing: "CANCELLED" };
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
