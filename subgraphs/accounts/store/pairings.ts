import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { DeviceFamily } from "../domain/device.js";
import type { Pairing } from "../domain/pairing.js";

/** Televisions that wait to be let in. Only the SHA-256 of a device code is kept. */
export function createPairingStore(client: PrismaClient) {
  return {
    /** Keeps a pairing and forgets those that are over. False where the user code is taken. */
    async createPairing(
      hash: string,
      pairing: Pick<Pairing, "userCode" | "name" | "family" | "requestedAt" | "expiresAt">,
    ): Promise<boolean> {
      const { requestedAt, expiresAt, ...shown } = pairing;
      await client.devicePairing.deleteMany({ where: { expiresAt: { lte: new Date(requestedAt) } } });
      try {
        const data = {
          ...{ hash, ...shown },
          requestedAt: new Date(requestedAt),
          expiresAt: new Date(expiresAt),
        };
        await client.devicePairing.create({ data });
        return true;
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return false;
        throw error;
      }
    },

    /** How many televisions wait. */
    openPairings: (now: number): Promise<number> =>
      client.devicePairing.count({ where: { isClaimed: false, expiresAt: { gt: new Date(now) } } }),

    /** The pairing that waits under a user code. */
    async waitingPairing(userCode: string, now: number): Promise<Pairing | null> {
      const row = await client.devicePairing.findFirst({
        where: { userCode, accountId: null, expiresAt: { gt: new Date(now) } },
      });
      return row && toPairing(row);
    },

    /** False where somebody else was faster. */
    async approvePairing(userCode: string, accountId: string, deviceId: string): Promise<boolean> {
      const { count } = await client.devicePairing.updateMany({
        where: { userCode, accountId: null },
        data: { accountId, deviceId },
      });
      return count === 1;
    },

    async pairingByDevice(hash: string): Promise<Pairing | null> {
      const row = await client.devicePairing.findUnique({ where: { hash } });
      return row && toPairing(row);
    },

    async notePoll(hash: string, now: number): Promise<void> {
      await client.devicePairing.updateMany({ where: { hash }, data: { polledAt: new Date(now) } });
    },
  };
}

function toPairing(row: Prisma.DevicePairingModel): Pairing {
  const { userCode, name, accountId, deviceId, isClaimed } = row;
  return {
    ...{ userCode, name, isClaimed },
    family: row.family as DeviceFamily,
    requestedAt: row.requestedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    polledAt: row.polledAt?.getTime() ?? null,
    approved: accountId !== null && deviceId !== null ? { accountId, deviceId } : null,
  };
}
