import { type Entitlement, isValidAt, statusAt } from "./entitlement.js";
import type { Product } from "./product.js";

export type AccessReason = "ENTITLED" | "FREE" | "NOT_ENTITLED" | "EXPIRED" | "SUSPENDED" | "ANONYMOUS";

/** Whether a viewer may watch something, why, until when, and what would open it. */
export interface Access {
  readonly entitled: boolean;
  readonly reason: AccessReason;
  /** Milliseconds since the epoch; of the entitlement that lasts longest. Null while a payment for one is awaited. */
  readonly validUntil: number | null;
  readonly offers: readonly Product[];
}

/** Who asks: a household with what it holds, or nobody. */
export type Holder = { readonly entitlements: readonly Entitlement[] } | "anonymous";

/** Content with `tags` opens for whoever holds any of them; content without tags for everyone. */
export function accessTo(
  tags: readonly string[],
  holder: Holder,
  products: readonly Product[],
  now: number,
): Access {
  if (tags.length === 0) return { entitled: true, reason: "FREE", validUntil: null, offers: [] };
  const opens = (product: Product) => product.entitlementTags.some((tag) => tags.includes(tag));
  const offers = products.filter(opens);
  if (holder === "anonymous") return { entitled: false, reason: "ANONYMOUS", validUntil: null, offers };

  const held = holder.entitlements.filter(({ product }) => opens(product));
  const valid = held.filter((entitlement) => isValidAt(entitlement, now));
  if (valid.length > 0) {
    // In grace the period is over already, and when billing will have enough of it nobody knows.
    const isOpenEnded = valid.some(({ standing }) => standing === "GRACE");
    const validUntil = isOpenEnded ? null : Math.max(...valid.map((entitlement) => entitlement.validUntil));
    return { entitled: true, reason: "ENTITLED", validUntil, offers: [] };
  }
  const statuses = held.map((entitlement) => statusAt(entitlement, now));
  const reason = statuses.includes("SUSPENDED")
    ? "SUSPENDED"
    : statuses.length > 0
      ? "EXPIRED"
      : "NOT_ENTITLED";
  return { entitled: false, reason, validUntil: null, offers };
}
