import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Ids } from "../../lib/ids.js";
import { checkDevice, type Device, type DevicePresented, soundDevice } from "./domain/device.js";
import type { Product } from "./domain/product.js";
import { checkProduct } from "./domain/product-input.js";
import type { BrokenRule } from "./domain/sign-up-input.js";
import type { Registered } from "./store/devices.js";
import type { AccountsStore } from "./store.js";

export type DeviceOutcome =
  | { readonly kind: "Device"; readonly device: Device }
  | { readonly kind: "DeviceLimitReached"; readonly limit: number }
  | ({ readonly kind: "InvalidInput" } & BrokenRule);

export function outcomeOf(registered: Registered): DeviceOutcome {
  if ("limit" in registered) return { kind: "DeviceLimitReached", limit: registered.limit };
  return { kind: "Device", device: registered };
}

/** What a household changes of its own, and billing of what is on sale. */
export interface AccountAdministration {
  registerDevice(accountId: string, presented: DevicePresented): Promise<DeviceOutcome>;
  /** Takes the device away: its sessions end, and so does what it plays. */
  removeDevice(accountId: string, deviceId: string): Promise<DeviceOutcome>;
  /** @throws PlayheadError BAD_USER_INPUT naming the rule that the product breaks. */
  upsertProduct(product: Product): Promise<Product>;
}

export function createAccountAdministration(options: {
  readonly store: AccountsStore;
  readonly clock: Clock;
  readonly ids: Ids;
}): AccountAdministration {
  const { store, clock, ids } = options;
  return {
    async registerDevice(accountId, presented) {
      const broken = checkDevice(presented);
      if (broken) return { kind: "InvalidInput", ...broken };
      const sound = soundDevice(presented);
      const registered = await store.registerDevice(accountId, sound, ids.next("dev"), clock.now());
      return outcomeOf(registered);
    },
    async removeDevice(accountId, deviceId) {
      const device = (await store.devicesOf(accountId)).find(({ id }) => id === deviceId);
      if (device && (await store.removeDevice(deviceId, accountId, clock.now()))) {
        return { kind: "Device", device };
      }
      const got = JSON.stringify(deviceId.slice(0, 80));
      return {
        kind: "InvalidInput",
        field: "id",
        message: `id must be a device of the household, got ${got}`,
      };
    },
    async upsertProduct(product) {
      const broken = checkProduct(product);
      if (broken) throw new PlayheadError("BAD_USER_INPUT", broken.message, { argument: broken.field });
      await store.saveProduct(product);
      return product;
    },
  };
}
