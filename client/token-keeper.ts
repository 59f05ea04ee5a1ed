import { type Clock, isWithin, passed } from "./clock.js";
import { RequestFailure } from "./request-failure.js";

/** What a session consists of; keep the newest, and keep it secret. */
export interface Tokens {
  readonly accessToken: string;
  /** ISO 8601. */
  readonly accessTokenExpiresAt: string;
  /** Works once. */
  readonly refreshToken: string;
}

export interface TokenKeeperOptions {
  readonly clock: Clock;
  /** New tokens for a refresh token; null where it is worth nothing any more. Rejects where nobody could be asked. */
  readonly refresh: (refreshToken: string) => Promise<Tokens | null>;
  /** To store them: called with each new set, and with null once they are worth nothing. */
  readonly onTokens: (tokens: Tokens | null) => void;
}

/** Refreshed when it has less to live than this: a request under way must not outlive it. */
const MARGIN_MS = 60_000;
/** Used so long at least, whatever the device's clock says of its expiry: that clock may be wrong by hours. */
const SHORTEST_USE_MS = 60_000;
/**
 * Waited for, and no longer: two of them fit into the ten seconds in which a refresh may be asked for again; after that it
 * counts as theft.
 */
const ATTEMPT_MS = 4_000;
const RETRY_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = 500;
/**
 * As long as a start waits for any service. No shorter: on a busy evening every device comes with an expired token, and each
 * start that did not wait for its refresh would be refused, and asked for twice.
 */
const MOMENT_MS = 1_000;
/** After a failure nobody asks again before: an outage of accounts does not need every request's reminder. */
const REST_MS = 5_000;

/**
 * The session's tokens. States: NONE, FRESH, DUE (from a minute before expiry: the next request refreshes), REFUSED
 * (the gateway would not have it: the request that met that refreshes). However many requests ask, one refresh runs.
 * While accounts is away a token that is DUE goes on being used.
 */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  #tokens: Tokens | null;
  #dueAt = 0;
  #refreshing: Promise<void> | null = null;
  #failure: { readonly at: number; readonly why: unknown } | null = null;
  /** Of the newest refresh; it never rejects. */
  #firstAttempt: Promise<void> | null = null;
  /** Refreshes that were asked for and are neither answered nor given up. */
  #unanswered = 0;

  constructor(tokens: Tokens | null, options: TokenKeeperOptions) {
    this.#options = options;
    this.#tokens = tokens;
    this.#dueAt = tokens ? Date.parse(tokens.accessTokenExpiresAt) - MARGIN_MS : 0;
  }

  /** The access token as it is, expired or not. */
  get accessToken(): string | null {
    return this.#tokens?.accessToken ?? null;
  }

  /**
   * As `fresh`, but whoever waits for it is a viewer: once accounts could not say, or has not said for a moment, the token
   * goes as it is, for what the platform grants by an expired one while accounts is away.
   */
  async atHand(): Promise<string | null> {
    const refreshed = this.fresh();
    const first = this.#refreshing && this.#firstAttempt;
    await (first ? Promise.race([refreshed, first, passed(this.#options.clock, MOMENT_MS)]) : refreshed);
    return this.accessToken;
  }

  /** Of a sign-in; or null, of a sign-out. */
  adopt(tokens: Tokens | null): void {
    const { clock, onTokens } = this.#options;
    this.#tokens = tokens;
    this.#failure = null;
    if (tokens) {
      const dueAt = Date.parse(tokens.accessTokenExpiresAt) - MARGIN_MS;
      this.#dueAt = Math.max(dueAt, clock.now() + SHORTEST_USE_MS);
    }
    onTokens(tokens);
  }

  /**
   * An access token to use now; null when nobody is signed in. `refused` is one that the gateway would not have:
   * another one is returned, or the promise rejects.
   */
  async fresh(refused?: string | null): Promise<string | null> {
    const { accessToken } = this;
    if (accessToken === null) return null;
    const isRefused = accessToken === refused;
    if (!isRefused && this.#options.clock.now() < this.#dueAt) return accessToken;
    try {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      await this.#refreshing;
    } catch (error) {
      if (isRefused) throw error;
    }
    return this.accessToken;
  }

  async #refresh(): Promise<void> {
    const { clock } = this.#options;
    // What is still to be answered may have been done: asked for once more, so late, it would be theft.
    const isResting = this.#failure && isWithin(REST_MS, this.#failure.at, clock.now());
    if (this.#failure && (isResting || this.#unanswered > 0)) throw this.#failure.why;
    const used = this.#tokens;
    if (!used) return;
    try {
      await this.#ask(used);
    } catch (why) {
      this.#failure = { at: clock.now(), why };
      throw why;
    }
  }

  async #ask(used: Tokens): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    try {
      const first = this.#attempt(used);
      this.#firstAttempt = first.catch(() => undefined);
      await first;
    } catch (error) {
      const isPassing = error instanceof RequestFailure && error.isPassing;
      if (!isPassing || clock.now() - startedAt > RETRY_WITHIN_MS) throw error;
      await passed(clock, RETRY_AFTER_MS);
      if (this.#tokens === used) await this.#attempt(used);
    }
  }

  /** Tokens that come when nobody waits for them any more are the session's all the same: they may be its only ones. */
  async #attempt(used: Tokens): Promise<void> {
    const { clock, refresh } = this.#options;
    this.#unanswered += 1;
    const answered = refresh(used.refreshToken)
      .then((tokens) => {
        // Somebody may have signed in meanwhile, or another attempt was answered.
        if (this.#tokens === used) this.adopt(tokens);
      })
      .finally(() => {
        this.#unanswered -= 1;
      });
    answered.catch(() => undefined);
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = () => reject(new RequestFailure("TIMED_OUT", "the session is not refreshed yet"));
      cancel = clock.after(ATTEMPT_MS, fail);
    });
    try {
      await Promise.race([answered, late]);
    } finally {
      cancel();
    }
  }
}
