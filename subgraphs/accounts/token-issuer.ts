import {
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  jwtVerify,
  SignJWT,
} from "jose";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import { type RotationRules, rotationAt } from "../../lib/key-rotation.js";
import type { AccessClaims } from "../../lib/viewer.js";
import type { KeptKey } from "./store/signing-keys.js";
import type { AccountsStore } from "./store.js";

export interface TokenIssuer {
  /** What others verify tokens with, as of now: another process may have added a key. */
  publicKeys(): Promise<JSONWebKeySet>;
  /**
   * A signed access token; `subject` is the account, or the service. It is good at once, and does not say since when: a
   * clock ahead of the verifiers' would sign everybody out whom it gives new tokens.
   */
  issue(
    subject: string,
    claims: AccessClaims,
    lifetimeSeconds: number,
    /** Whom it is for, where that is not the API. */
    forWhom?: string,
  ): Promise<{ token: string; expiresAt: number }>;
  /** The subject of a token of ours for `audience`; null for any that is not valid now. */
  subjectOf(token: string, audience: string): Promise<string | null>;
}

/** How long a process goes by the keys that it has read: much less than a key is published before it signs. */
const KEY_FRESH_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/**
 * Verifiers ask again for a key that they do not know. A key outlives the longest token of a service (365 days), which
 * operators hand out (`npm run accounts -- token`).
 */
const ROTATION: RotationRules = { rotateMs: 90 * DAY_MS, aheadMs: 60 * 60_000, behindMs: 366 * DAY_MS };

/**
 * Signs with keys of the store that all replicas share, and that rotate by themselves: whoever reads first makes the next.
 */
export async function createTokenIssuer(
  store: Pick<AccountsStore, "signingKeys" | "addSigningKey">,
  options: { readonly issuer: string; readonly audience: string; readonly clock: Clock; readonly ids: Ids },
): Promise<TokenIssuer> {
  const { clock, ids, issuer, audience } = options;

  async function readKeys() {
    const now = clock.now();
    const kept = await store.signingKeys();
    if (!rotationAt(kept, now, ROTATION).isDue) return inHand(kept, now);
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const key = { kid: ids.next("key"), privateJwk: await exportJWK(privateKey), createdAt: now };
    await store.addSigningKey(key, kept[0]?.kid ?? null);
    return inHand(await store.signingKeys(), now);
  }
  let known = await readKeys();
  /** The keys in hand stay good while the database is away. */
  async function current(maximumAgeMs: number) {
    if (clock.now() - known.readAt >= maximumAgeMs) known = await readKeys().catch(() => known);
    return known;
  }

  return {
    publicKeys: async () => (await current(0)).published,
    async subjectOf(token, forWhom) {
      const { published } = await current(KEY_FRESH_MS);
      const rules = {
        algorithms: ["EdDSA"],
        issuer,
        audience: forWhom,
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(clock.now()),
      };
      try {
        return (await jwtVerify(token, createLocalJWKSet(published), rules)).payload.sub ?? null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
    async issue(subject, claims, lifetimeSeconds, forWhom = audience) {
      const { kid, signingKey } = await current(KEY_FRESH_MS);
      const issuedAt = Math.floor(clock.now() / 1_000);
      const expires = issuedAt + lifetimeSeconds;
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "EdDSA", kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(forWhom)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expires)
        .sign(signingKey);
      return { token, expiresAt: expires * 1_000 };
    },
  };
}

async function inHand(kept: readonly KeptKey[], readAt: number) {
  const { signing, published } = rotationAt(kept, readAt, ROTATION);
  if (!signing) throw new Error("accounts has no signing key");
  const signingKey = await importJWK(signing.privateJwk as JWK, "EdDSA");
  return { kid: signing.kid, signingKey, published: { keys: published.map(publicPart) }, readAt };
}

function publicPart({ kid, privateJwk }: KeptKey): JWK {
  const { d: _secret, ...publicJwk } = privateJwk as JWK;
  return { ...publicJwk, kid, alg: "EdDSA", use: "sig" };
}
