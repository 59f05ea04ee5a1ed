import { REVOKED_FOR_MS } from "../../../lib/revocations.js";
import { Prisma, type PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { DeviceFamily } from "../domain/device.js";
import { FETCHED_WITHIN_MS, type Pairing } from "../domain/pairing.js";
import { addDevice, type Registered } from "./devices.js";
import { lockAccount } from "./households.js";

/** Who lets a device in, and what it is to be called. */
interface Approval {
  readonly accountId: string;
  readonly sessionId: string | null;
  readonly newDeviceId: string;
}

const at = (instant: number) => Prisma.sql`to_timestamp(${instant}::float8 / 1000)`;

/**
 * Takes the devices of `pairing` from their households that nobody has a session on: they count no more. Nobody has to be
 * told, for no token names them.
 */
const DEVICES_THAT_NEVER_CAME = Prisma.sql`
  DELETE FROM device USING pairing
  WHERE device.id = pairing.device_id AND device.account_id = pairing.account_id AND NOT pairing.is_claimed
    AND NOT EXISTS (SELECT FROM session WHERE session.account_id = device.account_id AND session.device_id = device.id)`;

/** Televisions that wait to be let in. Only the SHA-256 of a device code is kept. */
export function createPairingStore(client: PrismaClient) {
  return {
    /** False, and nothing kept, where the user code is taken. */
    async createPairing(
      hash: string,
      pairing: Pick<Pairing, "userCode" | "name" | "family" | "requestedAt" | "expiresAt">,
    ): Promise<boolean> {
      const { requestedAt, expiresAt, ...shown } = pairing;
      try {
        const data = {
          hash,
          ...shown,
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
     * Registers the device with the household and lets it in, both or neither. Null where somebody else was faster, its time
     * is over, or the session that lets it in has ended: a token that nobody knows of yet as taken back lets nobody in. The
     * household is locked first, as by whoever ends all of its sessions. Its session can be fetched for a while in any case.
     */
    async approvePairing(userCode: string, by: Approval, now: number): Promise<Registered | null> {
      const { accountId } = by;
      return client.$transaction(async (tx) => {
        await lockAccount(tx, accountId);
        const [waits] = await tx.$queryRaw<{ hash: string; name: string; family: DeviceFamily }[]>`
          WITH approver AS MATERIALIZED (
            SELECT id FROM session WHERE id = ${by.sessionId} AND account_id = ${accountId}
              AND (revoked_at IS NULL OR replaced_at > ${at(now - REVOKED_FOR_MS)})
            FOR SHARE
          )
          SELECT hash, name, family FROM device_pairing
          WHERE user_code = ${userCode} AND account_id IS NULL AND expires_at > ${at(now)}
            AND EXISTS (SELECT FROM approver)
          FOR UPDATE`;
        if (!waits) return null;
        const device = await addDevice(tx, accountId, waits, by.newDeviceId, now);
        if ("limit" in device) return device;
        await tx.$executeRaw`
          UPDATE device_pairing SET account_id = ${accountId}, device_id = ${device.id},
            expires_at = greatest(expires_at, ${at(now + FETCHED_WITHIN_MS)})
          WHERE hash = ${waits.hash}`;
        return device;
      });
    },

    /** Forgets `most` pairings that are over, with devices that never fetched their session. Whether there may be more. */
    async sweepPairings(now: number, most: number): Promise<boolean> {
      const [swept] = await client.$queryRaw<{ count: number }[]>`
        WITH pairing AS (
          DELETE FROM device_pairing WHERE hash IN (
            SELECT hash FROM device_pairing WHERE expires_at <= ${at(now)}
            ORDER BY expires_at LIMIT ${most}::int FOR UPDATE SKIP LOCKED
          )
          RETURNING account_id, device_id, is_claimed
        ), freed AS (${DEVICES_THAT_NEVER_CAME})
        SELECT count(*)::int AS count FROM pairing`;
      return swept?.count === most;
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

/** Ends the pairings of a household whose session nobody has fetched yet, under the household's lock. */
export async function endPairings(tx: Prisma.TransactionClient, accountId: string, now: number) {
  // Those that have expired anybody may be forgetting just now.
  await tx.$executeRaw`
    WITH pairing AS (
      DELETE FROM device_pairing WHERE account_id = ${accountId} AND NOT is_claimed AND expires_at > ${at(now)}
      RETURNING account_id, device_id, is_claimed
    )
    ${DEVICES_THAT_NEVER_CAME}`;
}

function toPairing(row: Prisma.DevicePairingModel): Pairing {
  const { userCode, name, accountId, deviceId, isClaimed } = row;
  return {
    userCode,
    name,
    isClaimed,
    family: row.family as DeviceFamily,
    requestedAt: row.requestedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    polledAt: row.polledAt?.getTime() ?? null,
    approved: accountId !== null && deviceId !== null ? { accountId, deviceId } : null,
  };
}
