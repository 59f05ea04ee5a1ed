import { openEvents } from "../../lib/events/service-events.js";
import { opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import { openArchiveUpkeep } from "./archive-upkeep.js";
import { createContents } from "./contents.js";
import type { ViewingContext, ViewingServices } from "./context.js";
import { forgetPeople, hearOfPeople, protectViewing } from "./household-data.js";
import { createLoaders } from "./loaders.js";
import { createPeople } from "./people.js";
import { createProgressRecorder } from "./progress-recorder.js";
import { createRecordings } from "./recordings.js";
import { resolvers } from "./resolvers.js";
import { openViewingStore } from "./store.js";

export interface ViewingEnvironment extends ServiceEnvironment {
  /** Whole months that the archive of histories is kept; 13 where it is not said. */
  readonly viewHistoryMonths?: number | undefined;
}

/** A year and the month under way. */
const KEPT_MONTHS = 13;

/**
 * Starts viewing: what people watched and how far, and what they want to watch.
 *
 * @throws Error when its database cannot be reached.
 */
export function startViewing(env: ViewingEnvironment): Promise<RunningService> {
  return opening("viewing", async (lifecycle) => {
    const { clock, log, verifier } = env;
    const store = lifecycle.use("database", await openViewingStore(env.databaseUrl, env.onStatement));
    const months = env.viewHistoryMonths ?? KEPT_MONTHS;
    const upkeep = lifecycle.use("archive", await openArchiveUpkeep({ store, months, clock, log }));
    const events = openEvents(env, lifecycle);
    lifecycle.use("data protection", protectViewing({ events, peers: env.peers, store }));
    lifecycle.use("people who are gone", forgetPeople({ events, store }));
    const contents = createContents(env);
    const recordings = createRecordings(env);
    const people = createPeople(env);
    lifecycle.use("people who are known", hearOfPeople(events, people));
    const services: ViewingServices = {
      store,
      upkeep,
      people,
      contents,
      recordings,
      progress: createProgressRecorder({ store, upkeep, contents, recordings, clock }),
      clock,
    };
    const subgraph = createSubgraph<ViewingContext>({
      name: "viewing",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      metrics: env.metrics,
      createContext: (base) => ({ ...base, ...services, loaders: createLoaders(store, base) }),
    });
    return { subgraph, [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}
