import { expect, it, onTestFinished, vi } from "vitest";
import { ManualClock, passed } from "../../lib/clock.js";
import { partitionOf } from "../../lib/events/event.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { openEventPool, type SqlDatabase, type SqlSession } from "../../lib/events/sql.js";
import { countingIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { exampleStart } from "./domain/slots/example-commands.js";
import { applyWithdrawals } from "./events.js";
import { ExamplePeers } from "./example-peers.js";
import { createFacts } from "./facts.js";
import { InProcessSlotStore } from "./in-process-slot-store.js";
import { createWithdrawals } from "./withdrawals.js";

/** For a machine that does much else. */
const SOON = { timeout: 15_000, interval: 5 };
const log = createLogger("silent");

async function openPool(service: "catalog" | "playback") {
  const database = await createTestDatabase(service);
  onTestFinished(() => database[Symbol.asyncDispose]());
  const pool = openEventPool(database.url, log);
  onTestFinished(() => pool[Symbol.asyncDispose]());
  return { ...pool, url: database.url };
}

/** As Prisma's: one that took longer than it may is undone at its end, by the clock of the test. */
function expiring(database: SqlDatabase<SqlSession>, clock: ManualClock): SqlDatabase<SqlSession> {
  return {
    $transaction: (work, { timeout = Number.POSITIVE_INFINITY } = {}) =>
      database.$transaction(async (tx) => {
        const begunAt = clock.now();
        const result = await work(tx);
        if (clock.now() - begunAt > timeout) throw Object.assign(new Error("expired"), { code: "P2028" });
        return result;
      }),
  };
}

/** Households that all watch ch_one, and the group that applies the catalog's changes to them. */
async function openAudience(size: number, checkHousehold: (clock: ManualClock) => Promise<void>) {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const slots = new InProcessSlotStore(clock, () => undefined);
  onTestFinished(() => slots[Symbol.asyncDispose]());
  for (let index = 0; index < size; index += 1) {
    const start = exampleStart({
      slotId: `slot_${index}`,
      deviceId: `dev_${index}`,
      limit: { streams: 1, asOf: 0 },
      leaseMs: 86_400_000,
      deadline: clock.now() + 1_000,
    });
    await slots.run(`ac_${index}`, { ...start, playout: { ...start.playout, contentId: "ch_one" } });
  }
  const asked: string[] = [];
  const facts = createFacts({ peers: new ExamplePeers(), clock, log });
  const endWithdrawn = createWithdrawals({
    kept: () => slots.households(),
    slots,
    facts,
    async checkHousehold(accountId) {
      asked.push(accountId);
      await checkHousehold(clock);
    },
  });
  const [catalog, own] = [await openPool("catalog"), await openPool("playback")];
  const events = openEventBus({ clock, ids: countingIds(), log });
  onTestFinished(() => events[Symbol.asyncDispose]());
  const carrier = events.carry("catalog", catalog.url);
  onTestFinished(() => carrier[Symbol.asyncDispose]());
  const group = applyWithdrawals(events, expiring(own, clock), facts, endWithdrawn);
  onTestFinished(() => group[Symbol.asyncDispose]());
  const outbox = createOutbox({ carrier, clock, ids: countingIds() });
  return {
    clock,
    asked,
    changeChannel: () =>
      outbox.transaction(catalog, async (_tx, announce) =>
        announce({ type: "channel.changed", key: "ch_one", payload: {} }),
      ),
    async position() {
      const [row] = await own.$queryRawUnsafe<{ position: string }[]>(
        `SELECT position::text FROM consumed_event WHERE "group" = 'playback-withdrawals' AND partition = $1::text::int`,
        String(partitionOf("ch_one")),
      );
      return Number(row?.position ?? 0);
    },
  };
}

it("a change of a channel with a large audience is done with, and asks for each household once, however long it takes", async () => {
  // Twenty at a time: eighteen seconds, of which a transaction has fifteen.
  const audience = await openAudience(400, (clock) => passed(clock, 900));
  await audience.changeChannel();
  const isDone = async () => {
    audience.clock.advance(100);
    expect(await audience.position()).toBeGreaterThan(0);
  };
  await vi.waitFor(isDone, SOON);
  expect(audience.asked).toHaveLength(400);
  expect(new Set(audience.asked).size).toBe(400);

  const before = await audience.position();
  await audience.changeChannel();
  const isDoneAgain = async () => {
    audience.clock.advance(100);
    expect(await audience.position()).toBeGreaterThan(before);
  };
  await vi.waitFor(isDoneAgain, SOON);
  expect(audience.asked).toHaveLength(800);
});

it("a household that was asked for is not asked for again when another's question has failed", async () => {
  let questions = 0;
  const audience = await openAudience(200, async () => {
    questions += 1;
    if (questions % 60 === 0) throw Object.assign(new Error("accounts is away"), { code: "ECONNREFUSED" });
  });
  await audience.changeChannel();
  const isDone = async () => {
    audience.clock.advance(100);
    expect(await audience.position()).toBeGreaterThan(0);
  };
  await vi.waitFor(isDone, SOON);
  const failed = Math.floor(questions / 60);
  expect(failed).toBeGreaterThan(1);
  expect(questions).toBe(200 + failed);
});

/** A household that watches mo_film, and what ends it where it was withdrawn. */
async function openCinema() {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const peers = new ExamplePeers();
  const slots = new InProcessSlotStore(clock, () => undefined);
  onTestFinished(() => slots[Symbol.asyncDispose]());
  const start = exampleStart({
    slotId: "slot_a",
    deviceId: "dev_tv",
    limit: { streams: 1, asOf: 0 },
    leaseMs: 86_400_000,
    deadline: clock.now() + 1_000,
  });
  await slots.run("ac_home", { ...start, playout: { ...start.playout, contentId: "mo_film" } });
  const facts = createFacts({ peers, clock, log });
  const kept = () => slots.households();
  const end = createWithdrawals({ kept, slots, facts, checkHousehold: () => Promise.resolve() });
  /** What a process hears, told at once. */
  const hear = (...words: readonly boolean[]) =>
    Promise.all(
      words.map((isWithdrawn) => {
        facts.contentsChanged(["mo_film"]);
        facts.contentWithdrawn("mo_film", isWithdrawn);
        return end({ contentId: "mo_film", isWithdrawn });
      }),
    );
  const isOn = async () => (await slots.run("ac_home", { op: "peek" })).household.slots.size === 1;
  return { peers, hear, isOn };
}

it("a film that was withdrawn and is offered again plays on where a process hears both words at once", async () => {
  const { hear, isOn } = await openCinema();
  await hear(true, false);
  expect(await isOn()).toBe(true);
});

it("a film plays on where a process hears only now that it had been withdrawn, and the catalog offers it", async () => {
  const { hear, isOn } = await openCinema();
  await hear(true);
  expect(await isOn()).toBe(true);
});

it.each([
  ["says that it is gone", "up"],
  ["cannot be asked", "down"],
])("a film that was withdrawn ends where the catalog %s", async (_what, standing) => {
  const { peers, hear, isOn } = await openCinema();
  delete peers.contents["mo_film"];
  peers.state["catalog"] = standing as "up" | "down";
  await hear(true);
  expect(await isOn()).toBe(false);
});
