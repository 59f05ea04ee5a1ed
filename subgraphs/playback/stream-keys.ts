import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import { type RotationRules, rotationAt } from "../../lib/key-rotation.js";
import type { Logger } from "../../lib/logger.js";
import type { PlaybackStore, StreamKey } from "./store.js";

/** The keys that sign URLs; all processes share them. They rotate by themselves. */
export interface StreamKeys {
  /** What verifiers verify with. */
  publicKeys(): Promise<JSONWebKeySet>;
  /** A signed token that expires at `expiresAt`, epoch ms. */
  sign(claims: JWTPayload, expiresAt: number): Promise<string>;
}

export const STREAM_ISSUER = "playhead";
const DAY_MS = 24 * 60 * 60_000;
/** Whoever verifies keeps what it has read for less than an hour, and no URL is good for longer than two days. */
export const ROTATION: RotationRules = { rotateMs: 30 * DAY_MS, aheadMs: 60 * 60_000, behindMs: 2 * DAY_MS };
/** How long a process goes by the keys it has read: much less than a key is published before it signs. */
const KEYS_CURRENT_MS = 5 * 60_000;

/** @throws Error when there is no key yet, and the database cannot be reached. */
export async function createStreamKeys(options: {
  readonly store: PlaybackStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}): Promise<StreamKeys> {
  const { store, clock, ids, log } = options;

  async function read(): Promise<KeysInHand> {
    const now = clock.now();
    const kept = await store.streamKeys();
    if (!rotationAt(kept, now, ROTATION).isDue) return inHand(kept, now);
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const key = { kid: ids.next("key"), privateJwk: await exportJWK(privateKey), createdAt: now };
    await store.addStreamKey(key, kept[0]?.kid ?? null);
    return inHand(await store.streamKeys(), now);
  }

  let known = await read();
  let readAt = clock.now();
  async function current(): Promise<KeysInHand> {
    const now = clock.now();
    if (Math.abs(now - readAt) < KEYS_CURRENT_MS) return known;
    // Counted from the try: while the database is away it is not asked at each URL.
    readAt = now;
    known = await read().catch((err: unknown) => {
      log.warn({ err }, "stream keys cannot be read now: those in hand stay good");
      return known;
    });
    return known;
  }

  return {
    publicKeys: async () => ({ keys: [...(await current()).published] }),
    async sign(claims, expiresAt) {
      const { kid, signing } = await current();
      const issuedAt = Math.floor(clock.now() / 1_000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "EdDSA", kid })
        .setIssuer(STREAM_ISSUER)
        .setIssuedAt(issuedAt)
        .setExpirationTime(Math.floor(expiresAt / 1_000))
        .sign(signing);
    },
  };
}

interface KeysInHand {
  readonly kid: string;
  readonly signing: Awaited<ReturnType<typeof importJWK>>;
  readonly published: readonly JWK[];
}

async function inHand(keys: readonly StreamKey[], now: number): Promise<KeysInHand> {
  const { signing, published } = rotationAt(keys, now, ROTATION);
  if (!signing) throw new Error("playback has no stream key");
  return {
    kid: signing.kid,
    signing: await importJWK(signing.privateJwk as JWK, "EdDSA"),
    published: published.map(publicPart),
  };
}

function publicPart({ kid, privateJwk }: StreamKey): JWK {
  const { d: _secret, ...publicJwk } = privateJwk as JWK;
  return { ...publicJwk, kid, alg: "EdDSA", use: "sig" };
}
