import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import { concurrencyOf, playoutSlotOf } from "./domain/concurrency.js";
import type { Facts } from "./facts.js";
import type { OutcomeListener } from "./slot-store.js";

/**
 * What playback publishes, each message whole and in the shape of its subscription field:
 *
 *     playouts.<accountId>      PlayoutUpdate, one for everything that happens to a stream, in order
 *     concurrency.<accountId>   Concurrency, after each change of the household's streams
 *
 * Instants are epoch ms; whoever executes the message against the schema writes them as DateTime.
 */
export function announceOn(live: LiveBus): OutcomeListener {
  return (accountId, outcome, at) => {
    for (const { slot, event } of outcome.changes) {
      live.publish(`playouts.${accountId}`, { slot: playoutSlotOf(slot), event, at });
    }
    if (outcome.changed)
      live.publish(`concurrency.${accountId}`, { ...concurrencyOf(accountId, outcome.household) });
  };
}

/**
 * What playback hears, in every replica: what it remembers of households and contents is dropped when their owners
 * say that it changed.
 */
export function keepFactsCurrent(events: EventBus, facts: Facts): AsyncDisposable {
  return events.listen({
    publishers: ["accounts", "catalog"],
    types: ["entitlements.changed", "device.removed", "channel.changed", "guide.changed"],
    handle({ type, key, payload }) {
      if (type === "entitlements.changed" || type === "device.removed") facts.householdChanged(key);
      // A broadcast asks for what its channel asks for, and which is whose playback does not know.
      else if (type === "channel.changed") facts.contentsChanged("all");
      else if (Array.isArray(payload["broadcastIds"])) facts.contentsChanged(payload["broadcastIds"]);
    },
    onGap: () => facts.contentsChanged("all"),
  });
}
