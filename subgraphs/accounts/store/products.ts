import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Entitlement, EntitlementStanding } from "../domain/entitlement.js";
import type { Product } from "../domain/product.js";

/** What is on sale, and what households hold of it. */
export function createProductStore(client: PrismaClient) {
  return {
    entitlementsOf: (accountId: string) => readEntitlements(client, accountId),

    products: (): Promise<Product[]> =>
      client.product.findMany({ orderBy: [{ amountMinor: "asc" }, { id: "asc" }] }),

    async saveProduct(product: Product): Promise<void> {
      const data = { ...product, entitlementTags: [...product.entitlementTags] };
      await client.product.upsert({ where: { id: product.id }, create: data, update: data });
    },
  };
}

/** A household's entitlements; within a transaction, as it sees them. */
export async function readEntitlements(
  client: Prisma.TransactionClient,
  accountId: string,
): Promise<Entitlement[]> {
  const rows = await client.entitlement.findMany({
    where: { accountId },
    include: { product: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ validFrom, validUntil, standing, productId: _id, ...row }) => ({
    ...row,
    validFrom: validFrom.getTime(),
    validUntil: validUntil.getTime(),
    standing: standing as EntitlementStanding,
  }));
}
