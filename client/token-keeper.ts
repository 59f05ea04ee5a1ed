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
/** A refresh whose answer was lost may be asked for once more within ten seconds; after that it counts as theft. */
const RETRY_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = 500;
/** Most refreshes are answered in it; what goes without is refused as expired, and waits for the refresh then. */
const MOMENT_MS = 100;
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
   * As `fresh`, but whoever waits for it is a viewer: after a moment without an answer of accounts the token goes as it is,
   * for what the platform grants by an expired one while accounts is away.
   */
  async atHand(): Promise<string | null> {
    const refreshed = this.fresh();
    if (this.#refreshing) await Promise.race([refreshed, passed(this.#options.clock, MOMENT_MS)]);
    else await refreshed;
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
    if (this.#failure && isWithin(REST_MS, this.#failure.at, clock.now())) throw this.#failure.why;
    const used = this.#tokens;
    if (!used) return;
    try {
      const tokens = await this.#ask(used.refreshToken);
      // Somebody may have signed in meanwhile.
      if (this.#tokens === used) this.adopt(tokens);
    } catch (why) {
      this.#failure = { at: clock.now(), why };
      throw why;
    }
  }

  async #ask(refreshToken: string): Promise<Tokens | null> {
    const { clock, refresh } = this.#options;
    const startedAt = clock.now();
    try {
      return await refresh(refreshToken);
    } catch (error) {
      const isPassing = error instanceof RequestFailure && error.isPassing;
      if (!isPassing || clock.now() - startedAt > RETRY_WITHIN_MS) throw error;
      await passed(clock, RETRY_AFTER_MS);
      return refresh(refreshToken);
    }
  }
}
