import type { ExecutorKind } from "../../gateway/engine.js";
import { readGatewayFiles } from "../../gateway/gateway-files.js";
import { startGateway } from "../../gateway/server.js";
import { systemClock } from "../../lib/clock.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { createHttpTransport } from "../../lib/http/http-transport.js";
import { createServiceTokens } from "../../lib/http/service-token.js";
import { createLogger } from "../../lib/logger.js";
import type { Viewer } from "../../lib/viewer.js";

/**
 * Our gateway with all that it does for a request but the check of the token's signature, which is kept between requests.
 */
const MOST = 1_000_000_000;
const viewer: Viewer = {
  accountId: "ac_1",
  deviceId: null,
  profileId: null,
  sessionId: null,
  scopes: [],
  expiresAt: Number.MAX_SAFE_INTEGER,
};
const log = createLogger("silent");
const files = await readGatewayFiles(process.env["FOLDER"]);
const services = JSON.parse(process.env["SERVICES"] ?? "{}") as Record<string, string[]>;
const rate = { household: MOST, address: MOST };
const gateway = await startGateway({
  ...files,
  port: 0,
  host: "127.0.0.1",
  clock: systemClock,
  log,
  introspection: false,
  allowedOrigins: null,
  executor: process.env["EXECUTOR"] as ExecutorKind,
  live: createInProcessLiveBus(),
  verifier: { verify: async (authorization) => (authorization ? viewer : null) },
  // Three joins of lists without a stated size count as more than our apps may ask for.
  limits: { operationCost: MOST },
  rates: { general: rate, playback: rate, sessions: rate, credentials: rate },
  transport: createHttpTransport({
    services,
    tokens: createServiceTokens({ name: "gateway", secret: "x".repeat(32), clock: systemClock }),
    clock: systemClock,
    log,
  }),
});
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000 });
});
process.on("disconnect", () => process.exit());
process.send?.({ port: gateway.port });
