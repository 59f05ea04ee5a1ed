import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import type { ProcessName } from "../../launcher/manifest.js";
import type { Taken } from "../../subgraphs/accounts/testing/mail-server.js";
import type { TcpProxy, Weather } from "../../tests/support/proxy.js";
import type { ApartHouse, Dependency } from "../apart-house.js";

/** What a proxy stands before: what processes depend on, the mail server, and the first of the gateways. */
export type Proxied = Dependency | "mail" | "gateway";

/** What the troubles are made with. */
export interface Stage {
  readonly house: ApartHouse;
  readonly proxies: ReadonlyMap<Proxied, TcpProxy>;
  /** What the mail server took. */
  readonly mail: { readonly taken: readonly Taken[] };
  /** Where PostgreSQL keeps its data, on a disk of its own that a trouble may fill; null where none could be made. */
  readonly smallDisk: string | null;
}

/** Something that goes wrong; `begin` gives what ends it. */
export interface Trouble {
  readonly name: string;
  /** Clients' connections break as it begins: what is under way on them is theirs to repeat, and is not counted. */
  readonly breaksConnections?: true;
  begin(stage: Stage): Promise<() => Promise<void>>;
}

const SERVICES = ["accounts", "catalog", "viewing", "recordings", "playback"] as const;
const FLAP_MS = 700;

function isPartOf(what: string, dependency: Proxied): boolean {
  return what === "PostgreSQL" ? dependency.endsWith(" database") : dependency === what;
}

function weather(what: string, kind: Exclude<Weather, "fine">): Trouble {
  return {
    name: `${what} ${kind}`,
    async begin({ proxies }) {
      const those = [...proxies].flatMap(([dependency, proxy]) =>
        isPartOf(what, dependency) ? [proxy] : [],
      );
      for (const proxy of those) proxy.set(kind);
      return async () => {
        for (const proxy of those) proxy.set("fine");
      };
    },
  };
}

/** There and away again, as behind a switch that reboots. */
function flapping(what: string): Trouble {
  return {
    name: `${what} flapping`,
    async begin({ proxies }) {
      const those = [...proxies].flatMap(([dependency, proxy]) =>
        isPartOf(what, dependency) ? [proxy] : [],
      );
      let isDown = false;
      const timer = setInterval(() => {
        isDown = !isDown;
        for (const proxy of those) proxy.set(isDown ? "down" : "fine");
      }, FLAP_MS);
      return async () => {
        clearInterval(timer);
        for (const proxy of those) proxy.set("fine");
      };
    },
  };
}

/** The process itself stands still, its sockets open: SIGSTOP. */
function stopped(name: ProcessName): Trouble {
  return {
    name: `${name} stopped (SIGSTOP)`,
    async begin({ house }) {
      for (const { child } of house.processes(name)) child.kill("SIGSTOP");
      return async () => {
        for (const { child } of house.processes(name)) child.kill("SIGCONT");
      };
    },
  };
}

/** One of the gateways dies, the one without a proxy, and is started again; viewers go to the other. */
const gatewayDies: Trouble = {
  name: "gateway dies, one of two",
  breaksConnections: true,
  async begin({ house }) {
    await house.kill("gateway", 1);
    return () => house.revive("gateway", 1);
  },
};

/** Its clock is a minute and a half ahead, and then right again: a step forward, and one back. */
function steppedClock(name: ProcessName): Trouble {
  return {
    name: `clock of ${name} stepped`,
    async begin({ house }) {
      const step = () => {
        for (const { child } of house.processes(name)) child.kill("SIGUSR2");
      };
      step();
      return async () => step();
    },
  };
}

const redisStopped: Trouble = {
  name: "redis stopped (SIGSTOP)",
  async begin({ house: { redis } }) {
    redis.hang();
    return async () => redis.resume();
  },
};

const redisDies: Trouble = {
  name: "redis dies with all it knew",
  async begin({ house: { redis } }) {
    await redis.kill();
    return () => redis.restart();
  },
};

/** Every command that could need memory is refused, as at `maxmemory` with `noeviction`. */
const redisFull: Trouble = {
  name: "redis out of memory (maxmemory)",
  async begin({ house: { redis } }) {
    const admin = new Redis(redis.url);
    await admin.config("SET", "maxmemory", "1");
    return async () => {
      await admin.config("SET", "maxmemory", "0");
      admin.disconnect();
    };
  },
};

/** What operators' PostgreSQL does before its disk is quite full: it takes no more writes. */
const postgresReadOnly: Trouble = {
  name: "PostgreSQL takes no writes",
  async begin({ house }) {
    const set = async (value: string) => {
      const admin = new pg.Client({ connectionString: house.adminUrl("postgres") });
      await admin.connect();
      await admin.query("SET default_transaction_read_only = off");
      await admin.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
      await admin.query("SELECT pg_reload_conf()");
      await admin.end();
    };
    await set("on");
    return () => set("off");
  },
};

/** No byte is left on PostgreSQL's disk; where it gives up by itself, its operator starts it again. */
const postgresFull: Trouble = {
  name: "PostgreSQL out of disk",
  async begin({ house, smallDisk }) {
    if (smallDisk === null) throw new Error("no disk could be made to fill");
    const ballast = path.join(smallDisk, "ballast");
    // More than there is room for: what fits is written.
    await writeFile(ballast, Buffer.alloc(1 << 30)).catch(() => undefined);
    return async () => {
      await rm(ballast, { force: true });
      if (!(await isThere(house.adminUrl("postgres")))) await house.startPostgres();
    };
  },
};

async function isThere(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Every dependency in every trouble. */
export function troublesOf(hasSmallDisk: boolean): readonly Trouble[] {
  const databases = SERVICES.map((service) => `${service} database`);
  // Mail first: addresses get so many an hour.
  const whats = ["mail", "redis", "PostgreSQL", ...databases, ...SERVICES];
  return [
    ...whats.flatMap((what) => [
      weather(what, "down"),
      weather(what, "hanging"),
      weather(what, "slow"),
      flapping(what),
    ]),
    gatewayDies,
    weather("gateway", "hanging"),
    weather("gateway", "slow"),
    flapping("gateway"),
    redisStopped,
    ...SERVICES.map(stopped),
    ...[redisDies, redisFull, postgresReadOnly],
    ...(hasSmallDisk ? [postgresFull] : []),
    ...(["playback", "accounts", "catalog", "viewing", "recordings", "gateway"] as const).map(steppedClock),
  ];
}
