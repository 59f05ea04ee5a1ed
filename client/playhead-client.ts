import {
  type DeviceInput,
  RefreshSessionDocument,
  SignInDocument,
  type SignInMutation,
} from "./generated/operations.js";
import { type Answer, createSender, type Operation, type Sender } from "./http-sender.js";
import { type Platform, platformOf } from "./platform.js";
import { RequestFailure } from "./request-failure.js";
import { type SubscriptionSink, Subscriptions } from "./subscriptions.js";
import { type RefreshAttempt, TokenKeeper, type Tokens } from "./token-keeper.js";

export interface PlayheadClientOptions {
  /** The gateway's, `https://…/graphql`; subscriptions go to the same over `wss:`. */
  readonly endpoint: string;
  /** Of an earlier session. */
  readonly tokens?: Tokens | null;
  /** Keep the newest, for the next time; null: the session is over, and the viewer has to sign in again. */
  readonly onTokens?: (tokens: Tokens | null) => void;
  /** Where it runs, as far as that is not to be found out. */
  readonly platform?: Partial<Platform>;
}

export interface RequestOptions {
  /** 10 s where it is not said. */
  readonly timeoutMs?: number;
  /**
   * `fresh`: refreshed where it is due, and again where it is refused. `at hand`: the same, but waits only a moment, then
   * goes with the old token: `startPlayout` may be granted by it while accounts is away. `as it is`: never waits for
   * accounts, and goes without where the token is refused, as what is authorised by its arguments may.
   */
  readonly session?: "fresh" | "at hand" | "as it is" | "none";
  /** The request outlives the page that sent it. */
  readonly keepalive?: boolean;
  /** Gives the request up when it aborts. */
  readonly signal?: AbortSignal;
}

const REQUEST_MS = 10_000;

/**
 * One viewer's way to the platform: requests, subscriptions, and the tokens for both. Use one per session: two would
 * refresh with the same token, which counts as theft.
 */
export class PlayheadClient {
  readonly platform: Platform;
  readonly #send: Sender;
  readonly #keeper: TokenKeeper;
  readonly #subscriptions: Subscriptions;

  constructor({ endpoint, tokens = null, onTokens = () => undefined, platform = {} }: PlayheadClientOptions) {
    this.platform = platformOf(platform);
    this.#send = createSender(endpoint, this.platform);
    this.#keeper = new TokenKeeper(tokens, {
      clock: this.platform.clock,
      refresh: (refreshToken, attempt) => this.#refresh(refreshToken, attempt),
      onTokens,
    });
    this.#subscriptions = new Subscriptions({
      url: endpoint.replace(/^http/, "ws"),
      platform: this.platform,
      tokens: this.#keeper,
    });
  }

  /**
   * The device that the session is bound to, as its token says; null where it is no device's, or nobody is signed in.
   */
  get deviceId(): string | null {
    return deviceOf(this.#keeper.accessToken);
  }

  /** Signs in on a device, which is registered by it; a Session is used from then on. */
  async signIn(email: string, password: string, device?: DeviceInput): Promise<SignInMutation["signIn"]> {
    const variables = { email, password, ...(device ? { device } : {}) };
    const { data } = await this.request(SignInDocument, variables, { session: "none" });
    if (data.signIn.__typename === "Session") this.#keeper.adopt(tokensOf(data.signIn));
    return data.signIn;
  }

  /** Uses these tokens from now on; null forgets the session. */
  adopt(tokens: Tokens | null): void {
    this.#keeper.adopt(tokens);
  }

  /** Rejects with a RequestFailure where no data came; `errors` beside data say what it lacks. */
  async request<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    { timeoutMs = REQUEST_MS, session = "fresh", keepalive = false, signal }: RequestOptions = {},
  ): Promise<Answer<Result>> {
    const send = (token: string | null) =>
      this.#send(operation, variables, { token, timeoutMs, keepalive, signal });
    if (session === "none") return send(null);
    const token = await this.#tokenFor(session);
    try {
      return await send(token);
    } catch (error) {
      const isRefused = error instanceof RequestFailure && error.isUnauthenticated && token !== null;
      if (!isRefused) throw error;
      if (session === "as it is") return send(null);
      const other = await this.#keeper.fresh(token);
      if (other === null) throw error;
      return send(other);
    }
  }

  async #tokenFor(session: "fresh" | "at hand" | "as it is"): Promise<string | null> {
    if (session === "as it is") return this.#keeper.accessToken;
    return session === "fresh" ? this.#keeper.fresh() : this.#keeper.atHand();
  }

  /**
   * Listens until the answer is called. A connection that is lost, refused or sent elsewhere is made again, with a
   * fresh token where that was why; only an operation that can never work ends by itself, with `failed`.
   */
  subscribe<Result, Variables extends Record<string, unknown>>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    sink: SubscriptionSink<Result>,
  ): () => void {
    return this.#subscriptions.subscribe(operation, variables, sink);
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#subscriptions.close();
  }

  async #refresh(refreshToken: string, attempt: RefreshAttempt): Promise<Tokens | null> {
    const options = { token: null, keepalive: false, ...attempt };
    const { data, errors } = await this.#send(RefreshSessionDocument, { refreshToken }, options);
    const result = data.refreshSession;
    if (result?.__typename === "Session") return tokensOf(result);
    // Only a plain refusal ends a session: a stumble of the platform must not sign anybody out.
    if (result?.__typename === "InvalidCredentials") return null;
    const retry = result?.__typename === "Throttled" ? { retryAfterSeconds: result.retryAfterSeconds } : {};
    throw new RequestFailure("UNREACHABLE", "the session cannot be refreshed now", { errors, ...retry });
  }
}

/** The claim `device` of an access token, which is a JWT. */
function deviceOf(accessToken: string | null): string | null {
  const [, payload = ""] = accessToken?.split(".") ?? [];
  try {
    const claims: unknown = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
    const { device } = claims as { device?: unknown };
    return typeof device === "string" ? device : null;
  } catch {
    return null;
  }
}

function tokensOf({ accessToken, accessTokenExpiresAt, refreshToken }: Tokens): Tokens {
  return { accessToken, accessTokenExpiresAt, refreshToken };
}
