import { byStart, expiresAt } from "../domain/slots/household.js";
import { householdOf } from "./slot-codec.js";

/**
 * A household for whoever is asked why somebody cannot watch: its streams, what has ended and why, and the amnesty of its
 * shard, from what Redis keeps of both.
 */
export function describeHousehold(
  kept: Buffer | null,
  { since, until }: Readonly<Record<string, string>>,
): string {
  const forgiving =
    until === undefined
      ? "no amnesty yet"
      : `amnesty until ${instant(Number(until))}${since === "0" ? ", unseats nobody" : ""}`;
  if (kept === null) return `no streams, nothing ended lately; ${forgiving}`;
  const household = householdOf(kept);
  const { limit, version, slots, tombstones } = household;
  const running = byStart(household).map((slot) => {
    const counts = slot.governed ? "governed" : "UNGOVERNED";
    const heard = `heard ${instant(slot.lastHeartbeatAt)} (#${slot.sequence}), lapses ${instant(expiresAt(slot))}`;
    return `  ${slot.slotId} ${slot.deviceId} ${slot.contentId} ${slot.state} ${counts}, ${heard}`;
  });
  const ended = [...tombstones].map(
    ([slotId, { reason, expiresAt: forgottenAt }]) =>
      `  ${slotId} ${reason}, remembered until ${instant(forgottenAt)}`,
  );
  return [
    `${slots.size} of ${limit.streams} streams (known since ${instant(limit.asOf)}), version ${version}; ${forgiving}`,
    ...["running:", ...running, "ended:", ...ended],
  ].join("\n");
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
