import type { RedisConnection } from "../../../lib/redis.js";
import { SHARDS, shardTag } from "../../../lib/redis-shard.js";
import type { Bookmark } from "../domain/bookmark.js";
import { bookmarksKey } from "../redis/slot-codec.js";

/** Fields read at once, so that no other command waits long. */
const FIELDS_A_READ = 1_000;
/** Whoever took a shard's bookmarks and died keeps the others from them for so long. */
const LEASE_MS = 15_000;

/** Bookmarks of one shard that are set apart to be handed over. */
export interface Batch {
  readonly shard: number;
  /** The key of the hash that holds them. */
  readonly name: string;
}

/** What a turn has in hand. */
export interface Taken {
  readonly batches: readonly Batch[];
  /** Of shards that could not be asked. */
  readonly failures: readonly unknown[];
}

/** The bookmarks that wait on Redis. */
export interface RedisBookmarks {
  /**
   * Sets the waiting ones of all shards apart, and gives them with those that somebody set apart and never handed over.
   * Those of a shard that another process has in hand are left to it. `turn` is new each time.
   */
  take(turn: string): Promise<Taken>;
  /** What a batch holds, piece by piece. */
  read(batch: Batch): AsyncIterable<Bookmark[]>;
  /** The batch has been handed over. */
  drop(batch: Batch, turn: string): Promise<void>;
  /** The shards of these batches are others' again. */
  release(batches: readonly Batch[], turn: string): Promise<void>;
}

// While a batch waits nothing else is set apart: what is waiting meanwhile goes on falling together in one hash.
const TAKE = `
  if not redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[2]) then return {} end
  local batches = redis.call('SMEMBERS', KEYS[2])
  if #batches == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
    local name = KEYS[1] .. ':' .. ARGV[1]
    redis.call('RENAME', KEYS[1], name)
    redis.call('SADD', KEYS[2], name)
    batches = {name}
  end
  if #batches == 0 then redis.call('DEL', KEYS[3]) end
  return batches`;
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";
const DROP = `
  redis.call('DEL', ARGV[2])
  redis.call('SREM', KEYS[2], ARGV[2])
  ${RELEASE}`;

export function createRedisBookmarks(redis: RedisConnection): RedisBookmarks {
  async function takeShard(shard: number, turn: string): Promise<readonly string[]> {
    const { waiting, batches, lease } = keysOf(shard);
    return (await redis.eval(TAKE, 3, waiting, batches, lease, turn, String(LEASE_MS))) as string[];
  }

  async function releaseShard(shard: number, turn: string): Promise<void> {
    await redis.eval(RELEASE, 1, keysOf(shard).lease, turn);
  }

  return {
    async take(turn) {
      const batches: Batch[] = [];
      const failures: unknown[] = [];
      await Promise.all(
        Array.from({ length: SHARDS }, async (_, shard) => {
          try {
            for (const name of await takeShard(shard, turn)) batches.push({ shard, name });
          } catch (error) {
            failures.push(error);
            // A node that was only slow carries it out all the same, and nobody would have it in hand.
            releaseShard(shard, turn).catch(() => undefined);
          }
        }),
      );
      return { batches, failures };
    },

    async *read({ name }) {
      let cursor = "0";
      do {
        const [next, fields] = await redis.hscan(name, cursor, "COUNT", FIELDS_A_READ);
        cursor = next;
        const bookmarks: Bookmark[] = [];
        for (let index = 0; index < fields.length; index += 2) {
          bookmarks.push(bookmarkIn(fields[index] ?? "", fields[index + 1] ?? ""));
        }
        yield bookmarks;
      } while (cursor !== "0");
    },

    async drop({ shard, name }, turn) {
      const { batches, lease } = keysOf(shard);
      await redis.eval(DROP, 2, lease, batches, turn, name);
    },

    async release(batches, turn) {
      const shards = [...new Set(batches.map(({ shard }) => shard))];
      await Promise.all(shards.map((shard) => releaseShard(shard, turn)));
    },
  };
}

function keysOf(shard: number) {
  const waiting = bookmarksKey(shardTag(shard));
  return { waiting, batches: `${waiting}:batches`, lease: `${waiting}:lease` };
}

/** As redis/bookmarks.lua writes it. */
function bookmarkIn(field: string, value: string): Bookmark {
  const [accountId, profileId, itemId] = JSON.parse(field) as [string, string, string];
  const [positionSeconds, saidAt] = value.split(" ").map(Number);
  return { accountId, profileId, itemId, positionSeconds: positionSeconds ?? 0, saidAt: saidAt ?? 0 };
}
