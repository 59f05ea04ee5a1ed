import { Redis } from "ioredis";
import { Lifecycle } from "../../lib/lifecycle.js";
import { hurriedClock } from "../../tests/campaigns/hurried-clock.js";
import { startRedisServer } from "../../tests/support/redis-servers.js";
import type { NightResult } from "./night.js";
import { LIMIT, type Night, SHARES, ZAP_SECONDS } from "./scenario.js";
import { Tally } from "./tally.js";
import { judgeControl } from "./verdict.js";
import { bell } from "./viewers.js";

/*
 * The same evening as houses did it in 2014: players beat once a minute to the second, an error ends the stream, viewers
 * press play again every 5 to 30 seconds, nobody takes their own place back, and nobody leaves a store alone that does not
 * answer: what was asked of it waits, as stores' clients do where nobody says otherwise, and acts when it is back, though
 * its player has long given up. It runs on a Redis alone, without gateways: it is there to show what the measures find.
 * Heartbeats count when they reach the store.
 */

const BEAT_SECONDS = 60;
const LEASE_SECONDS = 90;
const [SOONEST_RETRY_SECONDS, LATEST_RETRY_SECONDS] = [5, 30];
/** A player gives up after so long, the default of iOS. */
const PATIENCE_SECONDS = 60;

/**
 * KEYS streams of a household by their end; ARGV since, speed, stream, lease, limit; "" where a stream has to be there
 * already.
 */
const TAKE = `local time = redis.call('TIME')
local now = (time[1] * 1000 + time[2] / 1000 - ARGV[1]) * ARGV[2] / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local known = redis.call('ZSCORE', KEYS[1], ARGV[3])
if ARGV[5] == '' and not known then return 0 end
if ARGV[5] ~= '' and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[5]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[4], ARGV[3])
return 1`;

/** Where time comes from and what happens later. */
interface Stage {
  readonly redis: Redis;
  readonly tally: Tally;
  /** Epoch ms, by the machine's clock. */
  readonly since: number;
  readonly speed: number;
  readonly after: (seconds: number, action: () => void) => void;
}

class Viewer {
  readonly #household: string;
  readonly #name: string;
  readonly #stage: Stage;
  #stream = 0;
  isPlaying = false;

  constructor(number: number, stage: Stage) {
    // One or two of them in a household.
    this.#household = `household${Math.floor((number * 2) / 3)}`;
    this.#name = `viewer${number}`;
    this.#stage = stage;
  }

  async start(): Promise<void> {
    const { tally, after } = this.#stage;
    const { bucket, phase } = tally;
    if (bucket) {
      bucket.starts += 1;
      bucket.requests += 1;
    }
    this.#stream += 1;
    const answer = await this.#take(String(LIMIT));
    if (answer === true) {
      this.isPlaying = true;
      this.#beatLater(this.#stream);
      return;
    }
    if (answer === false) tally.refused[phase].push(this.#name);
    else tally.unanswered[phase].push(this.#name);
    const wait = SOONEST_RETRY_SECONDS + Math.random() * (LATEST_RETRY_SECONDS - SOONEST_RETRY_SECONDS);
    after(wait, () => void this.start());
  }

  async zap(): Promise<void> {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    const key = this.#household;
    await this.#stage.redis.zrem(key, `${this.#name}.${this.#stream}`).catch(() => undefined);
    await this.start();
  }

  #beatLater(stream: number): void {
    const { tally, after } = this.#stage;
    after(BEAT_SECONDS, () => {
      if (!this.isPlaying || stream !== this.#stream) return;
      if (tally.bucket) tally.bucket.requests += 1;
      const reached = () => {
        if (tally.bucket) tally.bucket.beats += 1;
      };
      void this.#take("", reached).then((answer) => {
        if (answer === true) return this.#beatLater(stream);
        this.isPlaying = false;
        tally.terminated.push(this.#name);
        return this.start();
      });
    });
  }

  /** Null where the player gives up before the store answers. */
  async #take(limit: string, reached: () => void = () => undefined): Promise<boolean | null> {
    const { redis, since, speed, after } = this.#stage;
    const stream = `${this.#name}.${this.#stream}`;
    const asked = redis.eval(TAKE, 1, this.#household, since, speed, stream, LEASE_SECONDS, limit);
    const answered = asked.then(
      (answer) => {
        reached();
        return answer === 1;
      },
      () => null,
    );
    return Promise.race([
      answered,
      new Promise<null>((resolve) => after(PATIENCE_SECONDS, () => resolve(null))),
    ]);
  }
}

/** Plays the evening with a store that hangs. */
export async function playControl(night: Night, print: (line: string) => void): Promise<NightResult> {
  await using lifecycle = new Lifecycle("control");
  const server = lifecycle.use("Redis", await startRedisServer());
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  lifecycle.defer("connection", () => redis.disconnect());
  const since = Date.now();
  const time = hurriedClock(since, night.speed);
  const after = (delay: number, action: () => void) => void time.after(delay * 1_000, action);
  const tally = new Tally(night, () => (time.now() - since) / 1_000);
  const stage = { redis, tally, since, speed: night.speed, after };
  const viewers = Array.from({ length: night.viewers }, (_, number) => new Viewer(number, stage));
  for (const viewer of viewers) {
    const startsAt = Math.max(0, night.hourAt + bell() * night.spreadSeconds);
    after(startsAt, () => void viewer.start());
    if (Math.random() >= SHARES.zaps) continue;
    for (let at = startsAt + ZAP_SECONDS; at < night.seconds; at += ZAP_SECONDS * (0.5 + Math.random())) {
      after(at, () => void viewer.zap());
    }
  }
  for (const [index, bucket] of tally.buckets.entries()) {
    after(index * 10 + 9.9, () => {
      bucket.alive = viewers.filter(({ isPlaying }) => isPlaying).length;
    });
  }
  after(night.outage.from, () => server.hang());
  after(night.outage.to, () => server.resume());
  await new Promise<void>((resolve) => after(night.seconds, resolve));
  print(
    `2014: ${tally.terminated.length} streams terminated, ${tally.refused.after.length} starts wrongly refused after the outage`,
  );
  return { night, tally, criteria: judgeControl(night, tally), notes: {} };
}
