import { passingOverErased } from "../../lib/data-protection.js";
import { partitionOf } from "../../lib/events/event.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";
import { concurrencyOf, playoutSlotOf } from "./domain/concurrency.js";
import type { Facts } from "./facts.js";
import type { CheckHousehold } from "./household-check.js";
import type { OutcomeListener, SlotStore } from "./slot-store.js";
import type { EndWithdrawn } from "./withdrawals.js";

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
  parts: {
    readonly facts: Facts;
    readonly slots: SlotStore;
    readonly checkHousehold: CheckHousehold;
    readonly endWithdrawn: EndWithdrawn;
  },
): AsyncDisposable {
  const { facts, slots, checkHousehold, endWithdrawn } = parts;
  return events.listen({
    publishers: ["accounts", "catalog"],
    types: ["entitlements.changed", "device.removed", "channel.changed", "content.changed", "guide.changed"],
    handle({ type, key, payload }) {
      if (type === "entitlements.changed" || type === "device.removed") facts.householdChanged(key);
      // What fails here the groups do for certain, a moment later.
      if (type === "device.removed")
        endPlayouts(slots, key, String(payload["deviceId"])).catch(() => undefined);
      else if (type === "channel.changed") {
        // A broadcast asks for what its channel asks for, and which is whose playback does not know.
        facts.contentsChanged("all");
        endWithdrawn({ contentId: key, isWithdrawn: false }).catch(() => undefined);
      } else if (type === "entitlements.changed") checkHousehold(key).catch(() => undefined);
      else if (type === "content.changed") {
        const isWithdrawn = payload["withdrawn"] === true;
        facts.contentsChanged([key]);
        facts.contentWithdrawn(key, isWithdrawn);
        endWithdrawn({ contentId: key, isWithdrawn }).catch(() => undefined);
      } else if (Array.isArray(payload["broadcastIds"])) facts.contentsChanged(payload["broadcastIds"]);
    },
    onGap: () => facts.changesMissed(),
  });
}

/** Ends what removed devices play also where no replica was there to hear of it: the group's position is kept. */
export function endRemovedDevices<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  slots: SlotStore,
): AsyncDisposable {
  return events.consume(
    passingOverErased({
      group: "playback-devices",
      publishers: ["accounts"],
      types: ["device.removed"],
      database,
      handle: ({ key, payload }) => endPlayouts(slots, key, String(payload["deviceId"])),
    }),
  );
}

/** Ends what is the household's right no more, also where no replica was there to hear of it. */
export function applyEntitlements<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  checkHousehold: CheckHousehold,
): AsyncDisposable {
  return events.consume(
    passingOverErased({
      group: "playback-entitlements",
      publishers: ["accounts"],
      types: ["entitlements.changed"],
      database,
      handle: ({ key }) => checkHousehold(key),
    }),
  );
}

/**
 * Ends what channels no longer let be played and what was withdrawn, also where no replica was there to hear of it. What
 * else an import changes on demand is left to those who hear: it would be a look at all households for each.
 */
export function applyWithdrawals<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  facts: Facts,
  endWithdrawn: EndWithdrawn,
): AsyncDisposable {
  /** The last event of each partition: a look that outlasts the transaction is not begun anew when it is tried again. */
  const looks = new Map<number, { readonly id: string; readonly done: Set<string>; isOver: boolean }>();
  return events.consume({
    group: "playback-withdrawals",
    publishers: ["catalog"],
    types: ["channel.changed", "content.changed"],
    database,
    // A look may take as long as a transaction may.
    atOnce: 1,
    async handle({ id, type, key, payload }) {
      const isWithdrawn = payload["withdrawn"] === true;
      if (type === "content.changed" && !isWithdrawn) return;
      const partition = partitionOf(key);
      const before = looks.get(partition);
      const look = before?.id === id ? before : { id, done: new Set<string>(), isOver: false };
      looks.set(partition, look);
      if (look.isOver) return;
      // The listener of this process may not have heard yet.
      facts.contentsChanged(type === "channel.changed" ? "all" : [key]);
      await endWithdrawn({ contentId: key, isWithdrawn }, look.done);
      look.isOver = true;
      look.done.clear();
    },
  });
}

async function endPlayouts(slots: SlotStore, accountId: string, deviceId: string): Promise<void> {
  const { household } = await slots.run(accountId, { op: "peek" });
  for (const slot of household.slots.values()) {
    if (slot.deviceId !== deviceId) continue;
    await slots.run(accountId, { op: "stop", slotId: slot.slotId, reason: "DEVICE_REMOVED" });
  }
}
