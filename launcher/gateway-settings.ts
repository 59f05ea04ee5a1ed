import { readFile } from "node:fs/promises";
import { z } from "zod";
import { trustProxies } from "../gateway/client-address.js";
import type { ExecutorKind } from "../gateway/engine.js";
import { type GatewayFiles, readGatewayFiles } from "../gateway/gateway-files.js";
import { DEFAULT_LIMITS, type GatewayLimits } from "../gateway/limits.js";
import {
  DEFAULT_RATES,
  type RateClass,
  type RateLimits,
  type RateSubject,
} from "../gateway/rates/classes.js";
import type { Settings } from "../lib/config.js";
import { wholeNumber } from "../lib/config.js";

/** What the gateway is told beside where it listens and whom it asks. */
export interface EdgeConfig {
  readonly limits: Partial<GatewayLimits>;
  readonly rates: RateLimits;
  /** Addresses and networks of proxies. */
  readonly trustedProxies: readonly string[];
  /** Reads the supergraph and its policy. */
  readonly reloadFrom: () => Promise<GatewayFiles>;
  /** The header in which they say the client's country. */
  readonly countryHeader: string | undefined;
  readonly executor: ExecutorKind;
}

/** Limits that operators may set, each between bounds outside of which nothing works or nothing is limited. */
const LIMITS = {
  messageBytes: [1_024, 16 * 1_024 * 1_024, "bytes of an HTTP body or of one WebSocket message"],
  operationTokens: [100, 1_000_000, "lexical tokens of an operation"],
  operationDepth: [2, 200, "fields within fields of an operation"],
  operationAliases: [0, 10_000, "aliases of an operation, fragments counted wherever they are spread"],
  operationRootFields: [1, 1_000, "fields that an operation begins with"],
  operationSelections: [
    10,
    100_000,
    "fields and fragments of an operation, written out wherever they are spread",
  ],
  operationCost: [10, 100_000_000, "cost of an operation, estimated before it runs (docs/edge.md)"],
  credentialsPerSecond: [1, 1_000_000, "tries of passwords, PINs and codes that are passed on in a second"],
  guideCacheCharacters: [0, 1_000_000_000, "characters of public answers that the gateway keeps; 0: none"],
  requestMs: [100, 600_000, "milliseconds that a query or mutation may take"],
  fetchMs: [100, 600_000, "milliseconds that a service may take to answer one fetch"],
  connections: [10, 1_000_000, "TCP connections of all kinds"],
  webSockets: [1, 1_000_000, "WebSockets"],
  webSocketsPerAddress: [1, 1_000_000, "of those of one address, on one gateway"],
  httpStreams: [1, 1_000_000, "subscriptions over HTTP (SSE and multipart)"],
  httpStreamsPerHousehold: [1, 10_000, "of those of one household, on one gateway"],
  httpStreamsPerAddress: [1, 100_000, "of those of one address, on one gateway"],
  operationsPerSocket: [1, 10_000, "operations that one WebSocket runs at the same time"],
  messagesPerSocketMinute: [60, 1_000_000, "messages that one WebSocket's client sends in a minute"],
  socketsPerHousehold: [1, 10_000, "WebSockets of one household, on one gateway"],
  subscriptionsPerHousehold: [1, 100_000, "subscriptions of one household, on one gateway"],
  channelsPerHousehold: [100, 200_000, "channels that those of one household listen to"],
  channelsPerAddress: [100, 200_000, "channels that those of one address listen to who are not signed in"],
  socketInitMs: [100, 60_000, "milliseconds until a WebSocket has to begin with connection_init"],
  pingEveryMs: [
    1_000,
    600_000,
    "milliseconds until a WebSocket that is gone without a word is asked, and then cut",
  ],
} as const satisfies Partial<Record<keyof GatewayLimits, readonly [number, number, string]>>;

