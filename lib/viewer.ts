import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "./clock.js";
import { PlayheadError } from "./errors.js";
import type { Revocations } from "./revocations.js";

/** Who asks, as the verified access token says it; nothing else in a request ever does. */
export interface Viewer {
  readonly accountId: string;
  /** The device that signed in; null for tokens of services and billing systems. */
  readonly deviceId: string | null;
  readonly profileId: string | null;
  /** The highest age rating that this profile sees without a PIN, in years, when the token was issued; absent: all. */
  readonly maximumAge?: number;
  /** The sign-in that the token came from; null for tokens of services. */
  readonly sessionId: string | null;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The token has expired: only what `goesByLateToken` ever sees such a viewer. */
  readonly isLate?: true;
}

export interface ViewerVerifier {
  /**
   * The viewer of an `Authorization` header; null without one. Throws UNAUTHENTICATED for a token that is expired,
   * not yet valid, or not ours: a wrong token is never treated as none. One that expired `mostLateMs` ago at most is good
   * where that is given, and its viewer is late.
   */
  verify(authorization: string | null | undefined, mostLateMs?: number): Promise<Viewer | null>;
}

export interface VerifierOptions {
  /** The accounts service's public keys; asked again when a token names a key not seen before. */
  readonly keys: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** Tokens that are worth nothing though they have not expired; none where this is left out. */
  readonly revocations?: Revocations | undefined;
}

/** Verified tokens, the newest: checking a signature costs some 100 µs, looking it up 1 µs. */
const MOST_CACHED_TOKENS = 50_000;
/** Unknown key ids cost one look-up of the keys in this time, however many tokens name them. */
const KEYS_REFRESH_MS = 10_000;
/** A longer header is no token of ours. */
const LONGEST_HEADER = 4_096;
/** Clocks of services may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** The claims of an access token, beside the registered `sub` (account), `iss`, `aud`, `iat` and `exp`. */
export interface AccessClaims {
  readonly device?: string;
  readonly profile?: string;
  /** Of the profile, in years, where it has a limit: whoever cannot ask accounts still knows a child. */
  readonly maximumAge?: number;
  /** The session, as OpenID Connect names it. */
  readonly sid?: string;
  /** Separated by spaces, as in OAuth. */
  readonly scope?: string;
}

/** A verifier of access tokens that asks for keys when it meets one that it does not know. */
export function createViewerVerifier(options: VerifierOptions): ViewerVerifier {
  const verified = new Map<string, Viewer>();
  const keyRing = createKeyRing(options);

  return {
    async verify(authorization, mostLateMs = 0) {
      if (authorization == null || authorization === "") return null;
      const token = bearerToken(authorization);
      await options.revocations?.known().catch(cannotVerify("which access tokens were taken back"));
      const from = options.clock.now() - mostLateMs;
      const viewer = verified.get(token) ?? (await read(token, from));
      if (isOver(viewer.expiresAt, from)) throw tokenExpired();
      return asOf(options.clock.now(), unlessRevoked(viewer, options));
    },
  };

  async function read(token: string, from: number): Promise<Viewer> {
    if (saysExpired(token, from)) throw tokenExpired();
    const viewer = await readToken(token, keyRing, options);
    if (verified.size >= MOST_CACHED_TOKENS) {
      const oldest = verified.keys().next().value;
      if (oldest !== undefined) verified.delete(oldest);
    }
    verified.set(token, viewer);
    return viewer;
  }
}

function asOf(now: number, viewer: Viewer): Viewer {
  return isOver(viewer.expiresAt, now) ? { ...viewer, isLate: true } : viewer;
}

/** Whether what ended at `expiresAt` is over at `now`, both epoch ms, as jose reckons it. */
function isOver(expiresAt: number, now: number): boolean {
  return expiresAt <= (Math.floor(now / 1_000) - CLOCK_TOLERANCE_SECONDS) * 1_000;
}

/** Whatever was in the way: no token is refused for it, and what needs none goes on. */
function cannotVerify(what: string): (error: unknown) => never {
  return (error) => {
    throw new PlayheadError("SERVICE_UNAVAILABLE", `${what} cannot be read now`, {
      cause: error instanceof Error ? error.name : "unknown",
    });
  };
}

