import { errors, jwtVerify, SignJWT } from "jose";
import type { PlayMode, Playout, StreamLimit } from "./domain/slots/household.js";
import type { StreamAiring } from "./domain/stream-template.js";

/** What a slot token says: all that is needed to rebuild a lost slot from its player's heartbeats. */
export interface SlotGrant {
  readonly accountId: string;
  readonly playout: Playout;
  /** When the slot was granted, epoch ms. */
  readonly startedAt: number;
  /** The household's limit as it was known then. */
  readonly limit: StreamLimit;
  /** Where and when it airs, as it was known then: what its URLs are made of. Null for what does not air. */
  readonly airing: StreamAiring | null;
}

/** Secrets of players. A token has no expiry: it is good for the life of its slot, which the slot store knows. */
export interface SlotTokens {
  sign(grant: SlotGrant): Promise<string>;
  /** What the token says; null for one that this platform did not sign as a slot token. */
  verify(token: string): Promise<SlotGrant | null>;
}

/** Its own audience: an access token is no slot token, and the other way round. */
const AUDIENCE = "slot";
const ALGORITHM = "HS256";
/** Longer than any token we sign; more is not looked at. */
const LONGEST_TOKEN = 2_048;
/**
 * Verified tokens kept, some 60 MB: a player sends the same one with each beat, and a signature costs some 150 µs. Twice as
 * many as players of a process: those of streams that have ended make room last, and too few would keep none at all.
 */
const MOST_CACHED_TOKENS = 100_000;

interface SlotClaims {
  readonly account: string;
  readonly device: string;
  readonly content: string;
  readonly profile: string | null;
  readonly mode: PlayMode;
  /** Absent in tokens that an older process signed, and where it was not known. */
  readonly country?: string;
  readonly startedAt: number;
  readonly limit: StreamLimit;
  /** Absent in tokens that an older process signed, and where nothing airs. */
  readonly airing?: StreamAiring;
}

/** @param secret 32 bytes, the same in every process that serves playback. */
export async function createSlotTokens(secret: Uint8Array<ArrayBuffer>): Promise<SlotTokens> {
  // Imported once: jose would import raw bytes anew for each of the many heartbeats.
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign", "verify"]);
  const verified = new Map<string, SlotGrant>();
  const remember = (token: string, grant: SlotGrant) => {
    verified.set(token, grant);
    const oldest = verified.keys().next().value;
    if (verified.size > MOST_CACHED_TOKENS && oldest !== undefined) verified.delete(oldest);
  };
  return {
    async sign(grant) {
      const { accountId, playout, startedAt, limit, airing } = grant;
      const claims: SlotClaims = {
        account: accountId,
        device: playout.deviceId,
        content: playout.contentId,
        profile: playout.profileId,
        mode: playout.mode,
        ...(playout.country !== null && { country: playout.country }),
        startedAt,
        limit,
        ...(airing && { airing }),
      };
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: ALGORITHM })
        .setAudience(AUDIENCE)
        .setSubject(playout.slotId)
        .sign(key);
      // The first beat mostly comes to who signed.
      remember(token, grant);
      return token;
    },
    async verify(token) {
      if (token.length > LONGEST_TOKEN) return null;
      const known = verified.get(token);
      if (known) return known;
      const options = { algorithms: [ALGORITHM], audience: AUDIENCE, requiredClaims: ["sub"] };
      try {
        const { payload } = await jwtVerify<SlotClaims>(token, key, options);
        const grant = grantOf(payload.sub ?? "", payload);
        remember(token, grant);
        return grant;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

function grantOf(slotId: string, claims: SlotClaims): SlotGrant {
  const { account, device, content, profile, mode, startedAt, limit } = claims;
  const { country = null, airing = null } = claims;
  return {
    accountId: account,
    playout: { slotId, deviceId: device, contentId: content, profileId: profile, mode, country },
    startedAt,
    limit,
    airing,
  };
}
