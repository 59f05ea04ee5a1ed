import type { Clock } from "../lib/clock.js";
import { createStoreAccess } from "../lib/coordination.js";
import type { Logger } from "../lib/logger.js";
import type { RedisConnection } from "../lib/redis.js";
import { shardOf, shardTag } from "../lib/redis-shard.js";

/** Texts of operations by the SHA-256 that clients send in their place (automatic persisted queries). */
export interface PersistedOperations {
  /** Undefined for what is not known (any more): the client then sends the text, too. */
  find(hash: string): Promise<string | undefined>;
  keep(hash: string, text: string): Promise<void>;
}

/** What one process keeps: apps send a few hundred texts of some KB. The one used longest ago gives way. */
const MOST_KEPT = 1_000;
const MOST_KEPT_CHARACTERS = 8_000_000;
/**
 * What gateways share: so many places of at most so many characters. Each hash has one place, where the next with the
 * same place follows it, so that nobody can fill Redis with texts: 64 MB at most.
 */
const SHARED_PLACES = 4_096;
const MOST_SHARED_CHARACTERS = 16_384;
const SHARED_SECONDS = 7 * 24 * 60 * 60;

export interface PersistedOperationsOptions {
  /** Where all gateways keep them; null: this process is the only one. */
  readonly store: RedisConnection | null;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createPersistedOperations(options: PersistedOperationsOptions): PersistedOperations {
  const { store, clock, log } = options;
  const own = new BoundedTexts();
  const access = createStoreAccess(clock, log, "each gateway knows the operations that were sent to it");
  return {
    async find(hash) {
      const known = own.get(hash);
      if (known !== undefined || !store) return known;
      const found = await access(() => store.get(placeOf(hash)));
      const text = textOf(hash, found?.answer ?? null);
      if (text !== undefined) own.set(hash, text);
      return text;
    },
    async keep(hash, text) {
      own.set(hash, text);
      if (!store || text.length > MOST_SHARED_CHARACTERS) return;
      await access(() => store.set(placeOf(hash), `${hash}\n${text}`, "EX", SHARED_SECONDS));
    },
  };
}

function placeOf(hash: string): string {
  const place = Number.parseInt(hash.slice(0, 8), 16) % SHARED_PLACES;
  return `${shardTag(shardOf(hash))}:operation:${Number.isNaN(place) ? 0 : place}`;
}

/** The text that was kept for this very hash, and not for another with the same place. */
function textOf(hash: string, kept: string | null): string | undefined {
  return kept?.startsWith(`${hash}\n`) ? kept.slice(hash.length + 1) : undefined;
}

class BoundedTexts {
  readonly #texts = new Map<string, string>();
  #characters = 0;

  get(hash: string): string | undefined {
    const text = this.#texts.get(hash);
    if (text !== undefined) this.set(hash, text);
    return text;
  }

  set(hash: string, text: string): void {
    this.#delete(hash);
    this.#texts.set(hash, text);
    this.#characters += text.length;
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST_KEPT && this.#characters <= MOST_KEPT_CHARACTERS) return;
      this.#delete(oldest);
    }
  }

  #delete(hash: string): void {
    this.#characters -= this.#texts.get(hash)?.length ?? 0;
    this.#texts.delete(hash);
  }
}

/** The hash that a request brings in place of its text, or with it. */
export function persistedHashOf(extensions: unknown): string | null {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: unknown };
  const { version, sha256Hash } = (persistedQuery ?? {}) as Readonly<Record<string, unknown>>;
  return version === 1 && typeof sha256Hash === "string" ? sha256Hash : null;
}
