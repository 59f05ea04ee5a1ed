import { type Client, createClient } from "graphql-ws/client";
import type { Operation } from "./http-sender.js";
import type { Platform } from "./platform.js";
import { type AnswerError, RequestFailure } from "./request-failure.js";
import { backoffMs } from "./retry.js";
import type { TokenKeeper } from "./token-keeper.js";

export interface SubscriptionSink<Result> {
  readonly next: (data: Result) => void;
  /** It can never work; nothing more comes. */
  readonly failed?: (failure: RequestFailure) => void;
  /** The connection is away, and will be made again: what is shown may be old until `next`. */
  readonly interrupted?: () => void;
}

export interface SubscriptionsOptions {
  readonly url: string;
  readonly platform: Platform;
  readonly tokens: TokenKeeper;
}

const CLOSE_SERVICE_RESTART = 1012;
const CLOSE_FORBIDDEN = 4403;
const FIRST_WAIT_MS = 1_000;
/** Those that are sent elsewhere, or come with a fresh token, come spread over this. */
const AT_ONCE_SPREAD_MS = 1_000;
/** A subscription that held so long was a good one: its next failure is its first. */
const STEADY_MS = 10_000;
/** A gateway that does not acknowledge, or answer a ping, in this time is given up. */
const SILENCE_MS = 10_000;
const PING_EVERY_MS = 20_000;

/** The same operation would meet the same answer. */
const FINAL_CODES: readonly (string | undefined)[] = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "OPERATION_RESOLUTION_FAILURE",
  "OPERATION_TOO_LARGE",
  "QUERY_NOT_IN_SAFELIST",
  "FORBIDDEN",
  "SUBSCRIPTION_SCHEMA_RELOAD",
];

/** One subscription, whatever becomes of its connections. States: LISTENING ⇄ WAITING → OVER. */
interface Subscription {
  attempt: number;
  /** When it was asked for last, epoch ms. */
  since: number;
  stop: () => void;
  isOver: boolean;
}

/**
 * Subscriptions over one WebSocket, made when the first begins and made again when it is lost: with a fresh token after
 * 4403, elsewhere at once after 1012, and otherwise after 1, 2, 4 … 30 s, half of it at random.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #running = new Set<Subscription>();
  #client: Client | null = null;
  #token: string | null = null;
  /** When the connection was acknowledged, epoch ms. */
  #connectedAt = Number.POSITIVE_INFINITY;
  #cancelSilence: () => void = () => undefined;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  subscribe<Result, Variables extends Record<string, unknown>>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    sink: SubscriptionSink<Result>,
  ): () => void {
    const subscription: Subscription = {
      attempt: 0,
      since: 0,
      stop: () => undefined,
      isOver: false,
    };
    this.#running.add(subscription);
    const over = () => {
      subscription.isOver = true;
      this.#running.delete(subscription);
      subscription.stop();
    };
    const listen = () => {
      this.#client ??= this.#connect();
      subscription.since = this.#options.platform.clock.now();
      subscription.stop = this.#client.subscribe<Result>(
        { query: String(operation), variables },
        {
          next: ({ data }) => {
            if (!subscription.isOver && data) sink.next(data);
          },
          error: (why) => lost(why),
          // Subscriptions have no end of their own: the gateway lost what it listened to.
          complete: () => lost(null),
        },
      );
    };
    const lost = (why: unknown) => {
      if (subscription.isOver) return;
      const failure = finalFailure(why, this.#options.tokens.accessToken === null);
      if (failure) {
        over();
        return sink.failed?.(failure);
      }
      sink.interrupted?.();
      subscription.stop = this.#options.platform.clock.after(this.#waitMs(subscription, why), listen);
    };
    listen();
    return over;
  }

  close(): void {
    for (const subscription of this.#running) {
      subscription.isOver = true;
      subscription.stop();
    }
    this.#running.clear();
    void this.#client?.dispose();
    this.#client = null;
    this.#cancelSilence();
  }

  #waitMs(subscription: Subscription, why: unknown): number {
    const { clock, random } = this.#options.platform;
    if (clock.now() - Math.max(subscription.since, this.#connectedAt) >= STEADY_MS) subscription.attempt = 0;
    const { attempt } = subscription;
    subscription.attempt += 1;
    const code = isClose(why) ? why.code : undefined;
    const isAtOnce = attempt === 0 && (code === CLOSE_SERVICE_RESTART || code === CLOSE_FORBIDDEN);
    return isAtOnce ? random() * AT_ONCE_SPREAD_MS : backoffMs(attempt, FIRST_WAIT_MS, random);
  }

  #connect(): Client {
    const { url, platform, tokens } = this.#options;
    let refused: string | null = null;
    const client = createClient({
      url,
      webSocketImpl: platform.webSocket,
      // When to come back is for each subscription to say.
      retryAttempts: 0,
      connectionAckWaitTimeout: SILENCE_MS,
      keepAlive: PING_EVERY_MS,
      connectionParams: async () => {
        this.#token = await tokens.fresh(refused);
        refused = null;
        return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
      },
      on: {
        connecting: () => {
          this.#connectedAt = Number.POSITIVE_INFINITY;
        },
        connected: () => {
          this.#connectedAt = platform.clock.now();
        },
        ping: (isReceived) => {
          if (!isReceived) this.#cancelSilence = platform.clock.after(SILENCE_MS, () => client.terminate());
        },
        pong: (isReceived) => {
          if (isReceived) this.#cancelSilence();
        },
        closed: (event) => {
          this.#cancelSilence();
          if (isClose(event) && event.code === CLOSE_FORBIDDEN) refused = this.#token;
        },
      },
    });
    return client;
  }
}

/** What no further try can mend; null of everything else. */
function finalFailure(why: unknown, isAnonymous: boolean): RequestFailure | null {
  if (!Array.isArray(why)) return null;
  const failure = new RequestFailure("REFUSED", String(why[0]?.message), { errors: why as AnswerError[] });
  const isFinal = FINAL_CODES.includes(failure.code) || (failure.isUnauthenticated && isAnonymous);
  return isFinal ? failure : null;
}

function isClose(value: unknown): value is { readonly code: number } {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "number";
}
