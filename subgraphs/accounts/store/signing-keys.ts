import type { PrismaClient } from "../../../prisma/accounts/client/client.js";

/** What access tokens are signed with. */
export function createSigningKeyStore(client: PrismaClient) {
  return {
    async signingKeys(): Promise<{ kid: string; privateJwk: unknown }[]> {
      return client.signingKey.findMany({ orderBy: { createdAt: "desc" } });
    },

    async addSigningKey(kid: string, privateJwk: object, now: number): Promise<void> {
      await client.signingKey.create({ data: { kid, privateJwk, createdAt: new Date(now) } });
    },
  };
}
