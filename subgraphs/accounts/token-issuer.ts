import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from "jose";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { AccessClaims } from "../../lib/viewer.js";
import type { AccountsStore } from "./store.js";

export interface TokenIssuer {
  /** What others verify tokens with. */
  publicKeys(): JSONWebKeySet;
  /** A signed access token; `subject` is the account, or the service. */
  issue(
    subject: string,
    claims: AccessClaims,
    lifetimeSeconds: number,
  ): Promise<{ token: string; expiresAt: number }>;
}

/** Signs with the newest key of the store, and makes the first one; all replicas share them. */
export async function createTokenIssuer(
  store: AccountsStore,
  options: { readonly issuer: string; readonly audience: string; readonly clock: Clock; readonly ids: Ids },
): Promise<TokenIssuer> {
  const { clock, issuer, audience } = options;
  if ((await store.signingKeys()).length === 0) {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    await store.addSigningKey(options.ids.next("key"), await exportJWK(privateKey), clock.now());
  }
  const keys = await store.signingKeys();
  const [newest] = keys;
  if (!newest) throw new Error("accounts has no signing key");
  const signingKey = await importJWK(newest.privateJwk as JWK, "EdDSA");
  const publicKeys = keys.map(({ kid, privateJwk }) => {
    const { d: _secret, ...publicJwk } = privateJwk as JWK;
    return { ...publicJwk, kid, alg: "EdDSA", use: "sig" };
  });

  return {
    publicKeys: () => ({ keys: publicKeys }),
    async issue(subject, claims, lifetimeSeconds) {
      const issuedAt = Math.floor(clock.now() / 1_000);
      const expires = issuedAt + lifetimeSeconds;
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "EdDSA", kid: newest.kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expires)
        .sign(signingKey);
      return { token, expiresAt: expires * 1_000 };
    },
  };
}
