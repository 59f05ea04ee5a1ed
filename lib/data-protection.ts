import { hash } from "node:crypto";
import type { Consumer } from "./events/consumer.js";
import type { DurableEvent, Json } from "./events/event.js";
import type { EventBus } from "./events/event-bus.js";
import type { SqlDatabase, SqlSession } from "./events/sql.js";
import { deliverExportPart } from "./export-delivery.js";
import type { ServiceTransport } from "./service.js";

/** Published by accounts: a household wants to read everything that is stored about it. Payload: `exportId`. */
export const EXPORT_REQUESTED = "account.export.requested";
/** Published by accounts: a household is gone, and what is stored about it goes. */
export const ACCOUNT_DELETED = "account.deleted";
/** Published by accounts: a person is taken out of a household, and what is stored about them goes. Payload: `profileId`. */
export const PROFILE_REMOVED = "profile.removed";

/** What a service keeps about households, as the law wants it: to be read by them, and to be forgotten. */
export interface HouseholdData<Tx extends SqlSession> {
  /** The service's name in the manifest; its part of an export goes by it. */
  readonly service: string;
  /** Has the tables `erased_household`, `outbox_event` and `dead_event`. */
  readonly database: SqlDatabase<Tx>;
  /**
   * Everything that the service keeps about the household, as JSON that a person can read; null where that is nothing.
   * May be called again.
   */
  exportPart(accountId: string, tx: Tx): Promise<Json>;
  /**
   * Forgets the household in the database within `tx`, and everywhere else that the service keeps it. May be called
   * again; what it throws is tried again. Tombstone, outbox and dead letters are seen to.
   */
  eraseHousehold(accountId: string, tx: Tx): Promise<void>;
}

/** The class of advisory locks that erasing a household takes alone, and whatever writes about one shares. */
const ERASING = 7_407;

/** Requests are tried for as long as it takes: what the law asks for is no dead letter. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * Answers for a service's part in exports and erasures, once for each request whichever replica does it, and whenever
 * the service is up: the requests are durable events. An export that fails keeps no erasure waiting: each has a group
 * of its own, `<service>-exports` and `<service>-erasures`.
 */
export function protectHouseholds<Tx extends SqlSession>(
  { events, peers }: { readonly events: EventBus; readonly peers: ServiceTransport },
  data: HouseholdData<Tx>,
): AsyncDisposable {
  const { service, database } = data;
  const shared = { publishers: ["accounts"], database, atOnce: 1 };
  const exports = events.consume<Tx>({
    ...shared,
    group: `${service}-exports`,
    types: [EXPORT_REQUESTED],
    async handle({ key: accountId, payload }, tx) {
      if (!(await isOpen(tx, accountId))) return;
      const part = JSON.stringify(await data.exportPart(accountId, tx));
      await deliverExportPart(peers, { exportId: String(payload["exportId"]), service, part });
    },
  });
  const erasures = events.consume<Tx>({
    ...shared,
    group: `${service}-erasures`,
    types: [ACCOUNT_DELETED],
    mostTries: FOREVER,
    handle: ({ key: accountId, at }, tx) => erase(data, accountId, at, tx),
  });
  return {
    async [Symbol.asyncDispose]() {
      await erasures[Symbol.asyncDispose]();
      await exports[Symbol.asyncDispose]();
    },
  };
}

async function erase<Tx extends SqlSession>(
  data: HouseholdData<Tx>,
  accountId: string,
  at: number,
  tx: Tx,
): Promise<void> {
  // Waits for whatever writes about the household now; whoever comes later finds the tombstone.
  await tx.$queryRawUnsafe(
    `SELECT count(pg_advisory_xact_lock(${ERASING}, hashtext($1)))::int AS locks`,
    accountId,
  );
  await tx.$queryRawUnsafe(
    `INSERT INTO erased_household (hash, erased_at) VALUES ($1, to_timestamp($2::text::float8 / 1000))
     ON CONFLICT (hash) DO NOTHING`,
    householdHash(accountId),
    String(at),
  );
  await data.eraseHousehold(accountId, tx);
  await tx.$queryRawUnsafe("DELETE FROM outbox_event WHERE key = $1", accountId);
  await tx.$queryRawUnsafe("DELETE FROM dead_event WHERE key = $1", accountId);
}

/**
 * A consumer that does nothing for households that were erased, so that events that were on their way change nothing.
 * `accountOf` gives the household of an event: its key, unless it says otherwise; null where it is about none. One event a
 * transaction: who erases a household waits for whoever writes about it, and holds what is theirs.
 */
export function passingOverErased<Tx extends SqlSession>(
  consumer: Consumer<Tx>,
  accountOf: (event: DurableEvent) => string | null = ({ key }) => key,
): Consumer<Tx> {
  return {
    ...consumer,
    atOnce: 1,
    async handle(event, tx) {
      const accountId = accountOf(event);
      if (accountId === null || (await isOpen(tx, accountId))) await consumer.handle(event, tx);
    },
  };
}

/**
 * Whether the household was not erased here; then it will not be before `tx` ends. Whatever writes about a household
 * asks this first, in its transaction.
 */
export async function isOpen(tx: SqlSession, accountId: string): Promise<boolean> {
  await tx.$queryRawUnsafe(
    `SELECT count(pg_advisory_xact_lock_shared(${ERASING}, hashtext($1)))::int AS locks`,
    accountId,
  );
  const [row] = await tx.$queryRawUnsafe<{ erased: boolean }[]>(
    "SELECT EXISTS (SELECT FROM erased_household WHERE hash = $1) AS erased",
    householdHash(accountId),
  );
  return row?.erased !== true;
}

/** What a tombstone knows of a household: enough to know it again, and nothing else. */
export function householdHash(accountId: string): string {
  return hash("sha256", accountId, "base64url");
}
