import type { LiveBus } from "../../lib/events/live-bus.js";
import { concurrencyOf, playoutSlotOf } from "./domain/concurrency.js";
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
