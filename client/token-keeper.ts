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
  /**
   * New tokens for a refresh token; null where it is worth nothing any more. Rejects where nobody could be asked, and once
   * it is given up.
   */
  readonly refresh: (refreshToken: string, attempt: RefreshAttempt) => Promise<Tokens | null>;
  /** To store them: called with each new set, and with null once they are worth nothing. */
  readonly onTokens: (tokens: Tokens | null) => void;
}

/** When a refresh is given up. */
export interface RefreshAttempt {
  readonly timeoutMs: number;
  /** Aborts when the session has other tokens, or is over. */
  readonly signal: AbortSignal;
}

/** Refreshed when it has less to live than this: a request under way must not outlive it. */
const MARGIN_MS = 60_000;
/** Used so long at least, whatever the device's clock says of its expiry: that clock may be wrong by hours. */
const SHORTEST_USE_MS = 60_000;
/** Waited for by those who ask, before it is asked for once more. */
const PATIENCE_MS = 4_000;
const RETRY_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = 500;
/** Longer than the gateway waits for accounts (15 s): an answer that is not heard may cost the session. */
const FIRST_ATTEMPT_MS = 16_000;
/** Over in the ten seconds in which a refresh may be asked for again, whenever the first one arrived: then it is theft. */
const SECOND_ATTEMPT_MS = 5_000;
/**
 * As long as a start waits for any service. No shorter: on a busy evening every device comes with an expired token, and each
 * start that did not wait for its refresh would be refused, and asked for twice.
 */
const MOMENT_MS = 1_000;
/** After a failure nobody asks again before: an outage of accounts does not need every request's reminder. */
const REST_MS = 5_000;

/**
 * The session's tokens. States: NONE, FRESH, DUE (from a minute before expiry: the next request refreshes), REFUSED
 * (the gateway would not have it: the request that met that refreshes). However many requests ask, one refresh runs,
 * which is asked for twice at most: the tokens of either answer count, and the other is given up then.
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
  /** Aborts what was asked for by the tokens in hand. */
  #giveUp = new AbortController();

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
    this.#giveUp.abort();
    this.#giveUp = new AbortController();
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
      // Somebody has signed in or out meanwhile, or an answer came that nobody waited for any more.
      if (this.#tokens !== used) return;
      this.#failure = { at: clock.now(), why };
      throw why;
    }
  }

  async #ask(used: Tokens): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    const first = this.#attempt(used, FIRST_ATTEMPT_MS);
    this.#firstAttempt = first.catch(() => undefined);
    try {
      await this.#patiently(first);
    } catch (error) {
      const isPassing = error instanceof RequestFailure && error.isPassing;
      if (!isPassing || clock.now() - startedAt > RETRY_WITHIN_MS) throw error;
      await passed(clock, RETRY_AFTER_MS);
      if (this.#tokens === used) await this.#patiently(this.#attempt(used, SECOND_ATTEMPT_MS));
    }
  }

  /** Tokens that come when nobody waits for them any more are the session's all the same: they may be its only ones. */
  async #attempt(used: Tokens, timeoutMs: number): Promise<void> {
    const { signal } = this.#giveUp;
    this.#unanswered += 1;
    try {
      const tokens = await this.#options.refresh(used.refreshToken, { timeoutMs, signal });
      if (this.#tokens === used) this.adopt(tokens);
    } finally {
      this.#unanswered -= 1;
    }
  }

  async #patiently(attempt: Promise<void>): Promise<void> {
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = () => reject(new RequestFailure("TIMED_OUT", "the session is not refreshed yet"));
      cancel = this.#options.clock.after(PATIENCE_MS, fail);
    });
    try {
      await Promise.race([attempt, late]);
    } finally {
      cancel();
    }
  }
}
