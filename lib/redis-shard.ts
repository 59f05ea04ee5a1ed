/**
 * Virtual shards: keys that one script touches together carry the same hash tag, and so lie on the same node of a
 * Redis Cluster. More than any cluster has masters, few enough that each can have a timer.
 */
export const SHARDS = 64;

/** The shard of a household, a channel or whatever else keys belong to: 0..63, the same in every process. */
export function shardOf(owner: string): number {
  // FNV-1a: short, even, and the same everywhere.
  let hash = 0x811c9dc5;
  for (let index = 0; index < owner.length; index += 1) {
    hash = Math.imul(hash ^ owner.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}

/** The hash tag of a shard, `{s12}`: what stands between braces decides where Redis Cluster keeps a key. */
export function shardTag(shard: number): string {
  return `{s${shard}}`;
}

/**
 * The Redis channel of a live message channel. What follows the first dot of `concurrency.ac_1` owns it, so that a
 * script on that owner's keys can publish to it.
 */
export function redisChannelOf(channel: string): string {
  const owner = channel.slice(channel.indexOf(".") + 1);
  return `${shardTag(shardOf(owner))}:live:${channel}`;
}
