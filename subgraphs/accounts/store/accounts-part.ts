import type { Prisma } from "../../../prisma/accounts/client/client.js";

/** What accounts stores about a household, as the household may read it: all but secrets. */
export async function accountsPart(tx: Prisma.TransactionClient, accountId: string) {
  const { passwordHash: _secret, ...account } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    include: {
      profiles: { omit: { accountId: true, pinHash: true }, orderBy: { createdAt: "asc" } },
      devices: { omit: { accountId: true }, orderBy: { registeredAt: "asc" } },
      entitlements: {
        omit: { accountId: true, toldUntil: true },
        include: { product: { select: { name: true } } },
        orderBy: { validFrom: "asc" },
      },
      requests: { omit: { accountId: true }, orderBy: { createdAt: "asc" } },
      sessions: { omit: { accountId: true }, orderBy: { createdAt: "asc" } },
      pairings: { select: { name: true, family: true, requestedAt: true, deviceId: true } },
      exports: { select: { id: true, requestedAt: true } },
    },
  });
  return account;
}
