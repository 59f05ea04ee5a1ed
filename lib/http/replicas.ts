import { Pool } from "undici";
import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";

/** One process of a service. */
export interface Replica {
  readonly origin: string;
  readonly pool: Pool;
  /** For health checks alone: slow requests may hold every connection of the pool. */
  readonly probe: Pool;
  /** False from a failed health check or connection until the next check that passes. */
  isHealthy: boolean;
  /** Requests that it has not answered yet. */
  inFlight: number;
}

/** Connections to one replica: a request takes one, for some milliseconds. */
export const MOST_CONNECTIONS = 64;
/** Shorter than the server's own, so that no request meets a connection that is being closed. */
const KEEP_ALIVE_MS = 10_000;
const CONNECT_MS = 1_000;
/** A replica that drains or hangs is left within two of these. */
export const HEALTH_EVERY_MS = 1_000;
/** A health check is answered from memory. */
const HEALTH_MS = 900;

/** The replicas of one service: who can be asked now, and who has the least to do. */
export class Replicas implements AsyncDisposable {
  readonly #service: string;
  readonly #all: readonly Replica[];
  readonly #clock: Clock;
  readonly #log: Logger;
  #checking: Disposable | undefined;
  #turn = 0;

  constructor(options: {
    readonly service: string;
    readonly origins: readonly string[];
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#service = options.service;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#all = options.origins.map((origin) => ({
      origin,
      pool: openPool(origin, MOST_CONNECTIONS),
      probe: openPool(origin, 1),
      isHealthy: true,
      inFlight: 0,
    }));
    this.#checkLater();
  }

  /** Of those that are healthy (of all, where none is) the one with the least to do, in turn; `except` never. */
  pick(except: ReadonlySet<Replica> = new Set()): Replica | undefined {
    const candidates = this.#all.filter((replica) => !except.has(replica));
    const healthy = candidates.filter(({ isHealthy }) => isHealthy);
    const among = healthy.length > 0 ? healthy : candidates;
    this.#turn += 1;
    const inTurn = among.map((_, index) => among[(index + this.#turn) % among.length] as Replica);
    return inTurn.reduce<Replica | undefined>(
      (best, replica) => (best && best.inFlight <= replica.inFlight ? best : replica),
      undefined,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#checking?.[Symbol.dispose]();
    await Promise.all(this.#all.flatMap(({ pool, probe }) => [pool.destroy(), probe.destroy()]));
  }

  #checkLater(): void {
    this.#checking = this.#clock.after(HEALTH_EVERY_MS, async () => {
      await Promise.all(this.#all.map((replica) => this.#check(replica)));
      if (!this.#all[0]?.pool.destroyed) this.#checkLater();
    });
  }

  async #check(replica: Replica): Promise<void> {
    const isHealthy = await replica.probe
      .request({ path: "/ready", method: "GET", signal: AbortSignal.timeout(HEALTH_MS) })
      .then(async ({ statusCode, body }) => {
        await body.dump();
        return statusCode === 200;
      })
      .catch(() => false);
    if (isHealthy !== replica.isHealthy) {
      this.#log.info({ service: this.#service, origin: replica.origin, isHealthy }, "a replica changed");
    }
    replica.isHealthy = isHealthy;
  }
}

function openPool(origin: string, connections: number): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
  });
}
