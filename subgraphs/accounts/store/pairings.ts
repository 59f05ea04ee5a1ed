import { REVOKED_FOR_MS } from "../../../lib/revocations.js";
import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { DeviceFamily } from "../domain/device.js";
import { FETCHED_WITHIN_MS, type Pairing } from "../domain/pairing.js";

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

    /**
     * False where somebody else was faster, its time is over, or the session that lets it in has ended: a token that nobody
     * knows of yet as taken back lets nobody in. The household is looked at first, as whoever ends all of its sessions does.
     * Its session can be fetched for a while in any case.
     */
    async approvePairing(
      userCode: string,
      by: { readonly accountId: string; readonly deviceId: string; readonly sessionId: string | null },
      now: number,
    ): Promise<boolean> {
      const at = (instant: number) => Prisma.sql`to_timestamp(${instant}::float8 / 1000)`;
      const approved = await client.$executeRaw`
        WITH household AS MATERIALIZED (
          SELECT id FROM account WHERE id = ${by.accountId} FOR SHARE
        ), approver AS MATERIALIZED (
          SELECT session.id FROM session JOIN household ON household.id = session.account_id
          WHERE session.id = ${by.sessionId}
            AND (revoked_at IS NULL OR replaced_at > ${at(now - REVOKED_FOR_MS)})
          FOR SHARE OF session
        )
        UPDATE device_pairing SET account_id = ${by.accountId}, device_id = ${by.deviceId},
          expires_at = greatest(expires_at, ${at(now + FETCHED_WITHIN_MS)})
        WHERE user_code = ${userCode} AND account_id IS NULL AND expires_at > ${at(now)}
          AND EXISTS (SELECT FROM approver)`;
      return approved === 1;
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
