import type { Product } from "./product.js";

/** What billing last said of an entitlement; that it is over follows from its period. */
export type EntitlementStanding = "ACTIVE" | "GRACE" | "CANCELLED" | "SUSPENDED";
export type EntitlementStatus = EntitlementStanding | "EXPIRED";

/** A product that a household holds. Instants are milliseconds since the epoch; `validUntil` is exclusive. */
export interface Entitlement {
  readonly id: string;
  readonly accountId: string;
  readonly product: Product;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly renewals: number;
  readonly standing: EntitlementStanding;
}

/** As much of an entitlement as says what it opens, and until when. */
export interface Opening extends Pick<Entitlement, "standing" | "validUntil"> {
  readonly product: Pick<Product, "entitlementTags" | keyof AccountLimits>;
}

/** What a household without any valid product may do. */
export const MINIMUM_LIMITS = { concurrentStreams: 1, devices: 2, recordingSeconds: 0 } as const;

export interface AccountLimits {
  readonly concurrentStreams: number;
  readonly devices: number;
  readonly recordingSeconds: number;
}

export function statusAt(entitlement: Omit<Opening, "product">, now: number): EntitlementStatus {
  if (entitlement.standing === "SUSPENDED") return "SUSPENDED";
  if (entitlement.standing === "GRACE") return "GRACE";
  return now < entitlement.validUntil ? entitlement.standing : "EXPIRED";
}

/** Whether it opens anything at `now`: a cancelled one does until its period ends. */
export function isValidAt(entitlement: Opening, now: number): boolean {
  const status = statusAt(entitlement, now);
  return status === "ACTIVE" || status === "GRACE" || status === "CANCELLED";
}

/** What the valid entitlements open, together, in a stable order. */
export function tagsAt(entitlements: readonly Opening[], now: number): string[] {
  const valid = entitlements.filter((entitlement) => isValidAt(entitlement, now));
  return [...new Set(valid.flatMap(({ product }) => product.entitlementTags))].sort();
}

/** The highest of each over the valid products: they do not add up. */
export function limitsAt(entitlements: readonly Opening[], now: number): AccountLimits {
  const products = entitlements
    .filter((entitlement) => isValidAt(entitlement, now))
    .map(({ product }) => product);
  const highest = (limit: keyof AccountLimits) =>
    Math.max(MINIMUM_LIMITS[limit], ...products.map((product) => product[limit]));
  return {
    concurrentStreams: highest("concurrentStreams"),
    devices: highest("devices"),
    recordingSeconds: highest("recordingSeconds"),
  };
}
