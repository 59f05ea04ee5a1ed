import type { RedisConnection } from "../../../lib/redis.js";
import { SHARDS } from "../../../lib/redis-shard.js";
import type { KeptHousehold } from "../slot-store.js";
import { householdOf, keysIn } from "./slot-codec.js";

/** Households read at a time: some 50 KB, and a millisecond of Redis. */
const HOUSEHOLDS_AT_ONCE = 100;

/** As `KeptHouseholds` of slot-store.ts has it, shard after shard. Rejects when Redis cannot be asked. */
export async function* readKeptHouseholds(redis: RedisConnection): AsyncGenerator<readonly KeptHousehold[]> {
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const [, due] = keysIn(shard) as [string, string];
    let cursor = "0";
    do {
      const [next, found] = await redis.zscan(due, cursor, "COUNT", HOUSEHOLDS_AT_ONCE);
      cursor = next;
      // Members and their scores, in turn.
      const accountIds = found.filter((_text, index) => index % 2 === 0);
      if (accountIds.length > 0) yield await readHouseholds(redis, shard, accountIds);
    } while (cursor !== "0");
  }
}

async function readHouseholds(
  redis: RedisConnection,
  shard: number,
  accountIds: readonly string[],
): Promise<readonly KeptHousehold[]> {
  const kept = await redis.mgetBuffer(accountIds.map((accountId) => keysIn(shard, accountId)[0] as string));
  return kept.flatMap((each, index) =>
    each === null ? [] : [{ accountId: accountIds[index] as string, household: householdOf(each) }],
  );
}
