import pg from "pg";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { readGatewayFiles } from "../../gateway/gateway-files.js";
import { DEFAULT_RATES } from "../../gateway/rates/classes.js";
import { furnishDemo } from "../../launcher/demo.js";
import type { EdgeConfig } from "../../launcher/gateway-settings.js";
import { type House, type HouseConfig, startHouse } from "../../launcher/house.js";
import { type ServiceName, services } from "../../launcher/manifest.js";
import { ManualClock } from "../../lib/clock.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createDevelopmentPayments, type PaymentProvider } from "../../subgraphs/accounts/payments.js";
import { createTestDatabase } from "./databases.js";
import { createDemoCatalog } from "./demo-catalog.js";
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

const HOUR_MS = 3_600_000;
/**
 * The clock that tests move is that of time-outs and rates as well: moved by minutes, it would give up whatever is under
 * way, and where it stands still nothing is ever refilled.
 */
const PATIENT: EdgeConfig = {
  limits: { fetchMs: HOUR_MS, requestMs: HOUR_MS, credentialsPerSecond: 1_000 },
  rates: DEFAULT_RATES,
  trustedProxies: [],
  countryHeader: undefined,
  executor: "compiled",
  reloadFrom: readGatewayFiles,
};

/** What a test may have otherwise than usual. */
export type TestHouseOptions = Partial<
  Pick<HouseConfig, "edge" | "metrics" | "log" | "recordings" | "streamTemplates">
>;

/** Every house has the demo's guide: it is imported once for all of them. */
function databaseOf(service: ServiceName) {
  return service === "catalog"
    ? createDemoCatalog("evening", new ManualClock(EVENING))
    : createTestDatabase(service);
}

export async function startTestHouse(
  payments: PaymentProvider = createDevelopmentPayments(),
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
      edge: PATIENT,
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
