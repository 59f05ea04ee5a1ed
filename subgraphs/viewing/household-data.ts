import {
  ACCOUNT_DELETED,
  PROFILE_REMOVED,
  passingOverErased,
  protectHouseholds,
} from "../../lib/data-protection.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { ServiceTransport } from "../../lib/service.js";
import { LONGEST_WAIT_MS } from "./archive-upkeep.js";
import type { People } from "./people.js";
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

/**
 * Forgets people who are taken out of their household. A player may go on for a while and say where it is: nothing that
 * it says for longer than positions may wait brings anything back.
 */
export function forgetPeople({
  events,
  store,
}: {
  readonly events: EventBus;
  readonly store: OpenViewingStore;
}): AsyncDisposable {
  return events.consume(
    passingOverErased({
      group: "viewing-people",
      publishers: ["accounts"],
      types: [PROFILE_REMOVED],
      database: store.database,
      handle: ({ key: accountId, at, payload }, tx: Parameters<typeof store.eraseHousehold>[1]) =>
        store.removePerson({ accountId, id: String(payload["profileId"]) }, at + LONGEST_WAIT_MS, tx),
    }),
  );
}

/**
 * Asks accounts anew for a household's people once one is gone, and remembers nobody of one that is erased; what is
 * missed is asked for within a minute anyway.
 */
export function hearOfPeople(events: EventBus, people: Pick<People, "changed" | "forget">): AsyncDisposable {
  return events.listen({
    publishers: ["accounts"],
    types: [PROFILE_REMOVED, ACCOUNT_DELETED],
    handle: ({ type, key: accountId }) =>
      type === ACCOUNT_DELETED ? people.forget(accountId) : people.changed(accountId),
    onGap: () => undefined,
  });
}
