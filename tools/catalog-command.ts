import { openCatalogDatabase } from "../launcher/catalog-access.js";
import { settings } from "../launcher/settings.js";
import { systemClock } from "../lib/clock.js";
import { readConfig } from "../lib/config.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { randomIds } from "../lib/ids.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { serviceUnavailable } from "../lib/service.js";
import { type Catalog, startCatalog } from "../subgraphs/catalog/server.js";

/**
 * The catalog for as long as a command takes: that of DATABASE_URL_CATALOG, else of the Playhead in DATA_DIR, whether
 * that runs or not. What the command changes reaches other services by the outbox.
 */
export async function openCatalog(lifecycle: Lifecycle): Promise<Catalog> {
  const databaseUrl = await openCatalogDatabase(readConfig(settings, process.env), lifecycle);
  return lifecycle.use(
    "catalog",
    await startCatalog({
      databaseUrl,
      clock: systemClock,
      ids: randomIds,
      log: createLogger("error"),
      hasDuties: false,
      live: lifecycle.use("live bus", createInProcessLiveBus()),
      verifier: { verify: () => Promise.resolve(null) },
      peers: { call: (peer) => Promise.reject(serviceUnavailable(peer)) },
    }),
  );
}
