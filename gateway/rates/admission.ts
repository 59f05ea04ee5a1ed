import { addressBlockOf } from "../../lib/address-block.js";
import type { Clock } from "../../lib/clock.js";
import { createStoreAccess } from "../../lib/coordination.js";
import { PlayheadError } from "../../lib/errors.js";
import { goesByLateToken } from "../../lib/late-tokens.js";
import type { Logger } from "../../lib/logger.js";
import type { Caller } from "../caller.js";
import type { CheckedOperation } from "../operations.js";
import { type RateClass, type RateLimits, type RateSubject, rateCountsOf } from "./classes.js";
import { createProcessRateCounter, type RateCounter } from "./counter.js";

/**
 * Counts an operation that is about to run, or (null) a request that is refused because it holds none, whose text was
 * read nevertheless; gives RATE_LIMITED when too many came before it. Never rejects.
 */
export type Admission = (
  operation: Pick<CheckedOperation, "operation" | "fragments" | "variables"> | null,
  caller: Pick<Caller, "viewer" | "late" | "clientAddress">,
) => Promise<PlayheadError | null>;

export interface AdmissionOptions {
  readonly rates: RateLimits;
  /** Tries of passwords, PINs and codes that this gateway passes on in a second, whosever they are. */
  readonly credentialsPerSecond: number;
  /** Where all gateways count; absent: this process is the only one. */
  readonly shared?: RateCounter | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Nobody who watches is kept from it because nothing can be counted; all else is then counted by each process. */
const OPEN_WHILE_AWAY: ReadonlySet<RateClass> = new Set<RateClass>(["playback"]);

const WHAT: Readonly<Record<RateClass, string>> = {
  general: "requests",
  playback: "starts, stops and signs of life",
  sessions: "refreshes and pairings",
  credentials: "tries to sign in",
};

/** The bucket of those who come with secrets, together. */
const RUSH = "credentials:everybody";

/** What was refused costs no service anything, but reading it costs the gateway as much as what runs. */
const REFUSED_COUNTS: ReadonlyMap<RateClass, number> = new Map([["general", 1]]);

export function createAdmission(options: AdmissionOptions): Admission {
  const { rates, credentialsPerSecond, shared, clock, log } = options;
  const rush = { perMinute: credentialsPerSecond * 60, atOnce: credentialsPerSecond };
  const own = createProcessRateCounter(clock);
  const access = createStoreAccess(clock, log, "each gateway counts rates for itself");

  const take = async (rateClass: RateClass, key: string, perMinute: number, count: number) => {
    if (!shared) return own.take(key, { perMinute }, count);
    const taken = await access(() => shared.take(key, { perMinute }, count));
    if (taken) return taken.answer;
    return OPEN_WHILE_AWAY.has(rateClass) ? 0 : own.take(key, { perMinute }, count);
  };

  return async (operation, { viewer, late, clientAddress }) => {
    // A token that has expired says whose request it is to what goes by it, and to nothing else.
    const household = late && operation && goesByLateToken(operation.operation) ? late.viewer : viewer;
    const subjects: [RateSubject, string | undefined][] = [
      ["household", household?.accountId],
      ["address", clientAddress && addressBlockOf(clientAddress)],
    ];
    const counts = operation ? rateCountsOf(operation) : REFUSED_COUNTS;
    const taken = [...counts].flatMap(([rateClass, count]) =>
      subjects.flatMap(([subject, id]) =>
        id === undefined
          ? []
          : [
              take(rateClass, `${rateClass}:${subject}:${id}`, rates[rateClass][subject], count).then(
                (retryAfterMs) => ({ rateClass, subject, retryAfterMs }),
              ),
            ],
      ),
    );
    const [longest] = (await Promise.all(taken)).sort(
      (left, right) => right.retryAfterMs - left.retryAfterMs,
    );
    if (longest && longest.retryAfterMs > 0) return refusal(longest);
    // Last: who guesses all the time takes nothing of it from everybody else.
    const credentials = counts.get("credentials") ?? 0;
    const rushedMs = credentials > 0 ? await own.take(RUSH, rush, credentials) : 0;
    return rushedMs > 0
      ? refusal({ rateClass: "credentials", subject: "everybody", retryAfterMs: rushedMs })
      : null;
  };
}

interface Exceeded {
  readonly rateClass: RateClass;
  readonly subject: RateSubject | "everybody";
  readonly retryAfterMs: number;
}

function refusal({ rateClass, subject, retryAfterMs }: Exceeded): PlayheadError {
  const retryAfterSeconds = Math.ceil(retryAfterMs / 1_000);
  return new PlayheadError(
    "RATE_LIMITED",
    `too many ${WHAT[rateClass]} of ${subject === "everybody" ? subject : `this ${subject}`}: try again in ${retryAfterSeconds} s`,
    { retryAfterSeconds, limit: rateClass, of: subject },
  );
}
