import type { Clock } from "../../lib/clock.js";
import { protectHouseholds } from "../../lib/data-protection.js";
import type { Json } from "../../lib/events/event.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { ServiceTransport } from "../../lib/service.js";
import { everythingOf, forget } from "./store/household-data.js";
import type { RecordingsStore } from "./store.js";

/** What recordings hand out and forget about households. */
export function protectRecordings(
  ways: { readonly events: EventBus; readonly peers: ServiceTransport },
  client: RecordingsStore,
  clock: Clock,
): AsyncDisposable {
  return protectHouseholds(ways, {
    service: "recordings",
    database: client,
    exportPart: async (accountId, tx: Parameters<typeof everythingOf>[0]) =>
      (await everythingOf(tx, accountId)) as Json,
    eraseHousehold: (accountId, tx) => forget(tx, accountId, clock.now()),
  });
}
