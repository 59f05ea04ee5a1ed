import pg from "pg";
import { pino } from "pino";
import { ManualClock } from "../../lib/clock.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { type RunningService, type ServiceRequest, serviceUnavailable } from "../../lib/service.js";
import type { ViewerVerifier } from "../../lib/viewer.js";
import { startViewing } from "../../subgraphs/viewing/server.js";
import { createTestDatabase } from "./databases.js";
import { type Answer, EVENING } from "./test-house.js";

/** Whoever asks viewing here: `ac_1` for the household itself, `ac_1 pr_2` for a session of one of its people. */
type Token = string;

/** A position as playback tells it. */
export interface ToldPosition {
  readonly accountId?: string;
  readonly profileId?: string;
  readonly itemId: string;
  readonly positionSeconds: number;
  readonly durationSeconds?: number;
  readonly creditsSeconds?: number;
  readonly saidAt: number;
}

/** Viewing by itself on a database of its own, which the test may look into. */
export interface TestViewing extends AsyncDisposable {
  readonly service: RunningService;
  readonly clock: ManualClock;
  readonly databaseUrl: string;
  /** Asked past the gateway. */
  ask(query: string, variables?: Record<string, unknown>, token?: Token, service?: string): Promise<Answer>;
  /** What playback tells of `ac_1`'s `pr_1`, unless it says otherwise. */
  tell(...positions: readonly ToldPosition[]): Promise<Answer>;
  sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** How many statements on histories and watchlists ran since the last reading. */
  statements(): number;
}

export interface TestViewingOptions {
  readonly viewHistoryMonths?: number;
  /** The people of each household, as accounts says; every household has `pr_1` and `pr_2` unless it says otherwise. */
  readonly profilesOf?: (accountId: string) => readonly string[];
  /** A catalog that answers; without one it is away. */
  readonly catalog?: RunningService | undefined;
}

export async function startTestViewing({
  viewHistoryMonths,
  profilesOf = () => ["pr_1", "pr_2"],
  catalog,
}: TestViewingOptions = {}): Promise<TestViewing> {
  const lifecycle = new Lifecycle("test viewing");
  const clock = new ManualClock(EVENING);
  const { url: databaseUrl } = lifecycle.use("database", await createTestDatabase("viewing"));
  const live = lifecycle.use("live bus", createInProcessLiveBus());
  const verifier: ViewerVerifier = {
    async verify(authorization) {
      if (!authorization) return null;
      const [accountId = "", profileId = null] = authorization.split(" ");
      return { accountId, profileId, deviceId: null, sessionId: null, scopes: [], expiresAt: 0 };
    },
  };
  const peers = {
    async call(
      peer: string,
      request: ServiceRequest,
      { authorization = "" }: { authorization?: string | undefined },
    ) {
      if (peer === "catalog" && catalog) return catalog.subgraph.execute(request, { traceId: "test" });
      if (peer !== "accounts") throw serviceUnavailable(peer);
      const id = authorization.split(" ")[0] ?? "";
      return { data: { viewer: { id, profiles: profilesOf(id).map((profile) => ({ id: profile })) } } };
    },
  };
  let count = 0;
  const service = lifecycle.use(
    "viewing",
    await startViewing({
      databaseUrl,
      clock,
      ids: randomIds,
      live,
      log: pino({ level: "silent" }),
      verifier,
      peers,
      viewHistoryMonths,
      // What listens for events asks, too, whenever it likes.
      onStatement: (sql) => {
        if (/\b(viewing|archived_viewing|watchlist_item)\b/.test(sql)) count += 1;
      },
    }),
  );
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  lifecycle.defer("connection", () => database.end());
  const ask: TestViewing["ask"] = async (query, variables = {}, token, asking = "gateway") => {
    const headers = { traceId: "test", authorization: token, service: asking };
    return JSON.parse(
      JSON.stringify(await service.subgraph.execute({ query, variables }, headers)),
    ) as Answer;
  };
  return {
    service,
    clock,
    databaseUrl,
    ask,
    tell(...positions) {
      const progress = positions.map((one) => ({ accountId: "ac_1", profileId: "pr_1", ...one }));
      const mutation = "mutation ($progress: [ProgressInput!]!) { recordProgress(progress: $progress) }";
      return ask(mutation, { progress }, undefined, "playback");
    },
    sql: async (text, ...values) => (await database.query<Record<string, unknown>>(text, values)).rows,
    statements() {
      const read = count;
      count = 0;
      return read;
    },
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
