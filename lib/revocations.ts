import type { Clock } from "./clock.js";
import { ACCOUNT_DELETED } from "./data-protection.js";
import type { DurableEvent } from "./events/event.js";
import type { EventBus } from "./events/event-bus.js";
import type { Viewer } from "./viewer.js";

/** Published by accounts: sessions are over, and their access tokens with them. Payload: `sessionIds`. */
export const SESSIONS_ENDED = "sessions.ended";
/** Published by accounts: a device is taken from its household. Payload: `deviceId`. */
export const DEVICE_REMOVED = "device.removed";

/** Access tokens that are worth nothing before their end. */
export interface Revocations {
  isRevoked(viewer: Viewer): boolean;
}

/** No access token lives longer (15 min), whatever the clocks of two processes say. */
const KEPT_MS = 20 * 60_000;
/** Some 15 MB; beyond it the oldest are forgotten, whose tokens end within minutes. */
const MOST_KEPT = 100_000;

/** Remembers whose sessions, devices and accounts are gone; nothing here ever comes back. */
export class RevocationList implements Revocations {
  readonly #clock: Clock;
  /** Ids with when they were revoked (epoch ms), in that order. */
  readonly #revoked = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isRevoked({ accountId, deviceId, sessionId }: Viewer): boolean {
    if (this.#revoked.size === 0) return false;
    return [accountId, deviceId, sessionId].some((id) => id !== null && this.#revoked.has(id));
  }

  /** Hears it from accounts, for as long as what it gives is not disposed. */
  listenTo(events: EventBus): AsyncDisposable {
    return events.listen({
      publishers: ["accounts"],
      types: [ACCOUNT_DELETED, DEVICE_REMOVED, SESSIONS_ENDED],
      handle: (event) => this.#revoke(idsIn(event)),
      // What was missed is worth something for some minutes more.
      onGap: () => undefined,
    });
  }

  #revoke(ids: readonly string[]): void {
    const now = this.#clock.now();
    for (const id of ids) {
      this.#revoked.delete(id);
      this.#revoked.set(id, now);
    }
    for (const [oldest, at] of this.#revoked) {
      if (now - at < KEPT_MS && this.#revoked.size <= MOST_KEPT) break;
      this.#revoked.delete(oldest);
    }
  }
}

function idsIn({ type, key, payload }: DurableEvent): readonly string[] {
  if (type === ACCOUNT_DELETED) return [key];
  if (type === DEVICE_REMOVED) return [String(payload["deviceId"])];
  const { sessionIds } = payload;
  return Array.isArray(sessionIds) ? sessionIds.map(String) : [];
}
