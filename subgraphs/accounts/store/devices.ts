import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import type { Device, DeviceFamily, DevicePresented } from "../domain/device.js";
import { limitsAt } from "../domain/entitlement.js";
import { deviceRemoved } from "../events.js";
import { lockAccount } from "./households.js";
import { readEntitlements } from "./products.js";
import { revoke } from "./revocations.js";

/** The device, or the limit that keeps it out. */
export type Registered = Device | { readonly limit: number };

/** What households play on. */
export function createDeviceStore(client: PrismaClient, outbox: Outbox) {
  return {
    async devicesOf(accountId: string): Promise<Device[]> {
      const rows = await client.device.findMany({
        where: { accountId },
        orderBy: [{ registeredAt: "asc" }, { id: "asc" }],
      });
      return rows.map(toDevice);
    },

    /** The household's device of this id, or a new one. */
    async registerDevice(
      accountId: string,
      presented: DevicePresented,
      newId: string,
      now: number,
    ): Promise<Registered> {
      return client.$transaction(async (tx) => {
        await lockAccount(tx, accountId);
        const { name, family } = presented;
        const lastSeenAt = new Date(now);
        const known = presented.id
          ? await tx.device.findFirst({ where: { id: presented.id, accountId } })
          : null;
        if (known)
          return toDevice(
            await tx.device.update({ where: { id: known.id }, data: { name, family, lastSeenAt } }),
          );
        return addDevice(tx, accountId, { name, family }, newId, now);
      });
    },

    /** Takes a device from its household and ends its sessions. False when the household has no such device. */
    async removeDevice(id: string, accountId: string, now: number): Promise<boolean> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        // Sessions before the device, as a refresh locks them: in the other order each might wait for the other.
        await tx.session.updateMany({
          where: { accountId, deviceId: id, revokedAt: null },
          data: { revokedAt: new Date(now) },
        });
        const { count } = await tx.device.deleteMany({ where: { id, accountId } });
        if (count === 1) await revoke(tx, announce, [deviceRemoved(accountId, id)], now);
        return count === 1;
      });
    },

    /** Whether the household with this address has this device: one look, whether there is such a household or not. */
    async isDeviceOf(email: string, id: string): Promise<boolean> {
      return (await client.device.count({ where: { id, account: { email } } })) > 0;
    },
  };
}

/**
 * A new device of a household, as part of something larger. The account's row is locked while its devices are counted, so
 * that none that come at the same time pass the limit together.
 */
export async function addDevice(
  tx: Prisma.TransactionClient,
  accountId: string,
  { name, family }: Pick<DevicePresented, "name" | "family">,
  id: string,
  now: number,
): Promise<Registered> {
  const limit = limitsAt(await readEntitlements(tx, accountId), now).devices;
  if ((await tx.device.count({ where: { accountId } })) >= limit) return { limit };
  const at = new Date(now);
  const data = { id, accountId, name, family, registeredAt: at, lastSeenAt: at };
  return toDevice(await tx.device.create({ data }));
}

function toDevice({ family, registeredAt, lastSeenAt, ...device }: Prisma.DeviceModel): Device {
  return {
    ...device,
    family: family as DeviceFamily,
    registeredAt: registeredAt.getTime(),
    lastSeenAt: lastSeenAt?.getTime() ?? null,
  };
}
