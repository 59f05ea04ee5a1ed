import { systemClock } from "../../lib/clock.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import { type ServiceTransport, serviceUnavailable } from "../../lib/service.js";
import { keepBookmarks } from "../../subgraphs/playback/bookmarks/keep-bookmarks.js";
import type { HeartbeatCommand } from "../../subgraphs/playback/domain/slots/commands.js";
import { createRedisSlotStore } from "../../subgraphs/playback/redis/redis-slot-store.js";
import { readSlotScript } from "../../subgraphs/playback/redis/slot-script.js";
import { startViewing } from "../../subgraphs/viewing/server.js";
import { type BookmarkFault, faultyPeers, faultyRedis } from "./bookmarks-faults.js";

/** What a process of the campaign is told, as JSON in its first argument. */
export interface BookmarkActorOrder {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly fault?: BookmarkFault | undefined;
}

/** A player's beat on its way to the process that answers it. */
export interface Beat {
  readonly number: number;
  readonly accountId: string;
  readonly positionSeconds: number;
}

const LEASE_MS = 90_000;

/**
 * Playback's slot store and flusher with a viewing service of its own: either may be in the middle of anything when it
 * dies.
 */
async function main({ databaseUrl, redisUrl, fault }: BookmarkActorOrder): Promise<void> {
  const lifecycle = new Lifecycle("actor");
  const log = createLogger("silent");
  const context = { clock: systemClock, ids: randomIds, log };
  const away: ServiceTransport = { call: (service) => Promise.reject(serviceUnavailable(service)) };
  const viewing = await startViewing({
    ...context,
    databaseUrl,
    live: createInProcessLiveBus(),
    events: openEventBus(context),
    peers: away,
    verifier: { verify: () => Promise.resolve(null) },
  });
  const peers: ServiceTransport = {
    call: (_service, request, headers) =>
      viewing.subgraph.execute(request, { ...headers, service: "playback" }),
  };
  const redis = openRedis({ url: redisUrl, name: "campaign", log });
  await untilReady(redis, redisUrl).catch(() => undefined);
  const script = await readSlotScript();
  const store = createRedisSlotStore({ redis, script, clock: systemClock, log, random: Math.random });
  const keeper = keepBookmarks(
    { ...context, peers: faultyPeers(peers, fault) },
    { slots: store, redis: faultyRedis(redis, fault) },
    lifecycle,
  );

  process.on("message", (beat: Beat) => {
    const command = beatOf(beat);
    const said = { ...command, heardAt: systemClock.now() };
    keeper.slots
      .run(beat.accountId, command)
      .catch(() => keeper.keepAlone(beat.accountId, command.playout, said))
      .finally(() => process.send?.({ number: beat.number }));
  });
  process.send?.({ ready: true });
}

function beatOf({ accountId, positionSeconds, number }: Beat): HeartbeatCommand {
  const profileId = "pr_1";
  return {
    op: "heartbeat",
    playout: {
      slotId: `slot_${accountId}`,
      deviceId: "dev_1",
      contentId: "mo_1",
      profileId,
      mode: "VOD",
      country: null,
    },
    startedAt: 0,
    limit: { streams: 1, asOf: 0 },
    leaseMs: LEASE_MS,
    sequence: number + 1,
    event: "HEARTBEAT",
    positionSeconds,
    forgive: true,
    timeshift: false,
    deadline: systemClock.now() + LEASE_MS,
  };
}

await main(JSON.parse(process.argv[2] ?? "{}") as BookmarkActorOrder);
