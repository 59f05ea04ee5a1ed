import { addressBlockOf } from "../lib/address-block.js";
import { PlayheadError } from "../lib/errors.js";
import { Allowance } from "./allowance.js";
import type { Caller } from "./caller.js";
import type { GatewayLimits } from "./limits.js";
import type { CheckedOperation, OperationChecker } from "./operations.js";
import type { SubscriptionHub, SubscriptionPlaces } from "./subscriptions/hub.js";
import type { ResultStream } from "./subscriptions/result-stream.js";

/** Opens a subscription, however its client reads it. Rejects with an error for the client. */
export type SubscriptionOpener = (operation: CheckedOperation, caller: Caller) => Promise<ResultStream>;

export interface SubscriptionOpenerOptions {
  readonly hub: SubscriptionHub;
  readonly check: OperationChecker;
  readonly limits: SubscriptionLimits;
}

type SubscriptionLimits = Pick<
  GatewayLimits,
  "subscriptionsPerHousehold" | "channelsPerHousehold" | "channelsPerAddress"
>;

export function createSubscriptionOpener({
  hub,
  check,
  limits,
}: SubscriptionOpenerOptions): SubscriptionOpener {
  const allowances: Allowances = {
    subscriptions: new Allowance(limits.subscriptionsPerHousehold),
    channels: new Allowance(limits.channelsPerHousehold),
    anonymousChannels: new Allowance(limits.channelsPerAddress),
  };
  return async ({ request }, caller) => {
    // The schema and its policy may have changed while the subscription was counted.
    const checked = check(request, caller);
    if (!("operation" in checked)) throw checked[0] ?? new Error("refused without a reason");
    const places = new Places(allowances);
    try {
      return await hub.subscribe(checked, caller, places);
    } catch (error) {
      places.end();
      throw error;
    }
  };
}

interface Allowances {
  /** Of households. */
  readonly subscriptions: Allowance;
  readonly channels: Allowance;
  /** Of addresses, for whoever is not signed in there. */
  readonly anonymousChannels: Allowance;
}

/** What a subscription takes of what there may be. */
class Places implements SubscriptionPlaces {
  readonly #allowances: Allowances;
  readonly #taken: Disposable[] = [];

  constructor(allowances: Allowances) {
    this.#allowances = allowances;
  }

  begin({ viewer, clientAddress }: Caller, channelCount: number): void {
    const { subscriptions, channels, anonymousChannels } = this.#allowances;
    if (viewer) {
      this.#take(subscriptions.take(viewer.accountId), () => tooMany("subscriptions", subscriptions));
      this.#take(channels.take(viewer.accountId, channelCount), () => tooMany("channels", channels));
    } else if (clientAddress !== undefined) {
      const place = anonymousChannels.take(addressBlockOf(clientAddress), channelCount);
      this.#take(place, () => tooManyAnonymous(anonymousChannels));
    }
  }

  end(): void {
    for (const place of this.#taken) place[Symbol.dispose]();
  }

  #take(place: Disposable | null, refusal: () => PlayheadError): void {
    if (!place) throw refusal();
    this.#taken.push(place);
  }
}

function tooMany(what: "subscriptions" | "channels", { most }: Allowance): PlayheadError {
  return new PlayheadError(
    "BAD_REQUEST",
    `a household has at most ${most} ${what} at a time: end one first`,
    {
      limit: `${what} of a household`,
      most,
    },
  );
}

/** Pages of a guide that are left give their channels back. */
const RETRY_AFTER_SECONDS = 10;

function tooManyAnonymous({ most }: Allowance): PlayheadError {
  return new PlayheadError(
    "RATE_LIMITED",
    `at most ${most} channels at a time are listened to at an address without signing in: end one first`,
    { limit: "channels of an address", most, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
