import { z } from "zod";
import { variableOf, wholeNumber } from "../lib/config.js";
import { LOG_LEVELS } from "../lib/logger.js";
import type { services } from "./manifest.js";

const databaseUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: "must be a URL such as postgresql://user:password@host:5432/name",
  })
  .optional();

/** Every setting of `npm start`, with what `--help` says of it. */
export const settings = {
  port: wholeNumber(0, 65_535)
    .default(4_000)
    .meta({ description: "port of GraphQL, /live and /ready; 0 = any free one" }),
  host: z.string().default("127.0.0.1").meta({ description: "address to listen on" }),
  dataDir: z.string().default(".data").meta({ description: "folder of the embedded PostgreSQL" }),
  logLevel: z
    .enum(LOG_LEVELS)
    .default("warn")
    .meta({ description: `one of ${LOG_LEVELS.join(", ")}` }),
  nodeEnv: z
    .enum(["development", "test", "production"])
    .default("development")
    .meta({ description: "production closes introspection and seeds no demo" }),
  databaseUrlAccounts: databaseUrl.meta({
    description: "accounts' own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlCatalog: databaseUrl.meta({
    description: "the catalog's own PostgreSQL instead of the embedded one",
    secret: true,
  }),
  databaseUrlPlayback: databaseUrl.meta({
    description: "playback's own PostgreSQL instead of the embedded one",
    secret: true,
  }),
};

/** The setting that names a service's database: DATABASE_URL_<SERVICE>. */
export function databaseSettingOf(service: (typeof services)[number]["name"]): keyof typeof settings {
  const name = `databaseUrl${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  if (!(name in settings)) throw new Error(`launcher/settings.ts lacks ${variableOf(name)}`);
  return name as keyof typeof settings;
}
