import type { Prisma } from "../../../prisma/accounts/client/client.js";

/**
 * What accounts stores about a household, as the household may read it: all but secrets. Asked one after the other, for they
 * share the transaction's connection, which takes one question at a time.
 */
export async function accountsPart(tx: Prisma.TransactionClient, accountId: string) {
  const where = { accountId };
  const { passwordHash: _secret, ...account } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
  });
  const profiles = await tx.profile.findMany({
    where,
    omit: { accountId: true, pinHash: true },
    orderBy: { createdAt: "asc" },
  });
  const devices = await tx.device.findMany({
    where,
    omit: { accountId: true },
    orderBy: { registeredAt: "asc" },
  });
  const entitlements = await tx.entitlement.findMany({
    where,
    omit: { accountId: true, toldUntil: true },
    include: { product: { select: { name: true } } },
    orderBy: { validFrom: "asc" },
  });
  const requests = await tx.entitlementRequest.findMany({
    where,
    omit: { accountId: true, triedAt: true },
    orderBy: { createdAt: "asc" },
  });
  const sessions = await tx.session.findMany({
    where,
    omit: { accountId: true },
    orderBy: { createdAt: "asc" },
  });
  const pairings = await tx.devicePairing.findMany({
    where,
    select: { name: true, family: true, requestedAt: true, deviceId: true },
  });
  const exports = await tx.dataExport.findMany({ where, select: { id: true, requestedAt: true } });
  return { ...account, profiles, devices, entitlements, requests, sessions, pairings, exports };
}
