import { randomBytes } from "node:crypto";
import { openDatabase } from "../../lib/database.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";
import type { ServiceEnvironment } from "../../lib/service.js";
import { PrismaClient } from "../../prisma/playback/client/client.js";

/** What playback keeps in its database. */
export interface PlaybackStore extends AsyncDisposable {
  /** For applying durable events. */
  readonly database: SqlDatabase<SqlSession>;
  /** The secret that signs slot tokens, made on first use and the same for every process from then on. */
  slotTokenSecret(): Promise<Uint8Array<ArrayBuffer>>;
  /** Hashes of the households that were erased since `since` (epoch ms), the newest first. */
  erasedHouseholds(since: number, most: number): Promise<readonly string[]>;
}

/** The one row of the key table. */
const CURRENT = "current";
/** As long as the hash that HS256 signs with. */
const SECRET_BYTES = 32;

/** @throws Error when the database cannot be reached. */
export async function openStore(env: ServiceEnvironment): Promise<PlaybackStore> {
  const database = await openDatabase({
    service: "playback",
    databaseUrl: env.databaseUrl,
    onStatement: env.onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  const { slotTokenKey, erasedHousehold } = database.client;
  return {
    database: database.client,
    async slotTokenSecret() {
      // Of several processes that start on an empty table, one inserts, and all read what it inserted.
      await slotTokenKey.createMany({
        data: [
          {
            id: CURRENT,
            secret: new Uint8Array(randomBytes(SECRET_BYTES)),
            createdAt: new Date(env.clock.now()),
          },
        ],
        skipDuplicates: true,
      });
      const { secret } = await slotTokenKey.findUniqueOrThrow({ where: { id: CURRENT } });
      return secret;
    },
    async erasedHouseholds(since, most) {
      const rows = await erasedHousehold.findMany({
        where: { erasedAt: { gte: new Date(since) } },
        orderBy: [{ erasedAt: "desc" }, { hash: "asc" }],
        take: most,
        select: { hash: true },
      });
      return rows.map(({ hash }) => hash);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
