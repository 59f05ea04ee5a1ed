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
import type { AccessClaims } from "../../lib/viewer.js";
import type { KeptKey } from "./store/signing-keys.js";
import type { AccountsStore } from "./store.js";

export interface TokenIssuer {
  /** What others verify tokens with, as of now: another process may have added a key. */
  publicKeys(): Promise<JSONWebKeySet>;
  /** A signed access token; `subject` is the account, or the service. */
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

/** How long a process signs with the newest key it knows before it looks for a newer one. */
const KEY_FRESH_MS = 60_000;

/** Signs with the newest key of the store, and makes the first one; all replicas share them. */
export async function createTokenIssuer(
  store: AccountsStore,
  options: { readonly issuer: string; readonly audience: string; readonly clock: Clock; readonly ids: Ids },
): Promise<TokenIssuer> {
  const { clock, issuer, audience } = options;
  if ((await store.signingKeys()).length === 0) {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    await store.addFirstSigningKey(options.ids.next("key"), await exportJWK(privateKey), clock.now());
  }

  async function readKeys() {
    const kept = await store.signingKeys();
    const [newest] = kept;
    if (!newest) throw new Error("accounts has no signing key");
    const signingKey = await importJWK(newest.privateJwk as JWK, "EdDSA");
    return { kid: newest.kid, signingKey, published: { keys: kept.map(publicPart) }, readAt: clock.now() };
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
        ...{ algorithms: ["EdDSA"], issuer, audience: forWhom, requiredClaims: ["sub", "exp"] },
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
        .setNotBefore(issuedAt)
        .setExpirationTime(expires)
        .sign(signingKey);
      return { token, expiresAt: expires * 1_000 };
    },
  };
}

function publicPart({ kid, privateJwk }: KeptKey): JWK {
  const { d: _secret, ...publicJwk } = privateJwk as JWK;
  return { ...publicJwk, kid, alg: "EdDSA", use: "sig" };
}
