import { z } from "zod";
import { type Settings, variableOf, wholeNumber } from "../lib/config.js";
import { LOG_LEVELS } from "../lib/logger.js";
import { gatewaySettings } from "./gateway-settings.js";
import { guideSources } from "./guide-sources.js";
import { GATEWAY_PORT, neighboursOf, type ProcessName, type ServiceName, services } from "./manifest.js";
import { recordingsSettings } from "./recordings-settings.js";
import { streamTemplates } from "./stream-settings.js";
import { telemetrySettings } from "./telemetry.js";

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a URL such as postgresql://user:password@host:5432/name",
});

const REDIS_ADDRESS = /^(rediss?:\/\/[^\s,]+|rediss?\+cluster:\/\/[^\s,]+(,[^\s,]+)*)$/;
const ORIGIN = /^https?:\/\/[^\s/,]+$/;
/** Replicas of one service that a process is told of; more belong behind one name. */
const MOST_REPLICAS = 32;
/** Shorter ones can be guessed. */
const SHORTEST_SECRET = 32;

/** What every process has. */
const common = {
  host: z.string().default("127.0.0.1").meta({ description: "address to listen on" }),
  logLevel: z
    .enum(LOG_LEVELS)
    .default("warn")
    .meta({ description: `one of ${LOG_LEVELS.join(", ")}` }),
  nodeEnv: z
    .enum(["development", "test", "production"])
    .default("development")
    .meta({ description: "production closes introspection and seeds no demo" }),
  ...telemetrySettings,
};

/** What the catalog has, alone or with the others. */
const guideHttp = z
  .enum(["on", "off"])
  .default("off")
  .transform((value) => value === "on")
  .meta({ description: "on lets importGuide fetch guides by plain http, too; on or off" });

/** Catch-up reaches 30 days back. */
const guideKeptDays = wholeNumber(31, 36_500)
  .default(400)
  .meta({ description: "days after which broadcasts are forgotten, 31..36500" });

/** What viewing has, alone or with the others. */
const viewHistoryMonths = wholeNumber(1, 120)
  .default(13)
  .meta({ description: "whole months that what overflows a person's 500 newest viewings is kept, 1..120" });

/** Pages of one operator; more are a mistake. */
const MOST_ORIGINS = 50;

const allowedOrigins = z
  .string()
  .transform((list) => list.split(",").map((origin) => origin.trim()))
  .refine(
    (origins) => origins.length <= MOST_ORIGINS && origins.every((origin) => ORIGIN.test(origin)),
    `must be up to ${MOST_ORIGINS} origins such as https://tv.example, separated by commas`,
  )
  .optional()
  .meta({ description: "origins of pages that may use it; absent: any in development, none in production" });

const publicUrl = z
  .string()
  .regex(ORIGIN, "must be an origin such as https://api.tv.example")
  .optional()
  .meta({ description: "where clients reach the gateway, for URLs that are given out" });

const verificationUri = z
  .url({ protocol: /^https?$/, error: "must be a URL such as https://tv.example/pair" })
  .optional()
  .meta({ description: "where a phone types in the code that a television shows" });

const refreshGraceSeconds = wholeNumber(0, 120).default(10).meta({
  description:
    "how long a client that lost the answer to a refresh may ask again; after that it counts as theft",
});

