import { onTestFinished } from "vitest";
import { type Clock, ManualClock } from "../../lib/clock.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import { createInProcessLiveBus, type LiveMessage } from "../../lib/events/live-bus.js";
import { countingIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import type { ViewerVerifier } from "../../lib/viewer.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import type { StreamTemplates } from "./domain/stream-template.js";
import { ExamplePeers } from "./example-peers.js";
import { startPlayback } from "./server.js";

// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of each test's own query
type Shape = any;

/** Believes every token of the form `Bearer <account>/<device>`. */
const verifier: ViewerVerifier = {
  async verify(authorization) {
    const [accountId, deviceId] = (authorization ?? "").replace("Bearer ", "").split("/");
    if (!accountId) return null;
    return {
      accountId,
      deviceId: deviceId ?? null,
      profileId: null,
      sessionId: null,
      scopes: [],
      expiresAt: Number.POSITIVE_INFINITY,
    };
  },
};

/** A playback service with a household of two streams, for the length of one test. */
export async function startExample(options: { streamTemplates?: StreamTemplates } = {}) {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const peers = new ExamplePeers();
  const database = await createTestDatabase("playback");
  onTestFinished(() => database[Symbol.asyncDispose]());
  return startAgain({ clock, peers, databaseUrl: database.url, ...options });
}

interface ExampleWorld {
  readonly clock: Clock;
  readonly peers: ExamplePeers;
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly events?: EventBus;
  readonly streamTemplates?: StreamTemplates;
}

/** Another process on the same database, as after a restart: it shares nothing else. */
export async function startAgain<World extends ExampleWorld>(world: World) {
  const live = createInProcessLiveBus();
  const log = createLogger("silent");
  const service = await startPlayback({
    ...world,
    live,
    log,
    verifier,
    ids: countingIds(),
    random: () => 0.5,
  });
  onTestFinished(() => service[Symbol.asyncDispose]());

  const run = async (
    query: string,
    variables: Record<string, unknown>,
    authorization?: string,
    country?: string,
  ) => {
    const { data, errors } = await service.subgraph.execute(
      { query, variables },
      { authorization, traceId: "t", country },
    );
    return { data: data as Shape, errors };
  };
  return {
    ...world,
    service,
    run,
    /** Starts on the device that `as` (`ac_home/dev_tv`) signed in with; each call is a new request, unless it says not. */
    async start(as: string, input: Record<string, unknown> = {}, country?: string) {
      requests += 1;
      const [, deviceId] = as.split("/");
      const wish = { contentId: "ch_one", deviceId, clientRequestId: `request ${requests}`, ...input };
      const { data, errors } = await run(START, { input: wish }, `Bearer ${as}`, country);
      if (errors) throw errors[0];
      return data.startPlayout;
    },
    async beat(slotToken: string, sequence: number, more: Record<string, unknown> = {}) {
      const { data, errors } = await run(BEAT, { input: { slotToken, sequence, ...more } });
      if (errors) throw errors[0];
      return data.heartbeat;
    },
    async slots(as: string): Promise<string[]> {
      const { data } = await run("{ viewer { concurrency { slots { id } } } }", {}, `Bearer ${as}`);
      return data.viewer.concurrency.slots.map(({ id }: { id: string }) => id);
    },
    /** All messages of a channel from now on. */
    async listen(channel: string): Promise<LiveMessage[]> {
      const heard: LiveMessage[] = [];
      await live.subscribe(channel, (message) => heard.push(message));
      return heard;
    },
  };
}

let requests = 0;

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    __typename
    ... on Problem { message }
    ... on PlaySession {
      slotToken reclaimedSlotId firstHeartbeatInSeconds resumePositionSeconds
      sources { pathwayId protocol url tokenExpiresAt } drm { system licenseUrl certificateUrl }
      slot {
        id mode state positionSeconds startedAt lastHeartbeatAt expiresAt governed
        device { id } profile { id } content { id } recording { id }
      }
    }
    ... on ConcurrencyLimitReached { limit occupied { id device { id } } }
    ... on NotEntitled { missingTags }
    ... on GeoBlocked { country }
    ... on ContentUnavailable { availableFrom availableUntil }
    ... on ParentalPinRequired { minimumAge attemptsLeft }
    ... on Throttled { retryAfterSeconds }
    ... on DeviceNotRegistered { deviceId }
    ... on InvalidInput { field }
  }
}`;

const BEAT = `mutation ($input: HeartbeatInput!) {
  heartbeat(input: $input) {
    directive reason nextHeartbeatInSeconds sources { pathwayId protocol url tokenExpiresAt }
  }
}`;
