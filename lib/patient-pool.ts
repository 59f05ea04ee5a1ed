import { performance } from "node:perf_hooks";
import pg from "pg";
import { isWanted, noLongerWanted } from "./cancellation.js";

/** What a wait is divided into, and how many of them a process has to have heard to say that nobody answered. */
const TICKS = 10;
const TICKS_HEARD = 5;

/**
 * A pool that blames no database for the process' own standing still. A timer that is overdue goes off before the answer
 * is read that has long been there: a process that plans its first operation, or is one of many on a small machine, would
 * fail a request because of that. So a connection that was not there within `connectionTimeoutMillis` is asked for again,
 * unless this process listened for half of the time. Nor does it hand a connection to a request that nobody waits for any
 * more: on a database that is behind, those would keep it from all who do.
 */
export class PatientPool extends pg.Pool {
  readonly #waitMs: number;

  constructor(options: pg.PoolConfig & { readonly connectionTimeoutMillis: number }) {
    super(options);
    this.#waitMs = options.connectionTimeoutMillis;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool["connect"]>[0]): void;
  override connect(callback?: Parameters<pg.Pool["connect"]>[0]): Promise<pg.PoolClient> | undefined {
    const connected = this.#connect();
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  async #connect(): Promise<pg.PoolClient> {
    let heard = 0;
    const ticking = setInterval(() => (heard += 1), this.#waitMs / TICKS).unref();
    try {
      for (;;) {
        const began = performance.now();
        try {
          const client = await super.connect();
          if (isWanted()) return client;
          // Those who waited behind are still there.
          client.release();
          throw noLongerWanted();
        } catch (error) {
          const wasTooLong = performance.now() - began >= this.#waitMs;
          if (!wasTooLong || heard >= TICKS_HEARD) throw error;
        }
      }
    } finally {
      clearInterval(ticking);
    }
  }
}
