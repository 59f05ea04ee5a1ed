import { createHash } from "node:crypto";

/** Hexadecimal characters kept of the hash: 128 bits, so that no two starts ever meet. */
const LENGTH = 32;

/**
 * The slot of a start. The same request of the same device for the same content gives the same id, wherever and whenever it
 * is retried; the household is part of it, so that nobody can name a slot of another one, and the content, so that no slot
 * of one is given to who asks for another.
 */
export function slotIdOf(
  accountId: string,
  deviceId: string,
  { clientRequestId, contentId }: { readonly clientRequestId: string; readonly contentId: string },
): string {
  const key = JSON.stringify([accountId, deviceId, clientRequestId, contentId]);
  return `slot_${createHash("sha256").update(key).digest("hex").slice(0, LENGTH)}`;
}
