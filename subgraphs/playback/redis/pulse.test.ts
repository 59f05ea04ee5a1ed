import { expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { SHARDS } from "../../../lib/redis-shard.js";
import { LONGEST_SWEEP_MS, Pulse } from "./pulse.js";
import type { TickReply } from "./slot-codec.js";

const HANGS = 7;

function start(random = () => 0.5) {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const asked: { shard: number; at: number; answeredAlone: boolean }[] = [];
  const begunAt = clock.now();
  let fail: (error: Error) => void = () => undefined;
  const pulse = new Pulse({
    clock,
    random,
    tick(shard, answeredAlone) {
      asked.push({ shard, at: clock.now() - begunAt, answeredAlone });
      if (shard !== HANGS) return Promise.resolve([String(clock.now()), []]);
      return new Promise<TickReply>((_, reject) => (fail = reject));
    },
    sweep: async () => undefined,
  });
  pulse.start();
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  const times = (shard: number) => asked.filter((each) => each.shard === shard).map(({ at }) => at);
  return { pulse, asked, pass, times, fail: () => fail(new Error("away")) };
}

it("each shard is ticked every second, and one that hangs keeps no other waiting", async () => {
  const { pulse, asked, pass, times } = start();
  await pass(0);
  for (let second = 0; second < 3; second += 1) await pass(1_000);
  expect(times(3)).toEqual([0, 1_000, 2_000, 3_000]);
  expect(asked).toHaveLength(4 * (SHARDS - 1) + 1);
  pulse[Symbol.dispose]();
});

it("a shard that hangs has one probe under way, and the next as soon as that has failed", async () => {
  const { pulse, pass, times, fail } = start();
  await pass(0);
  for (let second = 0; second < 5; second += 1) await pass(1_000);
  expect(times(HANGS)).toEqual([0]);
  fail();
  await pass(0);
  await pass(1_000);
  expect(times(HANGS)).toEqual([0, 6_000]);
  pulse[Symbol.dispose]();
});

it("a shard that could not be told that players were answered alone is told by the next tick", async () => {
  const { pulse, asked, pass, fail } = start();
  pulse.owe(HANGS);
  fail();
  await pass(0);
  await pass(1_000);
  expect(asked.filter(({ shard }) => shard === HANGS).map((each) => each.answeredAlone)).toEqual([
    false,
    true,
  ]);
  pulse[Symbol.dispose]();
});

it("replicas that were answered at one moment drift apart, and none comes later than the schedule of beats allows for", async () => {
  const [early, late] = [start(() => 0), start(() => 0.999_999)];
  await Promise.all([early.pass(0), late.pass(0)]);
  await Promise.all([early.pass(750), late.pass(750)]);
  expect([early.times(0).length, late.times(0).length]).toEqual([2, 1]);
  await late.pass(LONGEST_SWEEP_MS - 750);
  expect(late.times(0)).toHaveLength(2);
  early.pulse[Symbol.dispose]();
  late.pulse[Symbol.dispose]();
});
