import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { Cluster, Command } from "ioredis";
import { type Clock, machineClock } from "../../../lib/clock.js";
import type { Logger } from "../../../lib/logger.js";
import type { RedisConnection } from "../../../lib/redis.js";
import { SHARDS, shardOf } from "../../../lib/redis-shard.js";
import type { Outcome, SlotCommand } from "../domain/slots/commands.js";
import { SLOT_WAIT_MS, type SlotStore, SlotStoreAway } from "../slot-store.js";
import { Breaker } from "./breaker.js";
import { isOutage } from "./outage-error.js";
import { Pulse } from "./pulse.js";
import { argumentsOf, KEY_COUNT, keysIn, keysOf, outcomeOf } from "./slot-codec.js";

interface RedisSlotStoreOptions {
  /** Stays its owner's: closing the store does not close it. */
  readonly redis: RedisConnection;
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The text of `readSlotScript`. */
  readonly script: string;
  /** False where whoever opens the store calls `beat` itself: nothing else finds out that a silent store is back. */
  readonly beats?: boolean;
}

/** A slot store on Redis. `beat` does at once, for all shards or some, what it otherwise does each second by itself. */
export interface RedisSlotStore extends SlotStore {
  beat(shards?: readonly number[]): Promise<void>;
}

/**
 * The slots of all processes, on Redis: each command is one run of one script, which also publishes what came of it,
 * so that nothing is announced that did not happen, and nothing happens unannounced.
 */
export function createRedisSlotStore(options: RedisSlotStoreOptions): RedisSlotStore {
  const { redis, clock, log, random } = options;
  const runScript = createScript(options);
  // A node of a cluster that is away must not keep callers from the others.
  const breakers = Array.from(
    { length: redis instanceof Cluster ? SHARDS : 1 },
    () => new Breaker(machineClock, isOutage),
  );
  const breakerOf = (shard: number) => breakers[shard % breakers.length] as Breaker;

  const pulse = new Pulse({
    clock,
    random,
    async tick(shard, alone) {
      const input = [...keysIn(shard), "tick", alone ? "1" : ""];
      // It keeps nobody waiting: so it is what finds out whether a silent store is back.
      const reply = await breakerOf(shard).probe(() => runScript(input));
      const [now, due] = reply as readonly [now: Buffer, due: readonly Buffer[]];
      return [String(now), due.map(String)];
    },
    async sweep(accountId) {
      await run(accountId, { op: "peek" }).catch((err: unknown) => {
        if (!(err instanceof SlotStoreAway)) log.error({ err, accountId }, "a household's lapsed slots stay");
      });
    },
  });

  async function run<Command extends SlotCommand>(
    accountId: string,
    command: Command,
  ): Promise<Outcome<Command>> {
    const shard = shardOf(accountId);
    const forgives = command.op === "heartbeat" && pulse.owes(shard);
    const sent = forgives ? { ...command, forgive: true } : command;
    const input = argumentsOf(accountId, sent, pulse.skewMs(shard));
    const breaker = breakerOf(shard);
    // A start that is carried out late gives its viewer what they were granted. A heartbeat might unseat a player that was
    // told to go on: it is waited for until it is too late for it.
    const actsUntil = command.op === "heartbeat" ? clock.now() + SLOT_WAIT_MS : 0;
    try {
      const reply = await breaker.run(
        () => runScript(input),
        () => clock.now() >= actsUntil,
      );
      const outcome = outcomeOf(command, reply as Buffer);
      if (outcome.reply.status === "LATE") pulse.owe(shard);
      return outcome;
    } catch (cause) {
      if (!isOutage(cause)) throw cause;
      if (command.op === "heartbeat" || command.op === "start") pulse.owe(shard);
      throw new SlotStoreAway(cause);
    }
  }

  async function forget(accountId: string): Promise<void> {
    const [household, due] = keysOf(accountId) as [string, string];
    const remove = async () => {
      await redis.del(household);
      await redis.zrem(due, accountId);
    };
    await remove().catch((cause: unknown) => {
      throw isOutage(cause) ? new SlotStoreAway(cause) : cause;
    });
  }

  if (options.beats ?? true) pulse.start();
  return {
    run,
    forget,
    beat: (shards) => pulse.beat(shards),
    async [Symbol.asyncDispose]() {
      pulse[Symbol.dispose]();
    },
  };
}

/** Keys and arguments of one run, and what it answered. */
type RunScript = (input: readonly string[]) => Promise<unknown>;

/**
 * The script by its hash, and by its text where Redis does not know it: after its restart, or never seen. Each command is
 * given up after the connection's time-out: none waits for a pipeline of ioredis, which would also cost a third more.
 */
function createScript({ redis, script }: RedisSlotStoreOptions): RunScript {
  const hash = createHash("sha1").update(script).digest("hex");
  const together = writesTogether(redis);
  const send = (name: string, text: string, input: readonly string[]) => {
    together();
    // Answers as bytes: they hold packed values.
    return redis.sendCommand(new Command(name, [text, KEY_COUNT, ...input], { replyEncoding: null }));
  };
  return async (input) => {
    try {
      return await send("evalsha", hash, input);
    } catch (error) {
      if (!(error as Error).message.startsWith("NOSCRIPT")) throw error;
      return send("eval", script, input);
    }
  };
}

/** What is sent in one turn of the event loop goes out in one write; the connections of a cluster are not in our hands. */
function writesTogether(redis: RedisConnection): () => void {
  if (redis instanceof Cluster) return () => undefined;
  let isHeld = false;
  return () => {
    // Before the first connection there is none.
    const stream = redis.stream as Socket | undefined;
    if (isHeld || !stream) return;
    isHeld = true;
    stream.cork();
    process.nextTick(() => {
      isHeld = false;
      stream.uncork();
    });
  };
}
