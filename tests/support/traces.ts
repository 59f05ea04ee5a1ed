import type { Redis } from "ioredis";
import pg from "pg";

/** Tables of a database, each with how many of its rows hold any of `needles` anywhere. Only those with some. */
export async function tracesInDatabase(url: string, needles: readonly string[]): Promise<string[]> {
  const patterns = needles.map((needle) => `%${needle.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        // By bytes: what is searched for is ASCII, and a guide is long.
        `SELECT t::text AS row FROM ${name} AS t WHERE lower(t::text COLLATE "C") LIKE ANY ($1::text[])`,
        [patterns],
      );
      found.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Keys of Redis that hold any of `needles`, in their name or anywhere in their value. */
export async function tracesInRedis(redis: Redis, needles: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const key of await redis.keys("*")) {
    const text = `${key} ${JSON.stringify(await contentOf(redis, key))}`.toLowerCase();
    if (needles.some((needle) => text.includes(needle.toLowerCase()))) found.push(text);
  }
  return found;
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case "string":
      return redis.get(key);
    case "hash":
      return redis.hgetall(key);
    case "zset":
      return redis.zrange(key, "0", "-1");
    case "set":
      return redis.smembers(key);
    case "list":
      return redis.lrange(key, 0, -1);
    case "stream":
      return redis.xrange(key, "-", "+");
    case "none":
      return null;
    default:
      throw new Error(`${key} is a ${type}, which nobody searched yet`);
  }
}
