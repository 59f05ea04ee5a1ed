import { readFileSync } from "node:fs";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { ManualClock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Listener } from "../../lib/events/listener.js";
import { createInProcessLiveBus } from "../../lib/events/live-bus.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createLogger } from "../../lib/logger.js";
import { DEVICE_REMOVED, RevocationList } from "../../lib/revocations.js";
import { type ServiceTransport, serviceUnavailable } from "../../lib/service.js";
import { createSubgraph, type RequestContext } from "../../lib/subgraph.js";
import type { Viewer, ViewerVerifier } from "../../lib/viewer.js";
import { composeGatewayFiles } from "../../tools/composition.js";
import { type Gateway, type GatewayConfig, startGateway } from "../server.js";

/** Two services behind one gateway: `streams`, which publishes events, and `titles`, which completes them. */
export interface Fixture extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly config: GatewayConfig;
  readonly live: GatewayConfig["live"];
  readonly clock: ManualClock;
  /** What `streams` holds for each account. */
  readonly states: Map<string, { inUse: number; slots: object[]; version: number }>;
  /** Takes a device from its household: its tokens are worth nothing from now on. */
  removeDevice(accountId: string, deviceId: string): void;
  /** Names of services that cannot be reached. */
  readonly away: Set<string>;
  /** Every call of a service, as `service authorization`. */
  readonly calls: string[];
  /** Awaited before a call goes to its service. */
  hold: Promise<unknown> | undefined;
  post(query: string, options?: PostOptions): Promise<Posted>;
  client(account?: string, options?: { authorization?: string; lazy?: boolean }): Client;
}

export interface PostOptions {
  readonly account?: string;
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  };
}

export const START = Date.parse("2026-11-21T20:15:00Z");
/** How long tokens of the fixture are good. */
export const TOKEN_MS = 15 * 60_000;

export const FILES = composeGatewayFiles(
  ["streams", "titles"].map((name) => ({ name, schema: readFileSync(schemaOf(name), "utf8") })),
);

const DRAFT = { id: "dr_1", note: "not yet", wordCount: 2 };

