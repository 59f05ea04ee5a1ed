import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Entitlement, EntitlementStanding } from "../domain/entitlement.js";
import { givesOther, type Product } from "../domain/product.js";
import { entitlementsChanged } from "../events.js";

/** What is on sale, and what households hold of it. */
export function createProductStore(client: PrismaClient, outbox: Outbox) {
  return {
    entitlementsOf: (accountId: string) => readEntitlements(client, accountId),

    products: (): Promise<Product[]> =>
      client.product.findMany({ orderBy: [{ amountMinor: "asc" }, { id: "asc" }] }),

    /** Where it gives something else than before, all who hold it are to be told (`tellHolders`), from the first on. */
    async saveProduct(product: Product): Promise<void> {
      const { id } = product;
      const data = { ...product, entitlementTags: [...product.entitlementTags] };
      await client.$transaction(async (tx) => {
        const before = await tx.product.findUnique({ where: { id } });
        await tx.product.upsert({ where: { id }, create: data, update: data });
        if (!before || !givesOther(before, product)) return;
        const news = { productId: id, toldUpTo: "" };
        await tx.productNews.upsert({ where: { productId: id }, create: news, update: news });
      });
    },

    /** Tells the next `most` of those who hold a product that gives something else now, each once whoever asks. */
    async tellHolders(most: number): Promise<void> {
      await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        const [news] = await tx.$queryRaw<{ productId: string; toldUpTo: string }[]>`
          SELECT product_id AS "productId", told_up_to AS "toldUpTo" FROM product_news
          ORDER BY product_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
        if (!news) return;
        const { productId, toldUpTo } = news;
        const holders = await tx.entitlement.findMany({
          where: { productId, accountId: { gt: toldUpTo } },
          orderBy: { accountId: "asc" },
          take: most,
        });
        for (const { accountId } of holders) announce(entitlementsChanged(accountId));
        const last = holders.length < most ? undefined : holders.at(-1);
        if (!last) await tx.productNews.delete({ where: { productId } });
        else await tx.productNews.update({ where: { productId }, data: { toldUpTo: last.accountId } });
      });
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
