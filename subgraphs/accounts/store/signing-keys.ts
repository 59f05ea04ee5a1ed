import type { PrismaClient } from "../../../prisma/accounts/client/client.js";

/** A key as it is kept: a JWK with its private part. */
export interface KeptKey {
  readonly kid: string;
  readonly privateJwk: unknown;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Keys of three years; older ones verify nothing. */
const MOST_KEYS = 12;
const NEWEST_FIRST = [{ createdAt: "desc" as const }, { kid: "asc" as const }];

/** What access tokens are signed with. */
export function createSigningKeyStore(client: PrismaClient) {
  return {
    /** Newest first. */
    async signingKeys(): Promise<KeptKey[]> {
      const rows = await client.signingKey.findMany({ orderBy: NEWEST_FIRST, take: MOST_KEYS });
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
    },

    /** Adds a key unless another process was first: unless the newest is not `newestKid` any more. */
    async addSigningKey({ kid, privateJwk, createdAt }: KeptKey, newestKid: string | null): Promise<void> {
      await client.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('next signing key'))`;
        const newest = await tx.signingKey.findFirst({ orderBy: NEWEST_FIRST, select: { kid: true } });
        if ((newest?.kid ?? null) !== newestKid) return;
        const data = { kid, privateJwk: privateJwk as object, createdAt: new Date(createdAt) };
        await tx.signingKey.create({ data });
      });
    },
  };
}
