import pg from "pg";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { furnishDemo, furnishGuide, furnishVod } from "../../launcher/demo.js";
import { type House, type HouseConfig, startHouse } from "../../launcher/house.js";
import { type ServiceName, services } from "../../launcher/manifest.js";
import { ManualClock } from "../../lib/clock.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { serviceUnavailable } from "../../lib/service.js";
import { developmentPayments, type PaymentProvider } from "../../subgraphs/accounts/payments.js";
import { startCatalog } from "../../subgraphs/catalog/server.js";
import { createFilledDatabase, createTestDatabase } from "./databases.js";
import { createTestClient, type TestClient } from "./test-client.js";

export type { Answer } from "./test-client.js";

/** A Saturday evening that the demo's guide, moved by whole weeks, has much to show for. */
export const EVENING = "2026-11-21T09:00:00Z";

/** A whole house on databases of its own, with the demo's guide and household, at a time that tests move. */
export interface TestHouse extends TestClient, AsyncDisposable {
  readonly house: House;
  readonly clock: ManualClock;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  /** Rows of a service's database. */
  sql(service: ServiceName, text: string): Promise<Record<string, unknown>[]>;
  /** How many SQL statements each service has run since the last reading. */
  statements(): Record<ServiceName, number>;
  /** Resolves when no statement is run that nobody asked for: recordings read the guide as a house begins. */
  quiet(): Promise<void>;
}

/** Longer than recordings take to read a guide on a busy machine; half a second without a statement is quiet. */
const QUIET = { timeout: 50_000, interval: 500 };

/** What a test may have otherwise than usual. */
export type TestHouseOptions = Partial<
  Pick<HouseConfig, "metrics" | "log" | "recordings" | "streamTemplates">
>;

/** Every house has the demo's guide: it is imported once for all of them. */
function databaseOf(service: ServiceName) {
  return service === "catalog" ? createFilledDatabase(service, furnishCatalog) : createTestDatabase(service);
}

async function furnishCatalog(databaseUrl: string): Promise<void> {
  const clock = new ManualClock(EVENING);
  const catalog = await startCatalog({
    ...{ databaseUrl, clock, ids: randomIds, live: createInProcessLiveBus() },
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

export async function startTestHouse(
  payments: PaymentProvider = developmentPayments,
  options: TestHouseOptions = {},
): Promise<TestHouse> {
  const lifecycle = new Lifecycle("test house");
  const clock = new ManualClock(EVENING);
  const counts = new Map<ServiceName, number>();
  const urls = await Promise.all(
    services.map(async ({ name }) => [name, lifecycle.use(name, await databaseOf(name)).url] as const),
  );
  const databaseUrls = Object.fromEntries(urls) as Record<ServiceName, string>;
  const house = lifecycle.use(
    "house",
    await startHouse({
      port: 0,
      host: "127.0.0.1",
      databaseUrls,
      introspection: true,
      allowedOrigins: null,
      payments,
      clock,
      ids: randomIds,
      log: pino({ level: "silent" }),
      ...options,
      onStatement: (service) => counts.set(service, (counts.get(service) ?? 0) + 1),
    }),
  );
  await furnishDemo(house, clock);

  const statements = () => {
    const read = Object.fromEntries(services.map(({ name }) => [name, counts.get(name) ?? 0]));
    counts.clear();
    return read as Record<ServiceName, number>;
  };

  return {
    ...createTestClient(house.gateway.url, lifecycle),
    house,
    clock,
    databaseUrls,
    async sql(service, text) {
      const client = new pg.Client({ connectionString: databaseUrls[service] });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    },
    statements,
    quiet: () =>
      vi.waitFor(() => expect(Object.values(statements()).every((count) => count === 0)).toBe(true), QUIET),
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
