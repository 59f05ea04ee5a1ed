import { setTimeout as delay } from "node:timers/promises";
import { addressBlockOf } from "../lib/address-block.js";
import { PlayheadError } from "../lib/errors.js";
import type { Caller } from "./caller.js";
import type { ResultStream } from "./subscriptions/result-stream.js";

/** Streams over HTTP that one gateway has open at most. */
export interface StreamBounds {
  readonly httpStreams: number;
  readonly httpStreamsPerHousehold: number;
  readonly httpStreamsPerAddress: number;
}

/** Where streams over HTTP are counted, and ended together. */
export interface StreamSeats {
  /** Takes a seat until disposed. Throws RATE_LIMITED where the household or the address has all of its own, and
   * SERVICE_UNAVAILABLE where the gateway has, or stops. */
  take(caller: Pick<Caller, "viewer" | "clientAddress">): Seat;
  /** Gives no more seats, and ends what sits, spread over `spreadMs`: its client comes back elsewhere. */
  drain(spreadMs: number): Promise<void>;
}

export interface Seat extends Disposable {
  /** What a drain ends. */
  occupy(results: ResultStream): void;
  /** Whether a drain has ended it: then it is not complete, so that its client comes back elsewhere. */
  readonly isDrained: boolean;
}

/** Streams end when pages do. */
const RETRY_AFTER_SECONDS = 10;

const unavailable = (message: string) => new PlayheadError("SERVICE_UNAVAILABLE", message);

export function createStreamSeats(bounds: StreamBounds): StreamSeats {
  const counts = new Map<string, number>();
  const occupied = new Set<ResultStream>();
  const drained = new WeakSet<ResultStream>();
  let isDraining = false;

  const add = (key: string, step: number) => {
    const count = (counts.get(key) ?? 0) + step;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  };
  const check = (key: string, most: number, whose: string) => {
    if ((counts.get(key) ?? 0) < most) return;
    const details = { limit: `streams of ${whose}`, most, retryAfterSeconds: RETRY_AFTER_SECONDS };
    throw new PlayheadError("RATE_LIMITED", `${whose} may have ${most} streams open: end one first`, details);
  };

  return {
    take({ viewer, clientAddress }) {
      const household = viewer && `household ${viewer.accountId}`;
      const address = clientAddress === undefined ? null : `address ${addressBlockOf(clientAddress)}`;
      if (isDraining) throw unavailable("the service restarts: subscribe again");
      if ((counts.get("all") ?? 0) >= bounds.httpStreams) {
        throw unavailable(`at most ${bounds.httpStreams} streams are open here at a time: try again`);
      }
      if (household) check(household, bounds.httpStreamsPerHousehold, "a household");
      if (address) check(address, bounds.httpStreamsPerAddress, "an address");
      const keys = ["all", household, address].filter((key) => key !== null);
      for (const key of keys) add(key, 1);
      let results: ResultStream | undefined;
      let isTaken = true;
      return {
        get isDrained() {
          return results !== undefined && drained.has(results);
        },
        occupy(stream) {
          results = stream;
          occupied.add(stream);
        },
        [Symbol.dispose]() {
          if (!isTaken) return;
          isTaken = false;
          for (const key of keys) add(key, -1);
          if (results) occupied.delete(results);
        },
      };
    },
    async drain(spreadMs) {
      isDraining = true;
      const all = [...occupied];
      await Promise.all(
        all.map(async (results, index) => {
          await delay((index / all.length) * spreadMs);
          drained.add(results);
          results.end();
        }),
      );
    },
  };
}
