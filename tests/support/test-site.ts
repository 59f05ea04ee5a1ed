import pg from "pg";
import { pino } from "pino";
import { onTestFinished, vi } from "vitest";
import { furnishHousehold } from "../../launcher/demo.js";
import { startHouse } from "../../launcher/house.js";
import { householdServices, type ServiceName, services } from "../../launcher/manifest.js";
import { ManualClock } from "../../lib/clock.js";
import { appendEvents } from "../../lib/events/outbox-table.js";
import { openEventPool } from "../../lib/events/sql.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createDevelopmentPayments } from "../../subgraphs/accounts/payments.js";
import { createTestDatabase } from "./databases.js";
import { createTestClient } from "./test-client.js";
import { EVENING } from "./test-house.js";
import { tracesInDatabase } from "./traces.js";

const SOON = { timeout: 30_000, interval: 20 };

/** Databases that outlive the houses on them. */
export async function openSite() {
  const clock = new ManualClock(EVENING);
  const databaseUrls = {} as Record<ServiceName, string>;
  for (const { name } of services) {
    const database = await createTestDatabase(name);
    onTestFinished(() => database[Symbol.asyncDispose]());
    databaseUrls[name] = database.url;
  }
  const open = async () => {
    const lifecycle = new Lifecycle("house of a site");
    onTestFinished(() => lifecycle.close());
    const house = lifecycle.use(
      "house",
      await startHouse({
        port: 0,
        host: "127.0.0.1",
        databaseUrls,
        introspection: true,
        allowedOrigins: null,
        clock,
        ids: randomIds,
        log: pino({ level: "silent" }),
        payments: createDevelopmentPayments(),
      }),
    );
    await furnishHousehold(house.accounts, clock);
    await house.catalog.channels.upsert({ xmltvId: "one", entitlementTags: [] });
    return { ...createTestClient(house.gateway.url, lifecycle), house, close: () => lifecycle.close() };
  };
  /** Rows anywhere that hold any of `needles`. */
  const traces = async (needles: readonly string[]) =>
    (await Promise.all(Object.values(databaseUrls).map((url) => tracesInDatabase(url, needles)))).flat();
  const sql = async (service: ServiceName, text: string, ...values: unknown[]) => {
    const client = new pg.Client({ connectionString: databaseUrls[service] });
    await client.connect();
    await client.query(text, values).finally(() => client.end());
  };
  /** A dead letter of the household's in every service that keeps something about it. */
  const plant = async (accountId: string) => {
    for (const name of householdServices) {
      await sql(
        name,
        `INSERT INTO dead_event ("group", id, publisher, type, key, at, payload, error, tries, died_at)
         VALUES ('g', 'ev_dead', 'accounts', 'entitlements.changed', $1, now(), '{}', 'x', 10, now())`,
        accountId,
      );
    }
  };
  /** What accounts may still have told of a household when it was erased. */
  const say = async ([accountId = "", deviceId = "", profileId = ""]: readonly string[]) => {
    const told = {
      "entitlements.changed": {},
      "device.removed": { deviceId },
      "profile.removed": { profileId },
      "account.export.requested": { exportId: "exp_gone" },
      "account.deleted": {},
    };
    const late = Object.entries(told).map(([type, payload]) => ({
      id: `ev_late_${type}`,
      type,
      key: accountId,
      at: clock.now(),
      payload,
    }));
    const pool = openEventPool(databaseUrls.accounts, pino({ level: "silent" }));
    await pool.$transaction((tx) => appendEvents(tx, late)).finally(() => pool[Symbol.asyncDispose]());
  };
  /** As `vi.waitFor`, with time passing, at most a minute of it. */
  const withinAMinute = async (check: () => Promise<void>) => {
    const until = clock.now() + 60_000;
    await vi.waitFor(async () => {
      if (clock.now() < until) clock.advance(500);
      await check();
    }, SOON);
  };
  return { clock, open, traces, plant, say, withinAMinute };
}
