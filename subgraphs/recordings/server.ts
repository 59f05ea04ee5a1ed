import { openEvents } from "../../lib/events/service-events.js";
import { opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import type { RecordingsContext } from "./context.js";
import { announceOn, hearOthers } from "./events.js";
import { createFacts } from "./facts.js";
import { createGuideFollower, type GuideFollower } from "./guide-follower.js";
import { protectRecordings } from "./household-data.js";
import { createLoaders } from "./loaders.js";
import { resolvers } from "./resolvers.js";
import { startRounds } from "./rounds.js";
import { createRuleBook } from "./rule-book.js";
import { openRecordingsStore } from "./store.js";
import { createWishes } from "./wishes.js";

/** How late a change of the guide or of a household reaches the schedule. */
export const LOOK_EVERY_MS = 1_000;

/**
 * Starts recordings: what households record, and when.
 *
 * @throws Error when its database cannot be reached.
 */
export function startRecordings(env: ServiceEnvironment): Promise<RunningService> {
  return opening("recordings", async (lifecycle) => {
    const { clock, ids, live, log, verifier } = env;
    const { client } = lifecycle.use("database", await openRecordingsStore(env.databaseUrl, env.onStatement));
    const facts = createFacts(env);
    const announce = announceOn(live, client);
    const shared = { client, facts, announce, clock, ids };
    const wishes = createWishes(shared);
    const rules = createRuleBook({ ...shared, wishes });
    const follower = createGuideFollower(shared);
    const events = openEvents(env, lifecycle);
    lifecycle.use("events applied", hearOthers(events, client, clock));
    lifecycle.use("data protection", protectRecordings({ events, peers: env.peers }, client, clock));
    const rounds = { restMs: LOOK_EVERY_MS, clock, log };
    lifecycle.use("guide", startRounds({ ...rounds, name: "guide", step: readingFrom(follower) }));
    lifecycle.use("plans", startRounds({ ...rounds, name: "plans", step: () => follower.planNext() }));
    const subgraph = createSubgraph<RecordingsContext>({
      name: "recordings",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      createContext: (base) => ({
        ...{ ...base, client, wishes, rules },
        loaders: createLoaders(client, base.viewer?.accountId ?? null),
      }),
    });
    return { subgraph, [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}

/** A service that is new beside an old catalog reads everything once. */
function readingFrom(follower: GuideFollower): () => Promise<boolean> {
  let begun: boolean | undefined;
  return async () => {
    if (!begun) begun = await follower.begin();
    return follower.readNext();
  };
}
