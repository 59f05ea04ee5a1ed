import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Lifecycle } from "../../lib/lifecycle.js";
import { startMailServer } from "../../subgraphs/accounts/testing/mail-server.js";
import { startProxy, type TcpProxy } from "../../tests/support/proxy.js";
import { startApartHouse } from "../apart-house.js";
import { mountSmallDisk } from "./small-disk.js";
import type { Proxied, Stage } from "./troubles.js";

const STEPPING = pathToFileURL(path.resolve("dist/bench/faults/stepped-process.js"));

/** The house with two gateways and a mail server, and a proxy before whatever a trouble may come to. */
export async function openStage(lifecycle: Lifecycle): Promise<Stage> {
  const smallDisk = await mountSmallDisk(lifecycle);
  const folder = smallDisk ?? (await mkdtemp(path.join(os.tmpdir(), "playhead-faults-")));
  if (!smallDisk) lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  const proxies = new Map<Proxied, TcpProxy>();
  const before = async (what: Proxied, url: string) => {
    const target = new URL(url);
    const proxy = lifecycle.use(`proxy of ${what}`, await startProxy(Number(target.port)));
    proxies.set(what, proxy);
    target.port = String(proxy.port);
    return target.toString().replace(/\/$/, "");
  };
  const mail = lifecycle.use("mail server", await startMailServer());
  const house = lifecycle.use(
    "house",
    await startApartHouse({
      folder,
      replicas: { gateway: 2 },
      settings: {
        NODE_OPTIONS: `--import=${STEPPING.href}`,
        SMTP_URL: await before("mail", `smtp://127.0.0.1:${mail.port}`),
      },
      through: before,
    }),
  );
  const [first = "", ...others] = house.endpoints;
  const endpoints = [await before("gateway", first), ...others];
  return { house: { ...house, endpoints }, proxies, mail, smallDisk };
}
