import pg from "pg";
import { pino } from "pino";
import { furnishGuide, furnishVod } from "../../launcher/demo.js";
import type { Clock } from "../../lib/clock.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { randomIds } from "../../lib/ids.js";
import { serviceUnavailable } from "../../lib/service.js";
import { startCatalog } from "../../subgraphs/catalog/server.js";
import { createFilledDatabase } from "./databases.js";

/**
 * A database of the catalog with the demo's guide around now, dropped when disposed. The guide is imported once for all
 * that give it one `name`.
 */
export function createDemoCatalog(name: "evening" | "today", clock: Clock) {
  return createFilledDatabase("catalog", name, (url) => furnishCatalog(url, clock));
}

async function furnishCatalog(databaseUrl: string, clock: Clock): Promise<void> {
  const catalog = await startCatalog({
    databaseUrl,
    clock,
    ids: randomIds,
    live: createInProcessLiveBus(),
    log: pino({ level: "silent" }),
    verifier: { verify: () => Promise.resolve(null) },
    peers: { call: (service) => Promise.reject(serviceUnavailable(service)) },
  });
  await furnishGuide(catalog, clock);
  await furnishVod(catalog);
  await catalog[Symbol.asyncDispose]();
  // What a house publishes begins with the house.
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("TRUNCATE outbox_event, event_group, consumed_event");
  await client.end();
}
