import { protectHouseholds } from "../../lib/data-protection.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { ServiceTransport } from "../../lib/service.js";
import type { OpenViewingStore } from "./store.js";

/**
 * Viewing's part in exports and erasures: histories with their archives, and watchlists. Positions of an erased
 * household that are still on their way find its tombstone.
 */
export function protectViewing(options: {
  readonly events: EventBus;
  readonly peers: ServiceTransport;
  readonly store: OpenViewingStore;
}): AsyncDisposable {
  const { store } = options;
  return protectHouseholds(options, {
    service: "viewing",
    database: store.database,
    exportPart: (accountId, tx) => store.everythingOf(accountId, tx),
    eraseHousehold: (accountId, tx) => store.eraseHousehold(accountId, tx),
  });
}
