import { createHash } from "node:crypto";
import { Cluster } from "ioredis";
import type { Clock } from "../../../lib/clock.js";
import type { Logger } from "../../../lib/logger.js";
import type { RedisConnection } from "../../../lib/redis.js";
import { SHARDS, shardOf } from "../../../lib/redis-shard.js";
import type { Outcome, SlotCommand } from "../domain/slots/commands.js";
import { SLOT_WAIT_MS, type SlotStore, SlotStoreAway } from "../slot-store.js";
import { Breaker } from "./breaker.js";
import { isOutage } from "./outage-error.js";
import { Pulse } from "./pulse.js";
import { argumentsOf, keysIn, keysOf, outcomeOf, type ScriptReply, type TickReply } from "./slot-codec.js";

interface RedisSlotStoreOptions {
  /** Stays its owner's: closing the store does not close it. */
  readonly redis: RedisConnection;
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The text of `readSlotScript`. */
  readonly script: string;
  /** False where whoever opens the store calls `beat` itself. */
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
    () => new Breaker(clock, random),
  );
  const breakerOf = (shard: number) => breakers[shard % breakers.length] as Breaker;

  const pulse = new Pulse({
    clock,
    // Past the breaker: a tick keeps nobody waiting.
    tick: (shard, alone) => runScript<TickReply>(keysIn(shard), ["tick", alone ? "1" : ""]),
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
    const isPlayers = command.op === "heartbeat" || command.op === "start";
    const ask = () => runScript<ScriptReply>(keysOf(accountId), input);
    const reply = await breakerOf(shard)
      .run(ask, isOutage)
      .catch((cause: unknown) => {
        if (!isOutage(cause)) throw cause;
        if (isPlayers) pulse.owe(shard);
        throw new SlotStoreAway(cause);
      });
    const outcome = outcomeOf(command, reply);
    if (outcome.reply.status === "LATE") pulse.owe(shard);
    return outcome;
  }

  async function forget(accountId: string): Promise<void> {
    const [household, due] = keysOf(accountId) as [string, string];
    const remove = async () => {
      await redis.del(household);
      await redis.zrem(due, accountId);
    };
    await bounded(remove(), clock).catch((cause: unknown) => {
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

type RunScript = <Reply>(keys: readonly string[], input: readonly string[]) => Promise<Reply>;

/** The script by its hash, and by its text where Redis does not know it: after its restart, or never seen. */
function createScript({ redis, clock, script }: RedisSlotStoreOptions): RunScript {
  const hash = createHash("sha1").update(script).digest("hex");
  async function send(keys: readonly string[], input: readonly string[]): Promise<unknown> {
    try {
      return await redis.evalsha(hash, keys.length, ...keys, ...input);
    } catch (error) {
      if (!(error as Error).message.startsWith("NOSCRIPT")) throw error;
      return redis.eval(script, keys.length, ...keys, ...input);
    }
  }
  return async <Reply>(keys: readonly string[], input: readonly string[]) =>
    (await bounded(send(keys, input), clock)) as Reply;
}

/** Commands wait for those before them; with their wait they, too, are given up after SLOT_WAIT_MS. */
async function bounded<Answer>(answer: Promise<Answer>, clock: Clock): Promise<Answer> {
  let timer: Disposable | undefined;
  const bound = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`Redis did not answer within ${SLOT_WAIT_MS} ms`));
    timer = clock.after(SLOT_WAIT_MS, giveUp);
  });
  try {
    return await Promise.race([answer, bound]);
  } finally {
    timer?.[Symbol.dispose]();
  }
}
