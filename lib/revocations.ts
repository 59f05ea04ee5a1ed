import { createHash } from "node:crypto";
import type { Clock } from "./clock.js";
import { ACCOUNT_DELETED } from "./data-protection.js";
import type { Announcement } from "./events/event.js";
import type { EventBus } from "./events/event-bus.js";
import { LATE_MS } from "./late-tokens.js";
import type { Viewer } from "./viewer.js";

/** Published by accounts: sessions are over, and their access tokens with them. Payload: `sessionIds`. */
export const SESSIONS_ENDED = "sessions.ended";
/** Published by accounts: a device is taken from its household. Payload: `deviceId`. */
export const DEVICE_REMOVED = "device.removed";

/** Access tokens that are worth nothing before their end. */
export interface Revocations {
  /**
   * Resolves once it is known what was revoked before this process began.
   *
   * @throws whatever the first reading throws: until there was one, nobody can say whose token is worth something.
   */
  known(): Promise<void>;
  isRevoked(viewer: Viewer): boolean;
  /**
   * Tells from now on, until disposed, that tokens of a household have become worth nothing; null where it is not known
   * whose they are, so that they may be anybody's.
   */
  onRevoked(listener: RevocationListener): Disposable;
}

export type RevocationListener = (accountId: string | null) => void;

/** No access token is worth anything for longer (15 min, and LATE_MS), whatever the clocks of two processes say. */
export const REVOKED_FOR_MS = 20 * 60_000 + LATE_MS;
/** Some 15 MB; beyond it the oldest are forgotten, whose tokens end soonest. */
export const MOST_REVOKED = 100_000;

/**
 * Remembers whose sessions, devices and accounts are gone; nothing here ever comes back. It hears of them from accounts,
 * and reads at its beginning, and after a gap, what accounts keeps of the last minutes: a process that starts anew
 * refuses what the one before it refused.
 */
export class RevocationList implements Revocations {
  readonly #clock: Clock;
  readonly #read: () => Promise<readonly string[]>;
  /** Hashes with when they were revoked (epoch ms), in that order. */
  readonly #revoked = new Map<string, number>();
  readonly #listeners = new Set<RevocationListener>();
  /** NEVER: nothing was read yet. STALE: something may have been missed since. */
  #standing: "NEVER" | "STALE" | "CURRENT" = "NEVER";
  #reading: Promise<void> | undefined;

  /** `read` gives what accounts keeps: hashes of ids, the oldest first. */
  constructor(options: { readonly clock: Clock; readonly read: () => Promise<readonly string[]> }) {
    this.#clock = options.clock;
    this.#read = options.read;
  }

  async known(): Promise<void> {
    if (this.#standing === "CURRENT") return;
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    if (this.#standing === "NEVER") return this.#reading;
    // What is known stays good; the next who asks tries again.
    this.#reading.catch(() => undefined);
  }

  isRevoked({ accountId, deviceId, sessionId }: Viewer): boolean {
    if (this.#revoked.size === 0) return false;
    return [accountId, deviceId, sessionId].some(
      (id) => id !== null && this.#revoked.has(revocationHash(id)),
    );
  }

  onRevoked(listener: RevocationListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Hears it from accounts, for as long as what it gives is not disposed. */
  listenTo(events: Pick<EventBus, "listen">): AsyncDisposable {
    return events.listen({
      publishers: ["accounts"],
      types: [ACCOUNT_DELETED, DEVICE_REMOVED, SESSIONS_ENDED],
      // The key of all three is the household.
      handle: (event) => this.#revoke(revokedBy(event).map(revocationHash), event.key),
      onGap: () => {
        if (this.#standing === "CURRENT") this.#standing = "STALE";
      },
    });
  }

  async #readOnce(): Promise<void> {
    const before = this.#standing;
    // A gap while it is read makes it stale again.
    this.#standing = before === "NEVER" ? "NEVER" : "CURRENT";
    try {
      this.#revoke(await this.#read(), null);
      if (before === "NEVER") this.#standing = "CURRENT";
    } catch (error) {
      this.#standing = before;
      throw error;
    }
  }

  #revoke(hashes: readonly string[], accountId: string | null): void {
    const now = this.#clock.now();
    const isNews = hashes.some((hash) => !this.#revoked.has(hash));
    for (const hash of hashes) {
      this.#revoked.delete(hash);
      this.#revoked.set(hash, now);
    }
    for (const [oldest, at] of this.#revoked) {
      if (now - at < REVOKED_FOR_MS && this.#revoked.size <= MOST_REVOKED) break;
      this.#revoked.delete(oldest);
    }
    if (isNews) for (const tell of this.#listeners) tell(accountId);
  }
}

/** The ids in access tokens that are worth nothing after an event of accounts'. */
export function revokedBy({ type, key, payload }: Announcement): readonly string[] {
  if (type === ACCOUNT_DELETED) return [key];
  if (type === DEVICE_REMOVED) return [String(payload["deviceId"])];
  const { sessionIds } = payload;
  return Array.isArray(sessionIds) ? sessionIds.map(String) : [];
}

/** What is kept of an id that was revoked: enough to know it again, and nothing that leads to a household. */
export function revocationHash(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
