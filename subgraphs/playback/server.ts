import type { JSONWebKeySet } from "jose";
import { openCoordination } from "../../lib/coordination.js";
import { openEvents } from "../../lib/events/service-events.js";
import { type Lifecycle, opening } from "../../lib/lifecycle.js";
import { openRedis, type RedisConnection, untilReady } from "../../lib/redis.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import { keepBookmarks } from "./bookmarks/keep-bookmarks.js";
import type { PlaybackContext, PlaybackServices } from "./context.js";
import { createDeviceRate, REMOTE_COMMAND_RATE, START_RATE } from "./device-rate.js";
import type { StreamTemplates } from "./domain/stream-template.js";
import { ErasedHouseholds, withoutErased } from "./erased-households.js";
import {
  announceOn,
  applyEntitlements,
  applyWithdrawals,
  endRemovedDevices,
  keepFactsCurrent,
} from "./events.js";
import { createFacts, type Facts } from "./facts.js";
import { createHouseholdCheck } from "./household-check.js";
import { protectPlayback } from "./household-data.js";
import { startHouseholdRechecks } from "./household-rechecks.js";
import { InProcessSlotStore } from "./in-process-slot-store.js";
import { createLoaders } from "./loaders.js";
import { createPinCheck } from "./parental-pin.js";
import { readKeptHouseholds } from "./redis/kept-households.js";
import { createRedisSlotStore } from "./redis/redis-slot-store.js";
import { readSlotScript } from "./redis/slot-script.js";
import { createRemoteControl, tellingPlayers } from "./remote-control.js";
import { resolvers } from "./resolvers.js";
import { createResumePositions } from "./resume-positions.js";
import type { KeptHouseholds, SlotStore } from "./slot-store.js";
import { countStartsOnTrust, observedSlotStore } from "./slot-telemetry.js";
import { createSlotTokens } from "./slot-token.js";
import { openStore } from "./store.js";
import { createStreamKeys } from "./stream-keys.js";
import { DEMO_TEMPLATES } from "./stream-templates.js";
import { createStreams } from "./streams.js";
import { UnverifiedStarts } from "./unverified-starts.js";
import { createWithdrawals } from "./withdrawals.js";

export interface PlaybackEnvironment extends ServiceEnvironment {
  readonly random?: (() => number) | undefined;
  /** Where everything streams from; the demo's where it is left out. */
  readonly streamTemplates?: StreamTemplates | undefined;
}

/** Playback, running. */
export interface Playback extends RunningService {
  readonly slots: SlotStore;
  readonly facts: Facts;
  /** What signed URLs of streams and licences are verified with. */
  streamKeys(): Promise<JSONWebKeySet>;
}

/**
 * Starts playback: slots, heartbeats and what is told of them. `random`, from 0 up to 1, spreads the heartbeats.
 * The slots live in this process, or on Redis where there is one, and then belong to every process that uses it.
 *
 * @throws Error when its database cannot be reached; once started it can do without.
 */
export function startPlayback(env: PlaybackEnvironment): Promise<Playback> {
  return opening("playback", async (lifecycle) => {
    const { clock, log, verifier } = env;
    const store = lifecycle.use("database", await openStore(env));
    const facts = createFacts(env);
    const erased = new ErasedHouseholds();
    const redis = await openSlotRedis(env, lifecycle);
    const { store: base, kept } = await openSlotStore(env, redis);
    const observed = lifecycle.use("slot store", env.metrics ? observedSlotStore(base, env.metrics) : base);
    const bookmarks = keepBookmarks(env, { slots: observed, redis }, lifecycle);
    const remote = createRemoteControl(env);
    const slots = tellingPlayers(withoutErased(bookmarks.slots, erased), remote);
    const events = openEvents(env, lifecycle);
    const checkHousehold = createHouseholdCheck({ facts, slots });
    const endWithdrawn = createWithdrawals({ kept, slots, facts, checkHousehold });
    lifecycle.use("events heard", keepFactsCurrent(events, { facts, slots, checkHousehold, endWithdrawn }));
    lifecycle.use("withdrawals applied", applyWithdrawals(events, store.database, facts, endWithdrawn));
    lifecycle.use("entitlements applied", applyEntitlements(events, store.database, checkHousehold));
    lifecycle.use("events applied", endRemovedDevices(events, store.database, slots));
    const recheck = { check: checkHousehold, clock, log };
    const rechecks = lifecycle.use("households checked anew", startHouseholdRechecks(recheck));
    const protection = { events, peers: env.peers, store, slots, facts, erased, clock, log };
    lifecycle.use("data protection", await protectPlayback(protection));
    const rates = { redis: await openCoordination("playback rates", env, lifecycle), clock, log };
    const keys = await createStreamKeys({ ...env, store });
    const templates = env.streamTemplates ?? DEMO_TEMPLATES;
    const onTrust = countStartsOnTrust(env.metrics);
    const services: PlaybackServices = {
      slots,
      tokens: await createSlotTokens(await store.slotTokenSecret()),
      facts,
      checkPin: createPinCheck(env),
      streams: createStreams({ templates, keys, clock }),
      rechecks,
      unverified: new UnverifiedStarts(clock, onTrust("facts")),
      alone: new UnverifiedStarts(clock, onTrust("slot store")),
      startRate: createDeviceRate(START_RATE, rates),
      remote,
      remoteRate: createDeviceRate(REMOTE_COMMAND_RATE, rates),
      bookmarks,
      resume: createResumePositions(env),
      clock,
      log,
      random: randomOf(env),
    };
    const subgraph = createSubgraph<PlaybackContext>({
      name: "playback",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      metrics: env.metrics,
      createContext: (base) => ({ ...base, ...services, loaders: createLoaders(services.slots) }),
    });
    return {
      subgraph,
      slots: services.slots,
      facts,
      streamKeys: () => keys.publicKeys(),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

/** Undefined where the slots live in this process. */
async function openSlotRedis(
  { log, redisUrl }: PlaybackEnvironment,
  lifecycle: Lifecycle,
): Promise<RedisConnection | undefined> {
  if (redisUrl === undefined) return undefined;
  const redis = openRedis({ url: redisUrl, name: "playback slots", log });
  lifecycle.defer("slot store's Redis", () => redis.disconnect());
  // A process that starts during an outage of Redis is needed then more than ever.
  await untilReady(redis, redisUrl).catch((err: unknown) =>
    log.error({ err }, "playback starts without Redis"),
  );
  return redis;
}

async function openSlotStore(
  env: PlaybackEnvironment,
  redis: RedisConnection | undefined,
): Promise<{ readonly store: SlotStore; readonly kept: KeptHouseholds }> {
  const { clock, log } = env;
  if (redis === undefined) {
    const store = new InProcessSlotStore(clock, announceOn(env.live));
    return { store, kept: () => store.households() };
  }
  const script = await readSlotScript();
  const store = createRedisSlotStore({ redis, clock, log, random: randomOf(env), script });
  return { store, kept: () => readKeptHouseholds(redis) };
}

function randomOf({ random }: PlaybackEnvironment): () => number {
  return random ?? Math.random;
}
