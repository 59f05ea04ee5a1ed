import type { ExecutionResult } from "graphql";
import { onTestFinished } from "vitest";
import { type Clock, ManualClock } from "../../lib/clock.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import { createInProcessLiveBus, type LiveMessage } from "../../lib/events/live-bus.js";
import { countingIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { type ServiceRequest, type ServiceTransport, serviceUnavailable } from "../../lib/service.js";
import type { ViewerVerifier } from "../../lib/viewer.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import type { Bookmark } from "./domain/bookmark.js";
import type { StreamTemplates } from "./domain/stream-template.js";
import { startPlayback } from "./server.js";

// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of each test's own query
type Shape = any;

/** What a household holds, as the accounts of the examples tell it. */
interface ExampleAccount {
  id: string;
  country: string;
  entitlementTags: string[];
  /** Of what it holds. */
  validUntil: string;
  limits: { concurrentStreams: number };
  devices: { id: string }[];
  profiles: { id: string; maximumAge: number | null }[];
}

const HOME: ExampleAccount = {
  id: "ac_home",
  country: "NZ",
  entitlementTags: ["basic"],
  validUntil: "2027-12-01T00:00:00Z",
  limits: { concurrentStreams: 2 },
  devices: ["dev_tv", "dev_phone", "dev_tablet"].map((id) => ({ id })),
  profiles: [
    { id: "pr_anna", maximumAge: null },
    { id: "pr_ben", maximumAge: 6 },
  ],
};
const NEXT_DOOR: ExampleAccount = { ...HOME, id: "ac_next", devices: [{ id: "dev_next" }], profiles: [] };

function exampleContents(): Record<string, object> {
  const channel = {
    __typename: "Channel",
    title: "One",
    entitlementTags: ["basic"],
    rights: { startOver: true, catchUpSeconds: 3_600, pauseLive: true, countries: [] as string[] },
    now: null as object | null,
    next: null as object | null,
  };
  const { rights } = channel;
  const onAir = { start: "2026-11-21T20:00:00Z", stop: "2026-11-21T21:00:00Z", minimumAge: 12 };
  const broadcast = {
    ...{ __typename: "Broadcast", title: "News", entitlementTags: [], channel: { id: "ch_one" }, rights },
    ...onAir,
    minimumAge: null as number | null,
  };
  const bare = { startOver: false, catchUpSeconds: 0, pauseLive: false, countries: [] };
  return {
    ch_one: { ...channel, id: "ch_one" },
    ch_free: { ...channel, id: "ch_free", entitlementTags: [] },
    ch_sport: { ...channel, id: "ch_sport", entitlementTags: ["sport", "all"] },
    ch_abroad: { ...channel, id: "ch_abroad", rights: { ...rights, countries: ["DE", "AT"] } },
    ch_thriller: { ...channel, id: "ch_thriller", now: { ...onAir, id: "br_thriller" } },
    ch_bare: { ...channel, id: "ch_bare", rights: bare },
    br_news: { ...broadcast, id: "br_news" },
    br_bare: { ...broadcast, id: "br_bare", rights: bare },
    br_gone: {
      ...{ ...broadcast, id: "br_gone" },
      ...{ start: "2026-11-21T19:00:00Z", stop: "2026-11-21T20:00:00Z" },
    },
    br_lost: {
      ...{ ...broadcast, id: "br_lost" },
      ...{ start: "2026-11-21T18:00:00Z", stop: "2026-11-21T19:00:00Z" },
    },
    mo_film: {
      __typename: "Movie",
      id: "mo_film",
      title: "Film",
      entitlementTags: ["basic"],
      minimumAge: 16,
    },
    se_all: { __typename: "Series", id: "se_all", title: "All of it", entitlementTags: [] },
    br_later: {
      ...{ ...broadcast, id: "br_later" },
      ...{ start: "2026-11-21T21:00:00Z", stop: "2026-11-21T22:00:00Z" },
    },
  };
}

const EXAMPLE_RECORDING = {
  ...{ title: "Show", entitlementTags: ["basic"], countries: [] as string[], channelId: "ch_one" },
  ...{ start: "2026-11-20T20:00:00Z", stop: "2026-11-20T21:00:00Z", minimumAge: null as number | null },
  ...{ status: "RECORDED", folder: "cap_show", playlist: "rec_show" },
};

/** Accounts and the catalog as playback sees them: they answer, are down, or never answer. */
export class ExamplePeers implements ServiceTransport {
  readonly accounts = new Map([HOME, NEXT_DOOR].map((account) => [account.id, structuredClone(account)]));
  readonly contents = exampleContents();
  readonly state: Record<string, "up" | "down" | "hanging"> = {
    accounts: "up",
    catalog: "up",
    viewing: "up",
    recordings: "up",
  };
  /** Recordings by household and id. */
  readonly recordings = new Map<string, Record<string, unknown>>([
    ["ac_home rec_show", { ...EXAMPLE_RECORDING }],
  ]);
  /** What viewing was told, and what it says of where somebody left off. */
  readonly progress: Bookmark[] = [];
  leftOffSeconds: number | null = null;
  readonly asked: string[] = [];
  #onAsked: () => void = () => undefined;

  get home(): ExampleAccount {
    return this.accounts.get("ac_home") ?? HOME;
  }

  /** Resolves when `count` questions have been asked in all. */
  questions(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onAsked = () => {
        if (this.asked.length >= count) resolve();
      };
      this.#onAsked();
    });
  }

  async call(service: string, request: ServiceRequest) {
    this.asked.push(service);
    this.#onAsked();
    if (this.state[service] === "down") throw serviceUnavailable(service);
    if (this.state[service] === "hanging") return new Promise<ExecutionResult>(() => undefined);
    if (service === "viewing") {
      const told = request.variables?.["progress"] as Bookmark[] | undefined;
      if (!told) return { data: { resumePositionSeconds: this.leftOffSeconds } };
      this.progress.push(...told);
      return { data: { recordProgress: true } };
    }
    if (service === "recordings") {
      const { accountId, id } = request.variables as { accountId: string; id: string };
      return { data: { recordingForPlayout: this.recordings.get(`${accountId} ${id}`) ?? null } };
    }
    if (service === "catalog") {
      return { data: { content: this.contents[String(request.variables?.["id"])] ?? null } };
    }
    const { accountId, pin } = request.variables as { accountId: string; pin?: string };
    if (pin !== undefined) {
      const isRight = accountId === "ac_home" && pin === "4711";
      return { data: { checkParentalPin: { isRight, attemptsLeft: 4 } } };
    }
    const known = this.accounts.get(accountId);
    if (!known) return { data: { householdForPlayout: null } };
    const { entitlementTags, validUntil, devices, limits, country, profiles } = known;
    const holdings = [{ entitlementTags, validUntil: Date.parse(validUntil) }];
    const deviceIds = devices.map(({ id }) => id);
    return { data: { householdForPlayout: { country, holdings, ...limits, deviceIds, profiles } } };
  }
}

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
