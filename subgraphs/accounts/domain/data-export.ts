/** Everything that is stored about a household, as far as it was gathered. Instants are milliseconds since the epoch. */
export interface DataExport {
  readonly id: string;
  readonly accountId: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Services whose part is whole. */
  readonly gathered: readonly string[];
}

export type DataExportStatus = "GATHERING" | "READY" | "EXPIRED";

/** A household may ask once in this time: gathering is work for every service. */
export const EXPORT_EVERY_MS = 24 * 60 * 60 * 1_000;
/** How long what was gathered is kept. */
export const EXPORT_KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** How long an export that is gone is still known to have been there. */
export const EXPORT_KNOWN_MS = 30 * 24 * 60 * 60 * 1_000;

/** Services, of those that have parts, that have not brought theirs; in their order. */
export function missingParts({ gathered }: DataExport, services: readonly string[]): string[] {
  return services.filter((service) => !gathered.includes(service));
}

export function exportStatusAt(
  wanted: DataExport,
  services: readonly string[],
  now: number,
): DataExportStatus {
  if (now >= wanted.expiresAt) return "EXPIRED";
  return missingParts(wanted, services).length === 0 ? "READY" : "GATHERING";
}
