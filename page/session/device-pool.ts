import type { DeviceFamily } from "../generated/operations.js";

/** A device that this browser has been. */
export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly family: DeviceFamily;
}

/** Where devices are remembered, for windows to come. */
const KEY = "playhead.devices";
/** A household has ten; older ones are forgotten first. */
const MOST_REMEMBERED = 20;
/** A page that is loaded anew waits so long for the lock of the one it takes the place of. */
const SUCCESSION_MS = 1_000;

/**
 * The devices that windows of this browser are: each window another one, and a window that opens later one that is
 * free again, so that a household does not run out of devices. A window holds a lock on its device while it is open.
 */
export class DevicePool {
  readonly #storage: Storage;
  /** Absent on pages without TLS that are not on this machine: there a window trusts its own storage. */
  readonly #locks: LockManager | undefined;

  constructor(storage: Storage, locks: LockManager | undefined) {
    this.#storage = storage;
    this.#locks = locks;
  }

  known(): readonly KnownDevice[] {
    try {
      const devices: unknown = JSON.parse(this.#storage.getItem(KEY) ?? "[]");
      return Array.isArray(devices) ? (devices as KnownDevice[]) : [];
    } catch {
      return [];
    }
  }

  remember(device: KnownDevice): void {
    const others = this.known().filter(({ id }) => id !== device.id);
    this.#storage.setItem(KEY, JSON.stringify([...others, device].slice(-MOST_REMEMBERED)));
  }

  /** One that no window is; held from now on. Null where there is none. */
  async claimFree(family: DeviceFamily): Promise<KnownDevice | null> {
    if (!this.#locks) return null;
    for (const device of this.known()) {
      if (device.family === family && (await this.#claim(device.id, { ifAvailable: true }))) return device;
    }
    return null;
  }

  /** The device that this window was before it was loaded anew; false where another window is it: one that was doubled. */
  claimOwn(id: string): Promise<boolean> {
    return this.#claim(id, { signal: AbortSignal.timeout(SUCCESSION_MS) });
  }

  #claim(id: string, options: LockOptions): Promise<boolean> {
    const locks = this.#locks;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      const hold = (lock: Lock | null) => {
        resolve(lock !== null);
        // Held until the window closes.
        return lock ? new Promise<void>(() => undefined) : undefined;
      };
      locks.request(`playhead.device.${id}`, options, hold).catch(() => resolve(false));
    });
  }
}
