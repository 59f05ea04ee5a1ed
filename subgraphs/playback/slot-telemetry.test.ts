import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createMetrics } from "../../lib/telemetry/metrics.js";
import { type SlotStore, SlotStoreAway } from "./slot-store.js";
import { countStartsOnTrust, observedSlotStore } from "./slot-telemetry.js";
import { UnverifiedStarts } from "./unverified-starts.js";

const stop = { op: "stop", slotId: "slot_1", reason: "STOPPED" } as const;

it("an operator is told that the slot store is away where it is, and not of one household that cannot be read", async () => {
  const metrics = createMetrics();
  const errors = [new SlotStoreAway(), new Error("ac_odd has a record that nobody understands")];
  const store: SlotStore = {
    run: () => Promise.reject(errors.shift()),
    forget: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const observed = observedSlotStore(store, metrics);
  for (let command = 0; command < 2; command += 1) {
    await expect(observed.run("ac_home", stop)).rejects.toThrow();
  }
  const { text } = await metrics.scrape();
  expect(text).toContain('playhead_slot_commands_total{command="stop",answer="AWAY"} 1');
  expect(text).toContain('playhead_slot_commands_total{command="stop",answer="FAILED"} 1');
});

it("an operator is told of each start that was granted without asking, and once of each", async () => {
  const metrics = createMetrics();
  const onTrust = countStartsOnTrust(metrics);
  const alone = new UnverifiedStarts(new ManualClock(0), onTrust("slot store"));
  expect(["tv", "tv", "phone", "tablet"].map((device) => alone.admit("ac_home", device))).toEqual([
    ...[true, true, true, false],
  ]);
  const { text } = await metrics.scrape();
  expect(text).toContain('playhead_starts_on_trust_total{untold="slot store"} 2');
});
