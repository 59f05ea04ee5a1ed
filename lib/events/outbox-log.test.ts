import { expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../clock.js";
import { randomIds } from "../ids.js";
import { partitionOf } from "./event.js";
import { createOutbox } from "./outbox.js";
import { createOutboxLog } from "./outbox-log.js";
import { describeEventBus } from "./testing/event-bus-contract.js";
import { EventWorld, log, PUBLISHER } from "./testing/world.js";

/** Comes within milliseconds; the bound is for a machine that does much else. */
const SOON = { timeout: 15_000, interval: 20 };

describeEventBus("events within one process", () => EventWorld.open(() => createOutboxLog(log), true));

it("a commit has nobody look into partitions that it did not write to", async () => {
  const world = await EventWorld.open(() => createOutboxLog(log), true);
  const events = createOutboxLog(log);
  onTestFinished(() => events[Symbol.asyncDispose]());
  const carrier = events.carry(PUBLISHER, world.publisherUrl);
  const grown: (number | undefined)[] = [];
  events.onGrown((_publisher, partition) => grown.push(partition));
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  await outbox.transaction(world.publisher, async (_tx, announce) => {
    for (const key of ["red", "red", "gold"]) announce({ type: "thing.changed", key, payload: {} });
  });
  expect(grown).toEqual([partitionOf("red"), partitionOf("gold")]);
});

it("groups that look for the same at once are answered by one statement, and by another after a commit", async () => {
  const world = await EventWorld.open(() => createOutboxLog(log), true);
  const events = createOutboxLog(log);
  onTestFinished(() => events[Symbol.asyncDispose]());
  const carrier = events.carry(PUBLISHER, world.publisherUrl);
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  const partition = partitionOf("red");
  const readers = ["one", "two", "three"].map((name) => ({ listener: Symbol(name) }));
  const readAll = () =>
    readers.map((reader) => events.read({ publisher: PUBLISHER, partition, after: 0, limit: 10, reader }));
  const waiting = async () => {
    const rows = await world.consumer.$queryRawUnsafe<unknown[]>(
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM outbox_event WHERE%'",
    );
    return rows.length;
  };

  await outbox.transaction(world.publisher, async (_tx, announce) =>
    announce({ type: "thing.changed", key: "red", payload: {} }),
  );
  // Where they stand is noted the first time.
  await Promise.all(readAll());
  const pages = await world.publisher.$transaction(async (tx) => {
    await tx.$queryRawUnsafe("LOCK TABLE outbox_event IN ACCESS EXCLUSIVE MODE");
    const first = readAll();
    await vi.waitFor(async () => expect(await waiting()).toBe(1), SOON);
    carrier.wake(new Set([partition]));
    const second = readAll();
    await vi.waitFor(async () => expect(await waiting()).toBe(2), SOON);
    return [...first, ...second];
  });
  for (const page of await Promise.all(pages)) expect(page.events).toHaveLength(1);
});
