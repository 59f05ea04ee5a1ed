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
  /** What URLs are signed with, the newest first. */
  streamKeys(): Promise<readonly StreamKey[]>;
  /** Adds a key unless another process was first: unless the newest is not `newestKid` any more. */
  addStreamKey(key: StreamKey, newestKid: string | null): Promise<void>;
  /** Hashes of the households that were erased since `since` (epoch ms), the newest first. */
  erasedHouseholds(since: number, most: number): Promise<readonly string[]>;
}

/** A key as it is kept: a JWK with its private part. */
export interface StreamKey {
  readonly kid: string;
  readonly privateJwk: unknown;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** The one row of the key table. */
const CURRENT = "current";
/** As long as the hash that HS256 signs with. */
const SECRET_BYTES = 32;
/** Keys of a year; older ones verify nothing. */
const MOST_STREAM_KEYS = 12;

/** @throws Error when the database cannot be reached. */
export async function openStore(env: ServiceEnvironment): Promise<PlaybackStore> {
  const database = await openDatabase({
    service: "playback",
    databaseUrl: env.databaseUrl,
    onStatement: env.onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  const { client } = database;
  const { slotTokenKey, erasedHousehold } = client;
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
    async streamKeys() {
      const rows = await client.streamKey.findMany({ orderBy: NEWEST_FIRST, take: MOST_STREAM_KEYS });
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
    },
    async addStreamKey({ kid, privateJwk, createdAt }, newestKid) {
      await client.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('next stream key'))`;
        const newest = await tx.streamKey.findFirst({ orderBy: NEWEST_FIRST, select: { kid: true } });
        if ((newest?.kid ?? null) !== newestKid) return;
        const data = { kid, privateJwk: privateJwk as object, createdAt: new Date(createdAt) };
        await tx.streamKey.create({ data });
      });
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

const NEWEST_FIRST = [{ createdAt: "desc" as const }, { kid: "asc" as const }];
