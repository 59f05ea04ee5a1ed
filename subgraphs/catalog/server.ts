import type { EventBus } from "../../lib/events/event-bus.js";
import { openEvents, openOutbox } from "../../lib/events/service-events.js";
import { type Lifecycle, opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { createSubgraph } from "../../lib/subgraph.js";
import { observeEvents } from "../../lib/telemetry/event-metrics.js";
import { type ChannelAdministration, createChannelAdministration } from "./channel-administration.js";
import type { CatalogContext } from "./context.js";
import type { GuideImport } from "./domain/guide-import.js";
import type { ScheduledSource } from "./domain/scheduled-source.js";
import type { VodImport } from "./domain/vod-import.js";
import { createGuideFetches } from "./guide-fetches.js";
import { type GuideSource, importGuide } from "./guide-importer.js";
import { forgetGuidePast, KEPT_DAYS } from "./guide-past.js";
import { startGuideSchedule } from "./guide-schedule.js";
import { planAfterImports, tellKeepers, tellOfImports } from "./live-messages.js";
import { createLoaders } from "./loaders.js";
import { startNowNextBoundaries } from "./now-next-boundaries.js";
import { resolvers } from "./resolvers.js";
import { createGuidePastStore } from "./store/guide-past.js";
import { createImportStore } from "./store/import-store.js";
import { createScheduleStore } from "./store/schedule-store.js";
import { createVodImportStore } from "./store/vod-import-store.js";
import { type OpenCatalogStore, openCatalogStore } from "./store.js";
import { importVod } from "./vod-importer.js";

/** The catalog, running, with what its operators may do beside the API. */
export interface Catalog extends RunningService {
  readonly channels: ChannelAdministration;
  importGuide(guide: GuideSource): Promise<GuideImport>;
  /** Imports video on demand, series and collections: JSON Lines as docs/vod.md has them. */
  importVod(bytes: AsyncIterable<Uint8Array>): Promise<VodImport>;
  /** First start and last stop of the guide, milliseconds since the epoch; null when there is none. */
  guideSpan(): Promise<{ readonly start: number; readonly stop: number } | null>;
}

/** Whoever configures sources reaches the inside anyway: a tuner in the house may be one. */
const CONFIGURED = { http: true, inside: true };

/** What the catalog is started with. */
export interface CatalogEnvironment extends ServiceEnvironment {
  /** Where `importGuide` may fetch from beside https on the open internet. */
  readonly guideHttp?: boolean;
  /** Guides that are imported by themselves. */
  readonly guideSources?: readonly ScheduledSource[] | undefined;
  /** Days after which broadcasts are forgotten. */
  readonly guideKeptDays?: number | undefined;
  readonly random?: (() => number) | undefined;
  /**
   * False for a command beside the catalog that runs: telling of imports, boundaries and scheduled imports are that one's. A
   * group of consumers that began here would take what subscribers are to hear, and tell nobody.
   */
  readonly hasDuties?: boolean;
}

type Importing = (guide: GuideSource, onStarted?: (started: GuideImport) => void) => Promise<GuideImport>;

/** What a catalog does that nobody asks it for. */
function startDuties(
  {
    env,
    events,
    store,
    importing,
  }: {
    readonly env: CatalogEnvironment;
    readonly events: EventBus;
    readonly store: OpenCatalogStore;
    readonly importing: Importing;
  },
  lifecycle: Lifecycle,
): void {
  const { clock, live, log } = env;
  const boundaries = lifecycle.use("now and next", startNowNextBoundaries({ store, live, clock, log }));
  lifecycle.use("boundaries planned", planAfterImports(events, boundaries));
  lifecycle.use("keepers told", tellKeepers(events, live));
  lifecycle.use("imports told", tellOfImports(events, store.client, { live, clock }));
  const past = { store: createGuidePastStore(store.client), keptDays: env.guideKeptDays ?? KEPT_DAYS };
  lifecycle.use("the guide's past", forgetGuidePast({ ...past, clock, log }));
  lifecycle.use(
    "guide schedule",
    startGuideSchedule(env.guideSources ?? [], {
      store: createScheduleStore(store.client),
      clock,
      log,
      importGuide: importing,
      reach: CONFIGURED,
      random: env.random ?? Math.random,
    }),
  );
}

/**
 * Starts catalog: channels, the guide, films and series, and the search in them.
 *
 * @throws Error when its database cannot be reached.
 */
export function startCatalog(env: CatalogEnvironment): Promise<Catalog> {
  return opening("catalog", async (lifecycle) => {
    const { clock, ids, live, log, verifier } = env;
    const events = openEvents(env, lifecycle);
    const outbox = openOutbox({ ...env, events }, lifecycle, "catalog");
    const store = lifecycle.use("database", await openCatalogStore(env.databaseUrl, env.onStatement, outbox));
    if (env.metrics) lifecycle.use("event metrics", observeEvents("catalog", store.client, env));
    const channels = createChannelAdministration(store, ids);
    const imports = createImportStore(store.client, outbox);
    const vodImports = createVodImportStore(store.client, outbox);
    await imports.settleAbandoned(clock.now());
    const importing: Importing = (guide, onStarted) =>
      importGuide({ store: imports, clock, ids, live }, guide, onStarted);
    const reach = { http: env.guideHttp ?? false, inside: false };
    const guides = lifecycle.use("guide fetches", createGuideFetches(reach, importing, clock));
    if (env.hasDuties ?? true) startDuties({ env, events, store, importing }, lifecycle);
    const subgraph = createSubgraph<CatalogContext>({
      name: "catalog",
      schemaFile: new URL("./schema.graphql", import.meta.url),
      resolvers,
      verifier,
      log,
      metrics: env.metrics,
      createContext: (base) => ({
        ...base,
        clock,
        store,
        channels,
        guides,
        loaders: createLoaders(store, clock),
      }),
    });
    return {
      subgraph,
      channels,
      importGuide: (guide) => importing(guide),
      importVod: (bytes) => importVod({ store: vodImports, ids }, bytes),
      guideSpan: () => store.guideSpan(),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}
