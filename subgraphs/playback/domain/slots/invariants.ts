import type { Outcome } from "./commands.js";
import type { Household } from "./household.js";

/** @throws Error naming the invariant that does not hold. */
export function demand(holds: boolean, invariant: string): void {
  if (!holds) throw new Error(`broken: ${invariant}`);
}

/** What must hold after every single command, whatever came before it. The numbers are those of docs and tests. */
export function checkOutcome(before: Household, { household: after, reply, changed }: Outcome): void {
  const slots = [...after.slots.values()];
  const governed = slots.filter((slot) => slot.governed).length;
  demand(
    governed === Math.min(slots.length, after.limit.streams),
    "1: governed slots fill the limit, and no more",
  );
  demand(new Set(slots.map((slot) => slot.deviceId)).size === slots.length, "3: one slot a device");
  demand(!slots.some((slot) => after.tombstones.has(slot.slotId)), "a slot lives or has ended, never both");
  demand(reply.status !== "STOP" || after.tombstones.size > 0, "5: STOP needs a tombstone");
  demand(after.version >= before.version, "6: versions never go back");
  demand(changed === after.version > before.version, "6: a version grows with each change, and only then");
  demand(changed || visible(before) === visible(after), "6: what the household sees change is a change");
}

function visible({ slots, limit }: Household): string {
  return [...slots.values()]
    .map((slot) => `${slot.slotId} ${slot.state} ${slot.governed} of ${limit.streams}`)
    .sort()
    .join();
}