/** How accounts sends mail. */
const mail = {
  smtpUrl: z
    .url({ protocol: /^smtps?$/, error: "must be a URL such as smtps://user:password@mail.example:465" })
    .optional()
    .meta({
      description: "the mail server; absent: mails are printed in development, and not sent in production",
      secret: true,
    }),
  mailFrom: z
    .string()
    .regex(
      /^[^\r\n]*[^\s@]+@[^\s@]+$|^[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>$/,
      "must be an address such as Playhead <tv@tv.example>",
    )
    .default("Playhead <no-reply@playhead.example>")
    .meta({ description: "whom mails come from" }),
};

function portSetting(fallback: number) {
  return wholeNumber(0, 65_535)
    .default(fallback)
    .meta({ description: "port of GraphQL, /live and /ready; 0 = any free one" });
}

/** Every setting of `npm start`, with what `--help` says of it. */
export const settings = {
  port: portSetting(GATEWAY_PORT),
  allowedOrigins,
  dataDir: z.string().default(".data").meta({ description: "folder of the embedded PostgreSQL" }),
  ...common,
  ...gatewaySettings,
  guideHttp,
  guideSources,
  guideKeptDays,
  viewHistoryMonths,
  ...recordingsSettings,
  publicUrl,
  verificationUri,
  refreshGraceSeconds,
  ...mail,
  streamTemplates,
  databaseUrlAccounts: databaseUrl.optional().meta({
    description: "accounts' own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlCatalog: databaseUrl.optional().meta({
    description: "the catalog's own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlPlayback: databaseUrl.optional().meta({
    description: "playback's own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlViewing: databaseUrl.optional().meta({
    description: "viewing's own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlRecordings: databaseUrl.optional().meta({
    description: "recordings' own PostgreSQL instead of the embedded one",
    secret: true,
  }),
};

/** What every process has that runs apart from the others. */
const apart = {
  ...common,
  redisUrl: z
    .string({ error: "must be set" })
    .regex(
      REDIS_ADDRESS,
      "must be redis://host:6379 or redis+cluster://host:port,host:port, with rediss for TLS",
    )
    .meta({ description: "where processes meet: Redis 7, single or cluster", secret: true }),
  serviceSecret: z
    .string({ error: "must be set" })
    .min(SHORTEST_SECRET, `must have at least ${SHORTEST_SECRET} characters`)
    .meta({ description: "signs what services ask each other; the same everywhere", secret: true }),
  serviceSecretAlso: z
    .string()
    .min(SHORTEST_SECRET, `must have at least ${SHORTEST_SECRET} characters`)
    .optional()
    .meta({ description: "another that is accepted while it is changed (docs/operations.md)", secret: true }),
  drainNoticeMs: wholeNumber(0, 60_000)
    .default(2_500)
    .meta({ description: "how long a process that stops goes on answering until others noticed" }),
  demo: z
    .enum(["on", "off"])
    .default("off")
    .meta({ description: "on furnishes accounts and catalog with the demo; development only" }),
};

const migrations = z.enum(["on", "off"]).default("on").meta({
  description: "off does not start on a database that lacks one, instead of applying it; on or off",
});

/** The settings of a process on its own: `npm start -- <process>`. */
export function apartSettings(process: ProcessName) {
  const service = services.find(({ name }) => name === process);
  const own: Settings = service
    ? { [databaseSettingOf(service.name)]: ownDatabase(service.name), migrations }
    : {};
  const others = neighboursOf(process).map((name) => [addressSettingOf(name), originsOf(name)]);
  return {
    port: portSetting(service?.port ?? GATEWAY_PORT),
    ...apart,
    ...(process === "gateway" ? { allowedOrigins, ...gatewaySettings } : {}),
    ...own,
    ...((process === "accounts"
      ? { publicUrl, verificationUri, refreshGraceSeconds, ...mail }
      : {}) as Settings),
    ...((process === "catalog" ? { guideHttp, guideSources, guideKeptDays } : {}) as Settings),
    ...((process === "recordings" ? recordingsSettings : {}) as Settings),
    ...((process === "viewing" ? { viewHistoryMonths } : {}) as Settings),
    ...((process === "playback" ? { streamTemplates } : {}) as Settings),
    ...(Object.fromEntries(others) as Settings),
  };
}

function ownDatabase(service: ServiceName) {
  return databaseUrl.meta({ description: `the PostgreSQL of ${service}`, secret: true });
}

function originsOf(service: ServiceName) {
  const port = services.find(({ name }) => name === service)?.port;
  return z
    .string()
    .default(`http://127.0.0.1:${port}`)
    .transform((list) => list.split(",").map((origin) => origin.trim()))
    .refine(
      (origins) => origins.length <= MOST_REPLICAS && origins.every((origin) => ORIGIN.test(origin)),
      `must be up to ${MOST_REPLICAS} origins such as http://host:${port}, separated by commas`,
    )
    .meta({ description: `where the replicas of ${service} are` });
}

/** The setting that names a service's database: DATABASE_URL_<SERVICE>. */
export function databaseSettingOf(service: ServiceName): "databaseUrlAccounts" & string {
  const name = `databaseUrl${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  if (!(name in settings)) throw new Error(`launcher/settings.ts lacks ${variableOf(name)}`);
  return name as "databaseUrlAccounts";
}

/** Settings that depend on the process have names that only it knows. */
export function settingOf<T>(config: object, setting: string): T {
  return (config as Record<string, T>)[setting] as T;
}

/** The setting that says where a service's replicas are: <SERVICE>_URL. */
export function addressSettingOf(service: ServiceName): string {
  return `${service}Url`;
}
