import { createHash } from "node:crypto";

/** Hexadecimal characters kept of the hash: 128 bits, so that no two starts ever meet. */
const LENGTH = 32;

/**
 * The slot of a start. The same request of the same device gives the same id, wherever and whenever it is retried;
 * the household is part of it, so that nobody can name a slot of another one.
 */
export function slotIdOf(accountId: string, deviceId: string, clientRequestId: string): string {
  const key = JSON.stringify([accountId, deviceId, clientRequestId]);
  return `slot_${createHash("sha256").update(key).digest("hex").slice(0, LENGTH)}`;
}