export async function createFixture(overrides: Partial<GatewayConfig> = {}): Promise<Fixture> {
  const lifecycle = new Lifecycle("fixture");
  const clock = new ManualClock(START);
  const live = lifecycle.use("live bus", createInProcessLiveBus());
  const { revocations, removeDevice } = openRevocations(clock);
  const verifier = fakeVerifier(clock, revocations);
  const states: Fixture["states"] = new Map();
  const calls: string[] = [];
  const away = new Set<string>();
  const subgraphs = fakeSubgraphs(verifier, states);
  const transport: ServiceTransport = {
    async call(service, request, headers) {
      calls.push(`${service} ${headers.authorization ?? "nobody"}`);
      await fixture.hold;
      if (away.has(service)) throw serviceUnavailable(service);
      return subgraphs[service as keyof typeof subgraphs].execute(request, headers);
    },
  };
  const config: GatewayConfig = {
    port: 0,
    host: "127.0.0.1",
    ...FILES,
    transport,
    verifier,
    revocations,
    live,
    clock,
    log: createLogger("silent"),
    introspection: true,
    allowedOrigins: null,
    ...overrides,
    limits: { drainSpreadMs: 0, drainBoundMs: 2_000, ...overrides.limits },
  };
  const gateway = lifecycle.use("gateway", await startGateway(config));
  const fixture: Fixture = {
    gateway,
    config,
    live,
    clock,
    states,
    removeDevice,
    away,
    calls,
    hold: undefined,
    post: (query, options) => post(gateway.url, query, options),
    client(account, options = {}) {
      const authorization = options.authorization ?? (account && `Bearer ${account}`);
      const client = createClient({
        url: gateway.webSocketUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: options.lazy ?? true,
        ...(authorization ? { connectionParams: { authorization } } : {}),
        onNonLazyError: () => undefined,
      });
      lifecycle.defer("client", () => client.dispose());
      return client;
    },
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
  return fixture;
}

/** What accounts tells of devices that are gone, for as long as a fixture is there. */
function openRevocations(clock: ManualClock) {
  let listener: Listener | undefined;
  const revocations = new RevocationList({ clock, read: async () => [] });
  revocations.listenTo({
    listen: (one) => {
      listener = one;
      return { [Symbol.asyncDispose]: async () => undefined };
    },
  });
  const removeDevice = (key: string, deviceId: string) =>
    void listener?.handle({
      type: DEVICE_REMOVED,
      key,
      payload: { deviceId },
      id: deviceId,
      at: clock.now(),
    });
  return { revocations, removeDevice };
}

function schemaOf(name: string): URL {
  return new URL(`./${name}.graphql`, import.meta.url);
}

/** The token is the account, its device and profile where it has any, then its scopes: `ac_1/dev_1/pr_1.edit.review`. */
function fakeVerifier(clock: ManualClock, revocations: RevocationList): ViewerVerifier {
  return {
    async verify(authorization) {
      if (!authorization) return null;
      const [subject = "", ...scopes] = authorization.replace("Bearer ", "").split(".");
      const [accountId = "", deviceId, profileId] = subject.split("/");
      if (!accountId.startsWith("ac_"))
        throw new PlayheadError("UNAUTHENTICATED", "the access token is not valid here");
      const expiresAt = START + TOKEN_MS;
      if (clock.now() >= expiresAt)
        throw new PlayheadError("UNAUTHENTICATED", "the access token has expired");
      const viewer: Viewer = {
        accountId,
        deviceId: deviceId || null,
        profileId: profileId || null,
        sessionId: null,
        scopes,
        expiresAt,
      };
      if (revocations.isRevoked(viewer))
        throw new PlayheadError("UNAUTHENTICATED", "the session of this access token has ended: sign in");
      return viewer;
    },
  };
}

interface FakeContext extends RequestContext {
  readonly states: Fixture["states"];
}

const STREAMS = {
  Query: {
    viewer: (_root: unknown, _args: unknown, { viewer }: FakeContext) => viewer && { id: viewer.accountId },
  },
  Account: {
    streams: ({ id }: { id: string }, _args: unknown, { states }: FakeContext) => states.get(id) ?? null,
  },
  Mutation: { stop: () => true },
};

const titleOf = ({ id }: { id: string }) => `title of ${id}`;
const TITLES = {
  Query: {
    channel: (_root: unknown, { id }: { id: string }) => ({ id }),
    contents: () => [{ __typename: "Draft", ...DRAFT }],
    content: () => ({ __typename: "Draft", ...DRAFT }),
    list: (_root: unknown, { first }: { first: number }) =>
      Array.from({ length: first }, (_none, index) => ({ id: `ch_${index}` })),
    firstDraft: () => DRAFT,
    drafts: () => [DRAFT],
  },
  Mutation: {
    publish: () => DRAFT,
    print: () => DRAFT,
    startPlayout: () => DRAFT,
    shred: () => true,
    rename: () => true,
  },
  Draft: { title: titleOf },
  Channel: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    title: titleOf,
    seenBy: (_channel: unknown, _args: unknown, { viewer }: RequestContext) => viewer?.accountId ?? "nobody",
    broken: () => {
      throw new Error("the password of the database is hunter2");
    },
  },
};

function fakeSubgraphs(verifier: ViewerVerifier, states: Fixture["states"]) {
  const createContext = (base: RequestContext): FakeContext => ({ ...base, states });
  const common = { verifier, log: createLogger("silent"), createContext };
  return {
    streams: createSubgraph({
      ...common,
      name: "streams",
      schemaFile: schemaOf("streams"),
      resolvers: STREAMS,
    }),
    titles: createSubgraph({ ...common, name: "titles", schemaFile: schemaOf("titles"), resolvers: TITLES }),
  };
}

async function post(url: string, query: string, options: PostOptions = {}): Promise<Posted> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(options.account ? { authorization: `Bearer ${options.account}` } : {}),
      ...options.headers,
    },
    body: JSON.stringify({ query, variables: options.variables }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Posted["body"],
  };
}
