import { createHash } from "node:crypto";
import { addressBlockOf } from "../../lib/address-block.js";
import type { Clock } from "../../lib/clock.js";
import { createStoreAccess } from "../../lib/coordination.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Logger } from "../../lib/logger.js";
import type { RedisConnection } from "../../lib/redis.js";
import { createRedisThrottle } from "./redis-throttle.js";
import { createThrottle, type Throttle } from "./throttle.js";

/** Whom a try is about, and where it comes from. */
export interface Tried {
  /** A household, an address that signs in, a code: its own tries are counted. */
  readonly subject: string;
  /** Of the client; undefined where no gateway says. */
  readonly address: string | undefined;
}

/**
 * Tries of one kind: counted for whom they are about and for where they come from, so that neither many at one nor one at
 * many get far.
 */
export interface Tries {
  /** Counts a try: null when it may be made, else the seconds until one may. One that may not be made counts for nothing. */
  take(tried: Tried): Promise<number | null>;
  /** Takes a try back that was not made after all, or was right. */
  giveBack(tried: Tried): Promise<void>;
  /** Takes it back for where it came from alone: the household's own tries stay few, right or wrong. */
  giveBackAddress(tried: Tried): Promise<void>;
  /** Tries about it that are left in this window. */
  left(subject: string): Promise<number>;
}

export interface TryLimits {
  /** Of the kind, as keys have it. */
  readonly kind: string;
  readonly mostTries: number;
  readonly windowMs: number;
}

export type OpenTries = (limits: TryLimits) => Tries;

const QUARTER_OF_AN_HOUR_MS = 15 * 60_000;
/**
 * Of a household's PINs, whatever they are to open: 480 tries a day, with which somebody in the house takes weeks for all
 * PINs of four digits, and years for those of six.
 */
export const PIN_TRIES: TryLimits = { kind: "pin", mostTries: 5, windowMs: QUARTER_OF_AN_HOUR_MS };
/** Of a household's password by somebody who is signed in already, whatever it is to allow. */
export const PASSWORD_TRIES: TryLimits = { kind: "password", mostTries: 5, windowMs: QUARTER_OF_AN_HOUR_MS };

/** An address can be a hotel, or a carrier's gateway before thousands of households: of those some always mistype. */
const ADDRESS_FACTOR = 10;
/** Some 10 MB for each kind; the oldest is forgotten beyond it. */
const MOST_KEYS = 50_000;

/** Counts tries where all replicas meet; in this process where there is no such place, or while it is away. */
export function createTries(options: {
  readonly redis: RedisConnection | null;
  readonly clock: Clock;
  readonly log: Logger;
}): OpenTries {
  const { redis, clock, log } = options;
  const access = createStoreAccess(clock, log, "each process counts tries for itself");

  function open({ kind, mostTries, windowMs }: TryLimits): Throttle {
    const own = createThrottle({ clock, mostTries, windowMs, mostKeys: MOST_KEYS });
    if (!redis) return own;
    const shared = createRedisThrottle(redis, { kind, mostTries, windowMs });
    const ask = async <Answer>(question: (throttle: Throttle) => Promise<Answer>) => {
      const told = await access(() => question(shared));
      return told ? told.answer : question(own);
    };
    return {
      take: (key) => ask((throttle) => throttle.take(key)),
      giveBack: (key) => ask((throttle) => throttle.giveBack(key)),
      left: (key) => ask((throttle) => throttle.left(key)),
    };
  }

  return (limits) => {
    const { kind, mostTries } = limits;
    const ofSubject = open(limits);
    const ofAddress = open({ ...limits, kind: `${kind}-address`, mostTries: mostTries * ADDRESS_FACTOR });
    const giveBackAddress = async ({ address }: Pick<Tried, "address">) => {
      if (address !== undefined) await ofAddress.giveBack(keyOf(addressBlockOf(address)));
    };
    return {
      async take({ subject, address }) {
        const key = keyOf(subject);
        const retryAfterSeconds = await ofSubject.take(key);
        if (retryAfterSeconds !== null || address === undefined) return retryAfterSeconds;
        const addressRetryAfterSeconds = await ofAddress.take(keyOf(addressBlockOf(address)));
        if (addressRetryAfterSeconds !== null) await ofSubject.giveBack(key);
        return addressRetryAfterSeconds;
      },
      async giveBack({ subject, address }) {
        await Promise.all([ofSubject.giveBack(keyOf(subject)), giveBackAddress({ address })]);
      },
      giveBackAddress,
      left: (subject) => ofSubject.left(keyOf(subject)),
    };
  };
}

/** What is kept knows nobody's id, e-mail address or network address. */
function keyOf(subject: string): string {
  return createHash("sha256").update(subject).digest("base64url");
}

/** Too many tries, where a field has no `Throttled`. */
export function tooManyTries(what: string, retryAfterSeconds: number): PlayheadError {
  return new PlayheadError("RATE_LIMITED", `too many ${what}: try again in ${retryAfterSeconds} s`, {
    retryAfterSeconds,
  });
}
