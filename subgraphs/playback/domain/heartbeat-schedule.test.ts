import { expect, it } from "vitest";
import { firstBeat, nextBeat, outageBeat } from "./heartbeat-schedule.js";

/** The night of docs/reliability.md: all press play within two minutes, and later the slot store is away for fifteen. */
const PLAYERS = 20_000;
const HOUR = { seconds: 3_600, playedAt: 300, playedWithin: 120 };
const OUTAGE = { from: 1_500, to: 2_400 };
const BUCKET_SECONDS = 10;

it("lets players come back from an outage without a wave", () => {
  const beats = beatsOfAnHour();
  const between = (from: number, to: number) => beats.slice(from / BUCKET_SECONDS, to / BUCKET_SECONDS);
  const all = between(HOUR.playedAt + 160, HOUR.seconds);
  expect(Math.max(...all) / mean(all)).toBeLessThan(1.26);
  expect(mean(between(2_100, OUTAGE.to)) / mean(between(3_000, HOUR.seconds))).toBeCloseTo(2 / 3, 1);
});

it("spreads who was answered in an outage over a hundred seconds", () => {
  expect(outageBeat(() => 0).inSeconds).toBe(40);
  expect(outageBeat(() => 0.999_999).inSeconds).toBe(140);
});

/** Heartbeats in each ten seconds. */
function beatsOfAnHour(): number[] {
  const random = seeded(2_014);
  const beats = Array<number>(HOUR.seconds / BUCKET_SECONDS).fill(0);
  for (let player = 0; player < PLAYERS; player += 1) {
    let second = HOUR.playedAt + (random() - 0.5) * HOUR.playedWithin;
    let beat = firstBeat(random);
    for (;;) {
      second += (second < OUTAGE.from || second >= OUTAGE.to ? beat : outageBeat(random)).inSeconds;
      if (second >= HOUR.seconds) break;
      const bucket = Math.floor(second / BUCKET_SECONDS);
      beats[bucket] = (beats[bucket] ?? 0) + 1;
      beat = nextBeat(random);
    }
  }
  return beats;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The same evening in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
