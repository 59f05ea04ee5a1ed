import { openEvents } from "../../lib/events/service-events.js";
import { opening } from "../../lib/lifecycle.js";
import { startRounds } from "../../lib/rounds.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph, type RequestContext, withInner } from "../../lib/subgraph.js";
import type { RecordingsContext } from "./context.js";
import { announceOn, hearOthers } from "./events.js";
import { createFacts } from "./facts.js";
import { createGuideFollower, type GuideFollower } from "./guide-follower.js";
import { createFileStorage } from "./hls/file-storage.js";
import { createHlsRecorder } from "./hls/hls-recorder.js";
import { createS3Storage, type S3StorageOptions } from "./hls/s3-storage.js";
import { protectRecordings } from "./household-data.js";
import { createInnerResolvers } from "./inner-resolvers.js";
import { createLoaders } from "./loaders.js";
import type { Recorder } from "./recorder.js";
import { createRecordingDesk } from "./recording-desk.js";
import { resolvers } from "./resolvers.js";
import { createRuleBook } from "./rule-book.js";
import type { CopyMode } from "./store/due.js";
import { openRecordingsStore } from "./store.js";
import { type RecordingSources, streamUrlsOf } from "./stream-urls.js";
import { createWishes } from "./wishes.js";

/** How late a change of the guide or of a household reaches the schedule. */
export const LOOK_EVERY_MS = 1_000;

/** What came to nothing is shown for a month, to the minute. */
const FORGET_EVERY_MS = 60_000;

/** Where recordings are kept, and where they come from. */
export interface RecordingsOptions {
  /** A folder that all replicas share. */
  readonly folder: string;
  /** Instead of the folder, a bucket of an S3-compatible store. */
  readonly s3?: Omit<S3StorageOptions, "clock"> | undefined;
  /** One copy of a broadcast for all, or one of each household's own. */
  readonly copies: CopyMode;
  /** Households may keep what they record for so many days; without it for as long as they like. */
  readonly keepDays?: number | undefined;
  /** Streams of channels by their ids. */
  readonly sources: RecordingSources;
  /** Instead of one that copies HLS. */
  readonly recorder?: Recorder | undefined;
}

/**
 * Starts recordings: what households record, and when; and the recorder, which copies it.
 *
 * @throws Error when its database cannot be reached.
 */
export function startRecordings(env: ServiceEnvironment & RecordingsOptions): Promise<RunningService> {
  return opening("recordings", async (lifecycle) => {
    const { clock, ids, live, log, verifier } = env;
    const { client } = lifecycle.use("database", await openRecordingsStore(env.databaseUrl, env.onStatement));
    const facts = createFacts(env);
    const announce = announceOn(live, client);
    const shared = { client, facts, announce, clock, ids };
    const wishes = createWishes(shared);
    const rules = createRuleBook({ ...shared, wishes });
    const follower = createGuideFollower({ ...shared, log });
    const { copies, keepDays } = env;
    const recorder = env.recorder ?? createRecorder(env);
    const desk = lifecycle.use("copies", createRecordingDesk({ ...shared, recorder, copies, keepDays, log }));
    const events = openEvents(env, lifecycle);
    lifecycle.use("events applied", hearOthers(events, shared));
    lifecycle.use("data protection", protectRecordings({ events, peers: env.peers }, client, clock));
    const rounds = { restMs: LOOK_EVERY_MS, clock, log };
    lifecycle.use("guide", startRounds({ ...rounds, name: "guide", step: readingFrom(follower) }));
    lifecycle.use("plans", startRounds({ ...rounds, name: "plans", step: () => follower.planNext() }));
    lifecycle.use("rules", startRounds({ ...rounds, name: "rules", step: () => rules.lookAgain() }));
    lifecycle.use("due", startRounds({ ...rounds, name: "due", step: () => desk.startNext() }));
    lifecycle.use("copying", startRounds({ ...rounds, name: "copying", step: () => desk.takeOn() }));
    lifecycle.use("expiring", startRounds({ ...rounds, name: "expiring", step: () => desk.expireNext() }));
    lifecycle.use(
      "forgetting",
      startRounds({ ...rounds, name: "forgetting", restMs: FORGET_EVERY_MS, step: () => desk.forgetNext() }),
    );
    lifecycle.use("removing", startRounds({ ...rounds, name: "removing", step: () => desk.removeNext() }));
    const subgraph = createSubgraph<RecordingsContext>({
      name: "recordings",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      metrics: env.metrics,
      createContext: (base) => ({
        ...base,
        client,
        wishes,
        rules,
        loaders: createLoaders(client, base.viewer?.accountId ?? null),
      }),
    });
    const inner = createSubgraph<RequestContext>({
      name: "recordings",
      schemaFile: new URL("./inner/schema.graphql", import.meta.url),
      resolvers: createInnerResolvers(client),
      // Services ask in nobody's name.
      verifier: { verify: () => Promise.resolve(null) },
      log,
      metrics: env.metrics,
      createContext: (base) => base,
    });
    return { subgraph: withInner(subgraph, inner), [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}

function createRecorder({
  folder,
  s3,
  sources,
  ids,
  clock,
  log,
}: ServiceEnvironment & RecordingsOptions): Recorder {
  const storage = s3 ? createS3Storage({ ...s3, clock }) : createFileStorage(folder, () => ids.next("part"));
  return createHlsRecorder({ urlOf: streamUrlsOf(sources), storage, clock, log });
}

/** A service that is new beside an old catalog reads everything once. */
function readingFrom(follower: GuideFollower): () => Promise<boolean> {
  let begun: boolean | undefined;
  return async () => {
    if (!begun) begun = await follower.begin();
    return follower.readNext();
  };
}
