import type { PrismaClient } from "../../../prisma/accounts/client/client.js";

/** A key as it is kept: a JWK with its private part. */
export interface KeptKey {
  readonly kid: string;
  readonly privateJwk: unknown;
}

/** What access tokens are signed with. */
export function createSigningKeyStore(client: PrismaClient) {
  return {
    /** Newest first. */
    signingKeys: (): Promise<KeptKey[]> =>
      client.signingKey.findMany({
        select: { kid: true, privateJwk: true },
        orderBy: [{ createdAt: "desc" }, { kid: "asc" }],
      }),

    /** Keeps the key unless there is one: of processes that start at once, one makes it for all. */
    async addFirstSigningKey(kid: string, privateJwk: object, now: number): Promise<void> {
      await client.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('first signing key'))`;
        if ((await tx.signingKey.count()) > 0) return;
        await tx.signingKey.create({ data: { kid, privateJwk, createdAt: new Date(now) } });
      });
    },
  };
}
