import { errors, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../clock.js";

/** The header that says which service asks; `authorization` stays the viewer's own. */
export const SERVICE_TOKEN_HEADER = "x-playhead-service";
/** Where the client is whom a service asks for. It counts beside a service's token, and from nobody else. */
export const CLIENT_COUNTRY_HEADER = "x-playhead-client-country";
export const CLIENT_ADDRESS_HEADER = "x-playhead-client-address";

/**
 * Proves to a service that another one asks, and which: a port that somebody reaches past the gateway answers
 * nobody else. A token is good for one audience and a few minutes.
 */
export interface ServiceTokens {
  /** A token for asking `audience`. */
  issue(audience: string): Promise<string>;
  /** The service that asks `audience` with this token; null for anything that is not a valid token of ours. */
  verify(token: string | undefined, audience: string): Promise<string | null>;
}

const ALGORITHM = "HS256";
const LIFETIME_MS = 300_000;
/** A token in use is renewed this long before its end, so that none expires on the way. */
const RENEWED_BEFORE_MS = 60_000;
const CLOCK_TOLERANCE_SECONDS = 5;
/** Callers times their replicas' renewals: far fewer, and forgetting one costs a signature. */
const MOST_CACHED = 1_000;

interface Known {
  readonly caller: string;
  readonly expiresAt: number;
}

/**
 * @param options.secret shared by all services, at least 32 characters.
 * @param options.alsoAccepted another one that callers may still, or already, sign with: while it is changed.
 */
export function createServiceTokens(options: {
  readonly name: string;
  readonly secret: string;
  readonly alsoAccepted?: string | undefined;
  readonly clock: Clock;
}): ServiceTokens {
  const { name, clock, alsoAccepted } = options;
  const key = new TextEncoder().encode(options.secret);
  const accepted = alsoAccepted === undefined ? [key] : [key, new TextEncoder().encode(alsoAccepted)];
  const issued = new Map<string, { readonly token: string; readonly renewAt: number }>();
  const verified = new Map<string, Known>();

  return {
    async issue(audience) {
      const now = clock.now();
      const known = issued.get(audience);
      if (known && now < known.renewAt) return known.token;
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(name)
        .setAudience(`service:${audience}`)
        .setExpirationTime(Math.floor((now + LIFETIME_MS) / 1_000))
        .sign(key);
      issued.set(audience, { token, renewAt: now + LIFETIME_MS - RENEWED_BEFORE_MS });
      return token;
    },
    async verify(token, audience) {
      if (!token) return null;
      const known = verified.get(token);
      if (known && clock.now() < known.expiresAt) return known.caller;
      verified.delete(token);
      const read = await Promise.all(accepted.map((each) => readToken(token, audience, each, clock)));
      const found = read.find((one) => one !== null) ?? null;
      if (found && verified.size >= MOST_CACHED) verified.clear();
      if (found) verified.set(token, found);
      return found?.caller ?? null;
    },
  };
}

async function readToken(
  token: string,
  audience: string,
  key: Uint8Array,
  clock: Clock,
): Promise<Known | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: `service:${audience}`,
      currentDate: new Date(clock.now()),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["iss", "exp"],
    });
    return { caller: payload.iss ?? "", expiresAt: (payload.exp ?? 0) * 1_000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
