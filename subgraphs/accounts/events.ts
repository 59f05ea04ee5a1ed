import { ACCOUNT_DELETED, EXPORT_REQUESTED, PROFILE_REMOVED } from "../../lib/data-protection.js";
import type { Announcement } from "../../lib/events/event.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";
import { DEVICE_REMOVED, SESSIONS_ENDED } from "../../lib/revocations.js";

/** The household's entitlements, and with them what it may watch and on how many screens, are not what they were. */
export function entitlementsChanged(accountId: string): Announcement {
  return { type: "entitlements.changed", key: accountId, payload: {} };
}

/**
 * Tells subscribers of what households hold, whoever changed it: a device, billing, an operator's command beside the house,
 * or a period that ended by itself.
 */
export function tellSubscribers<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  live: LiveBus,
): AsyncDisposable {
  return events.consume({
    group: "accounts-live",
    publishers: ["accounts"],
    types: ["entitlements.changed"],
    database,
    async handle({ key: id }) {
      live.publish(`account.${id}`, { __typename: "Account", id });
    },
  });
}

/** The household wants to read what every service stores about it. */
export function exportRequested(accountId: string, exportId: string): Announcement {
  return { type: EXPORT_REQUESTED, key: accountId, payload: { exportId } };
}

/** The household is gone: whatever is stored about it goes, and its tokens are worth nothing. */
export function accountDeleted(accountId: string): Announcement {
  return { type: ACCOUNT_DELETED, key: accountId, payload: {} };
}

/** The household no longer has this person: whatever is stored about them goes. */
export function profileRemoved(accountId: string, profileId: string): Announcement {
  return { type: PROFILE_REMOVED, key: accountId, payload: { profileId } };
}

/** Ids of one event; a household that ends more sessions at once has several. */
const MOST_SESSIONS = 300;

/** Sessions of the household are over. */
export function sessionsEnded(accountId: string, sessionIds: readonly string[]): Announcement[] {
  const count = Math.ceil(sessionIds.length / MOST_SESSIONS);
  return Array.from({ length: count }, (_, index) => ({
    type: SESSIONS_ENDED,
    key: accountId,
    payload: { sessionIds: sessionIds.slice(index * MOST_SESSIONS, (index + 1) * MOST_SESSIONS) },
  }));
}

/** The household no longer has this device: what it plays ends, and it signs in anew. */
export function deviceRemoved(accountId: string, deviceId: string): Announcement {
  return { type: DEVICE_REMOVED, key: accountId, payload: { deviceId } };
}