const CLASSES: Readonly<Record<RateClass, string>> = {
  general: "operations of no other kind",
  playback: "starts, stops and heartbeats",
  sessions: "refreshes of sessions and polls of pairings",
  credentials: "tries of passwords, PINs and codes",
};
const SUBJECTS: readonly RateSubject[] = ["household", "address"];
const MOST_PER_MINUTE = 1_000_000;
/** Networks of one operator's proxies. */
const MOST_NETWORKS = 100;

const trustedProxies = z
  .string()
  .default("")
  .transform((list, context) => {
    const networks = list.split(",").map((each) => each.trim());
    const given = networks.filter((each) => each !== "");
    try {
      if (given.length > MOST_NETWORKS) throw new Error(`at most ${MOST_NETWORKS} networks`);
      trustProxies(given);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
    }
    return given;
  })
  .meta({ description: "addresses and networks of proxies whose X-Forwarded-For is believed, by commas" });

const countryHeader = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}$/, "must be the name of a header, such as cf-ipcountry")
  .optional()
  .meta({
    description: "header in which those proxies say the client's country; absent: the household's counts",
  });

/** Settings of the gateway, alone or with the others. */
export const gatewaySettings: Settings = {
  supergraphDir: z.string().optional().meta({
    description: "folder with supergraph.graphql and policy.json, looked at for newer ones; absent: our own",
  }),
  operationsManifest: z.string().optional().meta({
    description:
      "file that lists our own apps' operations (apollo-persisted-query-manifest); absent: no list",
  }),
  unlistedOperations: z
    .enum(["refused", "allowed"])
    .default("refused")
    .meta({ description: "what the manifest does not list, without the scope operations:any" }),
  trustedProxies,
  countryHeader,
  executor: z.enum(["compiled", "stock"]).default("compiled").meta({
    description: "what runs query plans: our own executor, or Apollo's, which gives the same answers slower",
  }),
  ...Object.fromEntries(
    Object.entries(LIMITS).map(([name, [least, most, description]]) => [
      name,
      wholeNumber(least, most)
        .default(DEFAULT_LIMITS[name as keyof typeof LIMITS])
        .meta({ description: `most ${description}` }),
    ]),
  ),
  ...Object.fromEntries(
    rateNames().map(({ name, rateClass, subject }) => [
      name,
      wholeNumber(1, MOST_PER_MINUTE)
        .default(DEFAULT_RATES[rateClass][subject])
        .meta({ description: `most ${CLASSES[rateClass]} a minute, and at once, for each ${subject}` }),
    ]),
  ),
};

/** What the settings, read, mean to the gateway. */
export function edgeConfigOf(config: object): EdgeConfig {
  const { supergraphDir, operationsManifest, unlistedOperations } = config as Readonly<
    Record<string, string | undefined>
  >;
  const read = config as Readonly<Record<string, number>> &
    Pick<EdgeConfig, "trustedProxies" | "countryHeader" | "executor">;
  const limits = Object.keys(LIMITS).map((name) => [name, read[name]]);
  const rates: Record<string, Record<string, number | undefined>> = {};
  for (const { name, rateClass, subject } of rateNames()) {
    rates[rateClass] = { ...rates[rateClass], [subject]: read[name] };
  }
  return {
    limits: Object.fromEntries(limits),
    rates: rates as unknown as RateLimits,
    trustedProxies: read.trustedProxies,
    reloadFrom: async () => ({
      ...(await readGatewayFiles(supergraphDir)),
      ...(operationsManifest && {
        manifest: {
          text: await readFile(operationsManifest, "utf8"),
          isBinding: unlistedOperations === "refused",
        },
      }),
    }),
    countryHeader: read.countryHeader,
    executor: read.executor,
  };
}

/** `rateGeneralHousehold` and so on. */
function rateNames() {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return (Object.keys(CLASSES) as RateClass[]).flatMap((rateClass) =>
    SUBJECTS.map((subject) => ({ name: `rate${capital(rateClass)}${capital(subject)}`, rateClass, subject })),
  );
}
