import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../../lib/redis.js";
import { type RedisServer, startRedisServer } from "../support/redis-servers.js";
import { NO_COUNTS, OFFSET_KEY, WORKERS, type WorkerOrders, type WorkerReport } from "./slots-world.js";

/** Real ms: long enough after a disturbance that amnesties have run out and refusals mean something. */
const QUIET_MS = 17_000;
/** Between two disturbances, real ms. */
const LONGEST_PAUSE_MS = 900;
/** A start that reaches no settled end within this is a failure, real ms. */
const SETTLE_MS = 20_000;
const WORKER = path.resolve("dist/tests/campaigns/slots-worker.js");

/** What a campaign did, and what it found. */
export interface CampaignResult {
  readonly counts: typeof NO_COUNTS;
  readonly disturbances: Readonly<
    Record<"hangs" | "losses" | "workersKilled" | "workersHung" | "clockSteps", number>
  >;
  readonly violations: readonly string[];
}

/** Plays households on a real Redis from several processes, and does to both what happens to them in bad years. */
export async function runSlotCampaign(options: { rounds: number; stormMs: number }): Promise<CampaignResult> {
  await using server = await startRedisServer();
  const campaign = new Campaign(server);
  await campaign.begin();
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      await campaign.storm(options.stormMs);
      await delay(QUIET_MS);
    }
    await campaign.settle();
  } finally {
    campaign.end();
  }
  return campaign;
}

class Campaign implements CampaignResult {
  readonly counts = { ...NO_COUNTS };
  readonly disturbances = { hangs: 0, losses: 0, workersKilled: 0, workersHung: 0, clockSteps: 0 };
  readonly violations: string[] = [];
  readonly #server: RedisServer;
  readonly #redis: RedisConnection;
  readonly #base = systemClock.now();
  readonly #workers: ChildProcess[] = [];
  #done = 0;
  #offsetMs = 0;
  #highestOffsetMs = 0;

  constructor(server: RedisServer) {
    this.#server = server;
    this.#redis = openRedis({ url: server.url, name: "campaign", log: createLogger("silent") });
  }

  async begin(): Promise<void> {
    await this.#setClock(0);
    for (let worker = 0; worker < WORKERS; worker += 1) this.#launch(worker);
  }

  async storm(durationMs: number): Promise<void> {
    const kinds = [
      ...[() => this.#hang(), () => this.#hang(), () => this.#loseData()],
      ...[() => this.#killWorker(), () => this.#hangWorker(), () => this.#stepClock()],
    ];
    let deck: (() => Promise<void>)[] = [];
    for (const until = systemClock.now() + durationMs; systemClock.now() < until; ) {
      // As cards are dealt: in any order, and a short storm has some of each.
      if (deck.length === 0) deck = [...kinds];
      const [next] = deck.splice(Math.floor(Math.random() * deck.length), 1);
      await next?.();
      await delay(Math.random() * LONGEST_PAUSE_MS);
    }
  }

  async settle(): Promise<void> {
    for (const worker of this.#workers) worker.send("settle");
    const until = systemClock.now() + SETTLE_MS;
    while (this.#done < WORKERS && systemClock.now() < until) await delay(50);
    if (this.#done < WORKERS) this.violations.push(`only ${this.#done} of ${WORKERS} workers came to an end`);
  }

  end(): void {
    for (const worker of this.#workers) worker.kill("SIGKILL");
    this.#redis.disconnect();
  }

  #launch(number: number): void {
    const orders: WorkerOrders = { redisUrl: this.#server.url, worker: number, base: this.#base };
    const worker = fork(WORKER, [JSON.stringify(orders)]);
    worker.on("message", (message) => this.#hear(message as WorkerReport));
    this.#workers[number] = worker;
  }

  #hear({ counts, violations, done }: WorkerReport): void {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) this.counts[name] += counts[name];
    this.violations.push(...violations);
    if (done) this.#done += 1;
  }

  async #hang(): Promise<void> {
    this.disturbances.hangs += 1;
    this.#server.hang();
    await delay(Math.random() ** 2 * 2_000);
    this.#server.resume();
  }

  async #loseData(): Promise<void> {
    this.disturbances.losses += 1;
    await this.#server.restart();
    // Versions follow the clock: data is not lost in a past that was corrected since.
    await this.#setClock(this.#highestOffsetMs + 5_000);
  }

  async #killWorker(): Promise<void> {
    this.disturbances.workersKilled += 1;
    const number = Math.floor(Math.random() * WORKERS);
    const worker = this.#workers[number];
    const ended = new Promise((resolve) => worker?.once("exit", resolve));
    worker?.kill("SIGKILL");
    await ended;
    this.#launch(number);
  }

  /** Its beats are late, and what it had sent before is answered long after. */
  async #hangWorker(): Promise<void> {
    this.disturbances.workersHung += 1;
    const worker = this.#workers[Math.floor(Math.random() * WORKERS)];
    worker?.kill("SIGSTOP");
    await delay(Math.random() * 1_000);
    worker?.kill("SIGCONT");
  }

  /** Back by anything; forward by more than the canary's gap, so that it is noticed. */
  async #stepClock(): Promise<void> {
    this.disturbances.clockSteps += 1;
    const step = Math.random() < 0.5 ? -Math.random() * 120_000 : 20_000 + Math.random() * 120_000;
    await this.#setClock(this.#offsetMs + Math.floor(step));
  }

  async #setClock(offsetMs: number): Promise<void> {
    this.#offsetMs = offsetMs;
    this.#highestOffsetMs = Math.max(this.#highestOffsetMs, offsetMs);
    for (const until = systemClock.now() + SETTLE_MS; systemClock.now() < until; ) {
      await untilReady(this.#redis, this.#server.url);
      const isSet = await this.#redis.set(OFFSET_KEY, offsetMs).catch(() => null);
      if (isSet) return;
      await delay(20);
    }
    throw new Error("Redis did not take the campaign's clock");
  }
}
