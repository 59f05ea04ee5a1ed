import pg from "pg";
import { pino } from "pino";
import type { ServiceName } from "../../launcher/manifest.js";
import { ManualClock } from "../../lib/clock.js";
import { createInProcessLiveBus, type LiveBus } from "../../lib/events/live-bus.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { type RunningService, type ServiceEnvironment, serviceUnavailable } from "../../lib/service.js";
import { createViewerVerifier, type ViewerVerifier } from "../../lib/viewer.js";
import { type Accounts, type AccountsEnvironment, startAccounts } from "../../subgraphs/accounts/server.js";
import { type Catalog, startCatalog } from "../../subgraphs/catalog/server.js";
import { createTestDatabase } from "./databases.js";
import { type Answer, EVENING } from "./test-house.js";

const TOKENS = { issuer: "https://accounts.playhead.example", audience: "playhead" };

/** One service by itself on a database of its own, which the test may look into. */
export interface TestService<Service extends RunningService> extends AsyncDisposable {
  readonly service: Service;
  readonly clock: ManualClock;
  /** What all its processes publish on. */
  readonly live: LiveBus;
  /** Asked past the gateway. */
  ask(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer>;
  /** Rows of the service's database. */
  sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** Another process of the same service on the same database and clock. */
  another(): Promise<Service>;
}

/** `more` is what accounts is given beside what every service is. */
export function startTestAccounts(
  more: Partial<Omit<AccountsEnvironment, keyof ServiceEnvironment>> = {},
): Promise<TestService<Accounts>> {
  return startTestService("accounts", async (environment) => {
    let accounts: Accounts | undefined;
    const keys = async () => (await accounts?.publicKeys()) ?? { keys: [] };
    const verifier = createViewerVerifier({ ...TOKENS, clock: environment.clock, keys });
    accounts = await startAccounts({ ...environment, ...TOKENS, ...more, verifier });
    return accounts;
  });
}

export function startTestCatalog(prepare?: (url: string) => Promise<void>): Promise<TestService<Catalog>> {
  return startTestService("catalog", startCatalog, prepare);
}

async function startTestService<Service extends RunningService>(
  name: ServiceName,
  start: (environment: ServiceEnvironment) => Promise<Service>,
  prepare?: (url: string) => Promise<void>,
): Promise<TestService<Service>> {
  const lifecycle = new Lifecycle(`test ${name}`);
  const clock = new ManualClock(EVENING);
  const { url: databaseUrl } = lifecycle.use("database", await createTestDatabase(name));
  await prepare?.(databaseUrl);
  const live = lifecycle.use("live bus", createInProcessLiveBus());
  const verifier: ViewerVerifier = { verify: () => Promise.resolve(null) };
  const peers = { call: (peer: string) => Promise.reject(serviceUnavailable(peer)) };
  const log = pino({ level: "silent" });
  const another = async () =>
    lifecycle.use(name, await start({ databaseUrl, clock, ids: randomIds, live, log, verifier, peers }));
  const service = await another();
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  lifecycle.defer("connection", () => database.end());

  return {
    service,
    clock,
    live,
    another,
    async ask(query, variables = {}, token) {
      const headers = { traceId: "test", authorization: token && `Bearer ${token}` };
      const result = await service.subgraph.execute({ query, variables }, headers);
      // As it is sent: errors in their own shape.
      return JSON.parse(JSON.stringify(result)) as Answer;
    },
    sql: async (text, ...values) => (await database.query<Record<string, unknown>>(text, values)).rows,
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
