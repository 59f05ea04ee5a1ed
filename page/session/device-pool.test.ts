import { expect, it } from "vitest";
import { DevicePool } from "./device-pool.js";

const TV = { id: "dev_1", name: "Living room", family: "TV" } as const;

/** What windows of one browser share. `close` ends the window that holds a lock. */
function browser() {
  const kept = new Map<string, string>();
  const held = new Set<string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  const request = async (name: string, options: LockOptions, hold: (lock: Lock | null) => unknown) => {
    if (!held.has(name)) {
      held.add(name);
      return hold({ name, mode: "exclusive" });
    }
    if (options.ifAvailable) return hold(null);
    // It is never free in time.
    throw new DOMException("the time is over", "TimeoutError");
  };
  const locks = { request } as unknown as LockManager;
  const close = ({ id }: { id: string }) => held.delete(`playhead.device.${id}`);
  return { open: () => new DevicePool(storage, locks), close };
}

it("a window that opens later is a device that no window is any more, so that a household does not run out", async () => {
  const { open, close } = browser();
  const first = open();
  first.remember(TV);
  expect(await first.claimOwn(TV.id)).toBe(true);
  expect(await open().claimFree("TV")).toBeNull();
  close(TV);
  expect(await open().claimFree("MOBILE")).toBeNull();
  expect(await open().claimFree("TV")).toEqual(TV);
});

it("a window that was doubled is not the same device twice", async () => {
  const { open } = browser();
  expect(await open().claimOwn(TV.id)).toBe(true);
  expect(await open().claimOwn(TV.id)).toBe(false);
});

it("what it remembers is bounded, the newest stays, and broken memory is none", () => {
  const { open } = browser();
  const pool = open();
  for (let number = 1; number <= 25; number += 1) pool.remember({ ...TV, id: `dev_${number}` });
  expect(pool.known()).toHaveLength(20);
  expect(pool.known().at(-1)?.id).toBe("dev_25");
  const broken = new DevicePool({ getItem: () => "{" } as unknown as Storage, undefined);
  expect(broken.known()).toEqual([]);
});
