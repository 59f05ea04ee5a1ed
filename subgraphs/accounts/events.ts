import type { Announcement } from "../../lib/events/event.js";

/** The household's entitlements, and with them what it may watch and on how many screens, are not what they were. */
export function entitlementsChanged(accountId: string): Announcement {
  return { type: "entitlements.changed", key: accountId, payload: {} };
}

/** The household no longer has this device: what it plays ends, and it signs in anew. */
export function deviceRemoved(accountId: string, deviceId: string): Announcement {
  return { type: "device.removed", key: accountId, payload: { deviceId } };
}
