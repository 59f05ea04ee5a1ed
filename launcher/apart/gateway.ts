import { startGateway } from "../../gateway/server.js";
import { createPublishedReader } from "../../lib/http/published-reader.js";
import { JWKS_PATH } from "../../lib/http/subgraph-server.js";
import { opening } from "../../lib/lifecycle.js";
import { edgeConfigOf } from "../gateway-settings.js";
import { pageSettings } from "../page-settings.js";
import { settingOf } from "../settings.js";
import { openWays, publishedFacts, type StartProcess } from "./process.js";

/** Starts the gateway alone: its subgraphs are asked over HTTP. */
export const startGatewayApart: StartProcess = (config) =>
  opening("gateway process", async (lifecycle) => {
    const { clock, log, metrics, port, host, redisUrl, drainNoticeMs, isDevelopment, settings } = config;
    const ways = openWays("gateway", config, publishedFacts(config), lifecycle);
    const { peers, live, verifier, revocations } = ways;
    const edge = edgeConfigOf(settings);
    const allowedOrigins = settingOf<readonly string[] | undefined>(settings, "allowedOrigins");
    const gateway = lifecycle.use(
      "gateway",
      await startGateway({
        ...(await edge.reloadFrom()),
        verifier,
        revocations,
        transport: peers,
        allowedOrigins: allowedOrigins ?? (isDevelopment ? null : []),
        redisUrl,
        ...edge,
        streamKeys: createPublishedReader(config.origins.playback ?? [], JWKS_PATH),
        limits: { ...edge.limits, drainNoticeMs },
        hasGraphiQl: isDevelopment,
        page: isDevelopment ? pageSettings() : undefined,
        introspection: isDevelopment,
        port,
        host,
        live,
        clock,
        log,
        metrics,
      }),
    );
    return {
      port: gateway.port,
      setReady: (isReady) => gateway.setReady(isReady),
      reload: () => gateway.reload(),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