function unlessRevoked(viewer: Viewer, { revocations }: VerifierOptions): Viewer {
  if (!revocations?.isRevoked(viewer)) return viewer;
  throw new PlayheadError("UNAUTHENTICATED", "the session of this access token has ended: sign in", {
    reason: "SESSION_ENDED",
  });
}

function bearerToken(authorization: string): string {
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
  if (token === undefined || authorization.length > LONGEST_HEADER) {
    throw new PlayheadError("UNAUTHENTICATED", "the Authorization header must be `Bearer <access token>`");
  }
  return token;
}

/**
 * Whether a token itself says that it was over at `now`: then its signature says nothing that matters, and checking it costs
 * a hundred times as much. Players send theirs with each heartbeat, for which it need not be worth anything any more.
 */
function saysExpired(token: string, now: number): boolean {
  try {
    const { exp } = decodeJwt(token);
    return exp !== undefined && isOver(exp * 1_000, now);
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

/** What the client of a token that is over is told: to refresh its session. */
export function tokenExpired(): PlayheadError {
  return new PlayheadError("UNAUTHENTICATED", "the access token has expired: refresh the session", {
    reason: "TOKEN_EXPIRED",
  });
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

function createKeyRing({ keys, clock }: VerifierOptions) {
  let current: Promise<KeySet> | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  const load = () => {
    loadedAt = clock.now();
    const loading = keys().then(createLocalJWKSet);
    const previous = current;
    current = loading.catch((error: unknown) => {
      // The keys in hand stay good while their owner is away.
      current = previous;
      loadedAt = Number.NEGATIVE_INFINITY;
      if (previous) return previous;
      return cannotVerify("the keys to verify access tokens")(error);
    });
    return current;
  };
  return {
    current: () => current ?? load(),
    /** The keys again, for a key id that was not among them; at most once in KEYS_REFRESH_MS. */
    refreshed: () => (clock.now() - loadedAt >= KEYS_REFRESH_MS ? load() : (current ?? load())),
  };
}

async function readToken(
  token: string,
  keyRing: ReturnType<typeof createKeyRing>,
  options: VerifierOptions,
): Promise<Viewer> {
  const read = async (keySet: KeySet) =>
    jwtVerify<AccessClaims>(token, keySet, {
      algorithms: ["EdDSA"],
      issuer: options.issuer,
      audience: options.audience,
      currentDate: new Date(options.clock.now()),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["sub", "exp"],
    });
  try {
    const known = await keyRing.current();
    const readAgain = async (error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return read(await keyRing.refreshed());
    };
    const { payload } = await read(known).catch(readAgain).catch(overButOurs);
    if (!payload.sub) throw new errors.JWTInvalid("a token without a subject is nobody's");
    return {
      accountId: payload.sub,
      deviceId: payload.device ?? null,
      profileId: payload.profile ?? null,
      ...(payload.maximumAge === undefined ? {} : { maximumAge: payload.maximumAge }),
      sessionId: payload.sid ?? null,
      scopes: payload.scope?.split(" ").filter(Boolean) ?? [],
      expiresAt: (payload.exp ?? 0) * 1_000,
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      throw new PlayheadError("UNAUTHENTICATED", "the access token is not valid here", {
        reason: "TOKEN_INVALID",
      });
    }
    throw error;
  }
}

/** Whether a token is over is looked at last: all else of it is as it has to be, and whoever asks judges how late it is. */
function overButOurs(error: unknown): { readonly payload: JWTPayload & AccessClaims } {
  if (error instanceof errors.JWTExpired && error.claim === "exp") return { payload: error.payload };
  throw error;
}

/** The viewer, or UNAUTHENTICATED where nobody is signed in. */
export function requireViewer(viewer: Viewer | null, what: string): Viewer {
  if (!viewer) throw new PlayheadError("UNAUTHENTICATED", `${what} needs a signed-in household`);
  return viewer;
}

/** `scopes` as `@requiresScopes` writes them: any of the outer lists, all of its inner ones. */
export function holdsScopes(viewer: Viewer | null, scopes: readonly (readonly string[])[]): boolean {
  return scopes.some((all) => all.every((scope) => viewer?.scopes.includes(scope) ?? false));
}
