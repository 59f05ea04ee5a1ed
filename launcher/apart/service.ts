import { startSubgraphServer } from "../../lib/http/subgraph-server.js";
import { type Lifecycle, opening } from "../../lib/lifecycle.js";
import type { RunningService, ServiceEnvironment } from "../../lib/service.js";
import { observedSubgraph } from "../../lib/telemetry/observed-subgraph.js";
import { callersOf, type ServiceName } from "../manifest.js";
import { alreadyMigrated, migrated } from "../migrated-database.js";
import { databaseSettingOf, settingOf } from "../settings.js";
import { type ApartConfig, type ApartProcess, openWays, publishedFacts, type TokenFacts } from "./process.js";

/** A service, as its own process starts it. */
export interface ApartService<Service extends RunningService> {
  readonly name: ServiceName;
  /** What it verifies tokens by, where that is not what accounts publishes. */
  readonly facts?: TokenFacts;
  /** Furnished with the demo where that is asked for. What it needs besides, the lifecycle closes after it. */
  start(environment: ServiceEnvironment, lifecycle: Lifecycle): Promise<Service>;
  /** What it publishes for others to verify tokens by, by path. */
  published?(service: Service): Readonly<Record<string, () => Promise<unknown>>>;
}

/** Starts one service alone, on its own database, which it migrates unless it is told not to, behind HTTP. */
export function startServiceApart<Service extends RunningService>(
  { name, facts, start, published }: ApartService<Service>,
  config: ApartConfig,
): Promise<ApartProcess> {
  return opening(`${name} process`, async (lifecycle) => {
    const { clock, ids, log, redisUrl, port, host, drainNoticeMs, metrics, settings } = config;
    const given = settingOf<string>(settings, databaseSettingOf(name));
    const isToMigrate = settingOf<"on" | "off">(settings, "migrations") === "on";
    const databaseUrl = await (isToMigrate ? migrated : alreadyMigrated)(name, given);
    const ways = openWays(name, config, facts ?? publishedFacts(config), lifecycle);
    const { tokens, peers, live, events, verifier } = ways;
    const environment = { databaseUrl, clock, ids, live, events, redisUrl, log, metrics, verifier, peers };
    const service = lifecycle.use(name, await start(environment, lifecycle));
    const server = lifecycle.use(
      "server",
      await startSubgraphServer({
        subgraph: metrics ? observedSubgraph(service.subgraph, metrics) : service.subgraph,
        tokens,
        callers: callersOf(name),
        published: published?.(service) ?? {},
        port,
        host,
        clock,
        log,
        drainNoticeMs,
      }),
    );
    return {
      port: server.port,
      setReady: (isReady) => server.setReady(isReady),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}
