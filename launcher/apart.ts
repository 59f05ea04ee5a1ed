import { systemClock } from "../lib/clock.js";
import { readConfig } from "../lib/config.js";
import { authorityOf, demandFreePort } from "../lib/http/listening.js";
import { randomIds } from "../lib/ids.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import type { StartProcess } from "./apart/process.js";
import { neighboursOf, type ProcessName } from "./manifest.js";
import { reloadOnHangUp } from "./reload-signal.js";
import { addressSettingOf, apartSettings, settingOf } from "./settings.js";
import { openTelemetry } from "./telemetry.js";

/** Each process in a module of its own, that is loaded where it runs: a gateway has no use for a database. */
const loaders: Readonly<Record<ProcessName, () => Promise<StartProcess>>> = {
  accounts: async () => (await import("./apart/accounts.js")).startAccountsApart,
  catalog: async () => (await import("./apart/catalog.js")).startCatalogApart,
  recordings: async () => (await import("./apart/recordings.js")).startRecordingsApart,
  viewing: async () => (await import("./apart/viewing.js")).startViewingApart,
  playback: async () => (await import("./apart/playback.js")).startPlaybackApart,
  gateway: async () => (await import("./apart/gateway.js")).startGatewayApart,
};

/** Starts one process of the house with the settings of the environment; gives what to say of it. */
export async function startApart(name: ProcessName, lifecycle: Lifecycle): Promise<string> {
  const settings = readConfig(apartSettings(name), process.env);
  await demandFreePort(settings);
  const log = createLogger(settings.logLevel);
  const metrics = await openTelemetry(name, settings, { lifecycle, log });
  const origins = neighboursOf(name).map(
    (service) => [service, settingOf<readonly string[]>(settings, addressSettingOf(service))] as const,
  );
  const startProcess = await loaders[name]();
  const running = lifecycle.use(
    name,
    await startProcess({
      port: settings.port,
      host: settings.host,
      redisUrl: settings.redisUrl,
      serviceSecret: settings.serviceSecret,
      serviceSecretAlso: settings.serviceSecretAlso,
      origins: Object.fromEntries(origins),
      drainNoticeMs: settings.drainNoticeMs,
      isDevelopment: settings.nodeEnv !== "production",
      hasDemo: settings.nodeEnv !== "production" && settings.demo === "on",
      clock: systemClock,
      ids: randomIds,
      log,
      metrics,
      settings,
    }),
  );
  running.setReady(true);
  reloadOnHangUp(() => running.reload?.());
  return `Playhead's ${name} is ready at http://${authorityOf({ host: settings.host, port: running.port })}`;
}
