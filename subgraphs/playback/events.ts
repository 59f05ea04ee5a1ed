import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";
import { concurrencyOf, playoutSlotOf } from "./domain/concurrency.js";
import type { EndUnentitled } from "./entitlement-check.js";
import type { Facts } from "./facts.js";
import type { OutcomeListener, SlotStore } from "./slot-store.js";

/**
 * What playback publishes, each message whole and in the shape of its subscription field:
 *
 *     playouts.<accountId>      PlayoutUpdate, one for everything that happens to a stream, in order
 *     concurrency.<accountId>   Concurrency, after each change of the household's streams
 *
 * Instants are epoch ms; whoever executes the message against the schema writes them as DateTime.
 */
export function announceOn(live: Pick<LiveBus, "publish">): OutcomeListener {
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
 * say that it changed, and what a removed device plays is ended. A start that was under way is so found by whichever
 * comes later: the event finds its slot, or the start finds that its household has changed.
 */
export function keepFactsCurrent(
  events: EventBus,
  facts: Facts,
  slots: SlotStore,
  endUnentitled: EndUnentitled,
): AsyncDisposable {
  return events.listen({
    publishers: ["accounts", "catalog"],
    types: ["entitlements.changed", "device.removed", "channel.changed", "content.changed", "guide.changed"],
    handle({ type, key, payload }) {
      if (type === "entitlements.changed" || type === "device.removed") facts.householdChanged(key);
      // What fails here the group does for certain, a moment later.
      if (type === "device.removed")
        endPlayouts(slots, key, String(payload["deviceId"])).catch(() => undefined);
      // A broadcast asks for what its channel asks for, and which is whose playback does not know.
      else if (type === "channel.changed") facts.contentsChanged("all");
      else if (type === "entitlements.changed") endUnentitled(key).catch(() => undefined);
      else if (type === "content.changed") {
        facts.contentsChanged([key]);
        facts.contentWithdrawn(key, payload["withdrawn"] === true);
      } else if (Array.isArray(payload["broadcastIds"])) facts.contentsChanged(payload["broadcastIds"]);
    },
    onGap: () => facts.contentsChanged("all"),
  });
}

/** Ends what removed devices play also where no replica was there to hear of it: the group's position is kept. */
export function endRemovedDevices<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  slots: SlotStore,
): AsyncDisposable {
  return events.consume({
    group: "playback-devices",
    publishers: ["accounts"],
    types: ["device.removed"],
    database,
    handle: ({ key, payload }) => endPlayouts(slots, key, String(payload["deviceId"])),
  });
}

/** Ends what no product opens any more, also where no replica was there to hear of it. */
export function applyEntitlements<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  endUnentitled: EndUnentitled,
): AsyncDisposable {
  return events.consume({
    group: "playback-entitlements",
    publishers: ["accounts"],
    types: ["entitlements.changed"],
    database,
    handle: ({ key }) => endUnentitled(key),
  });
}

async function endPlayouts(slots: SlotStore, accountId: string, deviceId: string): Promise<void> {
  const { household } = await slots.run(accountId, { op: "peek" });
  for (const slot of household.slots.values()) {
    if (slot.deviceId !== deviceId) continue;
    await slots.run(accountId, { op: "stop", slotId: slot.slotId, reason: "DEVICE_REMOVED" });
  }
}
