import { expect, it, onTestFinished, vi } from "vitest";
import type { Announcement } from "../../lib/events/event.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { openEventPool } from "../../lib/events/sql.js";
import { countingIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { startAgain, startExample } from "./example-playback.js";
import { SlotStoreAway } from "./slot-store.js";

const TV = "ac_home/dev_tv";
/** For a machine that does much else. */
const SOON = { timeout: 10_000, interval: 5 };
const log = createLogger("silent");

/** Playback with accounts beside it that announces what it is told to. */
async function startBesideAccounts() {
  const first = await startExample();
  const accounts = await createTestDatabase("accounts");
  onTestFinished(() => accounts[Symbol.asyncDispose]());
  const { clock } = first;
  const events = openEventBus({ clock, ids: countingIds(), log });
  onTestFinished(() => events[Symbol.asyncDispose]());
  const playback = await startAgain({ ...first, events });
  const carrier = events.carry("accounts", accounts.url);
  onTestFinished(() => carrier[Symbol.asyncDispose]());
  const outbox = createOutbox({ carrier, clock, ids: countingIds() });
  const pool = openEventPool(accounts.url, log);
  onTestFinished(() => pool[Symbol.asyncDispose]());
  const own = openEventPool(first.databaseUrl, log);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return {
    playback,
    announce: (event: Announcement) => outbox.transaction(pool, async (_tx, announce) => announce(event)),
    deadLetters: () => own.$transaction(async (tx) => tx.$queryRawUnsafe("SELECT id FROM dead_event")),
  };
}

it("a removed device's stream ends also where the slot store was away for two minutes when it was removed", async () => {
  const { playback, announce, deadLetters } = await startBesideAccounts();
  const { clock, service } = playback;
  const run = service.slots.run.bind(service.slots);
  let looks = 0;
  const away = vi.spyOn(service.slots, "run").mockImplementation(async (accountId, command) => {
    if (command.op !== "peek") return run(accountId, command);
    looks += 1;
    throw new SlotStoreAway();
  });
  const backAt = clock.now() + 120_000;
  await announce({ type: "device.removed", key: "ac_home", payload: { deviceId: "dev_tv" } });
  const tryOn = () => {
    clock.advance(1_000);
    expect(clock.now()).toBeGreaterThanOrEqual(backAt);
    // More often than an event is tried before it is put aside.
    expect(looks).toBeGreaterThan(20);
  };
  await vi.waitFor(tryOn, SOON);
  expect(await deadLetters()).toEqual([]);

  const { slotToken } = await playback.start(TV);
  away.mockRestore();
  let beats = 0;
  const isTold = async () => {
    clock.advance(200);
    beats += 1;
    expect(await playback.beat(slotToken, beats)).toMatchObject({
      directive: "STOP",
      reason: "DEVICE_REMOVED",
    });
  };
  await vi.waitFor(isTold, SOON);
  expect(await deadLetters()).toEqual([]);
});
