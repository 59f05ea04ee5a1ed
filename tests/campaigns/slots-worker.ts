import { setTimeout as delay } from "node:timers/promises";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import type { Outcome, SlotCommand } from "../../subgraphs/playback/domain/slots/commands.js";
import { createRedisSlotStore } from "../../subgraphs/playback/redis/redis-slot-store.js";
import type { SlotStore } from "../../subgraphs/playback/slot-store.js";
import { Player, type Surroundings } from "./slots-player.js";
import {
  campaignClock,
  campaignScript,
  HOUSEHOLDS,
  NO_COUNTS,
  type WorkerOrders,
  type WorkerReport,
} from "./slots-world.js";

/** How often players are looked through, and reports sent, real ms. */
const STEP_MS = 10;
const REPORT_MS = 100;
/** Settled one by one, the last players would come too late for their beats. */
const SETTLED_AT_ONCE = 100;
/** Violations of one kind repeat: the first ones tell. */
const MOST_VIOLATIONS = 20;

const { redisUrl, worker, base } = JSON.parse(process.argv[2] ?? "{}") as WorkerOrders;
const clock = campaignClock(base);
const counts = { ...NO_COUNTS };
const violations: string[] = [];
const versions = new Map<string, number>();

function violated(invariant: string, accountId: string, seen: unknown): void {
  if (violations.length < MOST_VIOLATIONS)
    violations.push(`${invariant}: ${accountId} ${JSON.stringify(seen)}`);
}

/** What holds of every reply, whatever was asked. */
function check(accountId: string, command: SlotCommand, { household, reply, changes }: Outcome): void {
  const slots = [...household.slots.values()];
  const governed = slots.filter((slot) => slot.governed).length;
  const { streams } = household.limit;
  const demand = (holds: boolean, invariant: string) => {
    if (!holds) violated(invariant, accountId, { command, reply, slots });
  };
  demand(governed === Math.min(slots.length, streams), "1: governed slots fill the limit, and no more");
  demand(new Set(slots.map((slot) => slot.deviceId)).size === slots.length, "3: one slot a device");
  demand(!slots.some((slot) => household.tombstones.has(slot.slotId)), "a slot lives or has ended");
  demand(household.version >= (versions.get(accountId) ?? 0), "6: versions never go back");
  versions.set(accountId, household.version);
  if (command.op === "start" && reply.status === "GRANTED") {
    const reclaims = changes.some(({ event }) => event === "RECLAIMED");
    demand(reclaims || slots.length <= streams, "2: a start keeps to the limit");
  }
  if (command.op === "start" && reply.status === "REFUSED") {
    demand(
      !slots.some((slot) => slot.deviceId === command.playout.deviceId),
      "3: its own seat is never refused",
    );
    demand(slots.length >= streams, "4: a refusal needs as many seats as the limit");
  }
  if (reply.status === "STOP" && command.op === "heartbeat") {
    demand(household.tombstones.has(command.playout.slotId), "5: STOP needs a tombstone");
  }
}

function surroundings(store: SlotStore): Surroundings {
  return {
    clock,
    counts,
    violated,
    random: Math.random,
    async run(accountId, command) {
      counts.commands += 1;
      const outcome = await store.run(accountId, command);
      check(accountId, command, outcome);
      return outcome;
    },
  };
}

function report(done: boolean): void {
  const message: WorkerReport = { counts: { ...counts }, violations: violations.splice(0), done };
  Object.assign(counts, NO_COUNTS);
  process.send?.(message);
}

const log = createLogger("silent");
const redis = openRedis({ url: redisUrl, name: `worker ${worker}`, log });
await untilReady(redis, redisUrl).catch(() => undefined);
const script = await campaignScript(base);
const store = createRedisSlotStore({ redis, clock, log, random: Math.random, script });
const world = surroundings(store);
const players = Array.from(
  { length: HOUSEHOLDS },
  (_, household) => new Player(`ac_${household}`, `dev_${worker}`, world),
);
let running = true;
process.on("message", () => {
  running = false;
});
process.on("disconnect", () => process.exit());
const reporting = setInterval(() => report(false), REPORT_MS);

while (running) {
  const now = clock.now();
  for (const player of players) {
    if (player.actsAt <= now) void player.act();
  }
  await delay(STEP_MS);
}
// What is under way is answered, or given up.
await delay(500);
for (let first = 0; first < players.length; first += SETTLED_AT_ONCE) {
  const together = players.slice(first, first + SETTLED_AT_ONCE);
  await Promise.all(together.map((player) => player.settle().catch(() => undefined)));
}
clearInterval(reporting);
report(true);
await store[Symbol.asyncDispose]();
redis.disconnect();
process.disconnect();
