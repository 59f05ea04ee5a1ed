import type { JSONWebKeySet } from "jose";
import type { Clock } from "../lib/clock.js";

/** Where a CDN reads what the URLs of streams are signed with. */
export const STREAM_KEYS_PATH = "/.well-known/stream-keys.json";
/** Readers, too, may keep the keys: a new one is published an hour before it signs. */
export const KEYS_MAX_AGE_SECONDS = 300;
/** However many ask, the owner is asked once in this time. */
const KEEP_MS = 30_000;

/** Keys read from their owner now and then; those in hand are given while it is away. Rejects where there never were any. */
export function keptKeys(read: () => Promise<JSONWebKeySet>, clock: Clock): () => Promise<JSONWebKeySet> {
  let known: Promise<JSONWebKeySet> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (known && Math.abs(clock.now() - readAt) < KEEP_MS) return known;
    readAt = clock.now();
    const before = known;
    const reading = read().catch((error: unknown) => {
      if (before) return before;
      if (known === reading) known = undefined;
      throw error;
    });
    known = reading;
    return reading;
  };
}
