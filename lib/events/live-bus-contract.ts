import { describe, expect, it } from "vitest";
import type { LiveBus, LiveMessage } from "./live-bus.js";

/** What every live bus does, told once; `open` gives two ends of the same bus, as two processes have them. */
export function describeLiveBus(
  name: string,
  open: () => Promise<{ readonly here: LiveBus; readonly there: LiveBus } & AsyncDisposable>,
): void {
  describe(`a live bus ${name}`, () => {
    it("brings each message to everyone who listens, in order", async () => {
      await using bus = await open();
      const [first, second] = [
        await listen(bus.there, "concurrency.ac_1"),
        await listen(bus.here, "concurrency.ac_1"),
      ];
      for (let version = 1; version <= 50; version += 1) bus.here.publish("concurrency.ac_1", { version });
      const wanted = Array.from({ length: 50 }, (_, index) => ({ version: index + 1 }));
      expect(await first.next(50)).toEqual(wanted);
      expect(await second.next(50)).toEqual(wanted);
    });

    it("brings nobody what is for another channel", async () => {
      await using bus = await open();
      const other = await listen(bus.there, "concurrency.ac_2");
      const own = await listen(bus.there, "concurrency.ac_1");
      bus.here.publish("concurrency.ac_1", { inUse: 1 });
      expect(await own.next(1)).toEqual([{ inUse: 1 }]);
      expect(other.heard).toEqual([]);
    });

    it("is silent for one who left, and goes on for those who stay", async () => {
      await using bus = await open();
      const leaver = await listen(bus.there, "concurrency.ac_1");
      const stayer = await listen(bus.there, "concurrency.ac_1");
      leaver.subscription[Symbol.dispose]();
      leaver.subscription[Symbol.dispose]();
      bus.here.publish("concurrency.ac_1", { inUse: 2 });
      expect(await stayer.next(1)).toEqual([{ inUse: 2 }]);
      expect(leaver.heard).toEqual([]);
    });

    it("knows whether somebody listens, and tells who sends", async () => {
      await using bus = await open();
      expect(await bus.here.isHeard("remote:dev_1.ac_1")).toBe(false);
      expect(await bus.here.tell("remote:dev_1.ac_1", { kind: "PAUSE" })).toBe(0);
      const listener = await listen(bus.there, "remote:dev_1.ac_1");
      expect(await bus.here.isHeard("remote:dev_1.ac_1")).toBe(true);
      expect(await bus.here.isHeard("remote:dev_1.ac_2")).toBe(false);
      expect(await bus.here.tell("remote:dev_1.ac_1", { kind: "RESUME" })).toBe(1);
      expect(await listener.next(1)).toEqual([{ kind: "RESUME" }]);
      listener.subscription[Symbol.dispose]();
      await expect.poll(() => bus.here.isHeard("remote:dev_1.ac_1")).toBe(false);
    });

    it("gives each listener a message of its own, as a network does", async () => {
      await using bus = await open();
      const first = await listen(bus.here, "concurrency.ac_1", (message) => {
        (message as { slots: unknown[] }).slots.push("mine");
      });
      const second = await listen(bus.here, "concurrency.ac_1");
      bus.here.publish("concurrency.ac_1", { slots: [] });
      await first.next(1);
      expect(await second.next(1)).toEqual([{ slots: [] }]);
    });
  });
}

/** Listens and collects. */
export async function listen(bus: LiveBus, channel: string, also?: (message: LiveMessage) => void) {
  const heard: LiveMessage[] = [];
  let gaps = 0;
  let changed = () => {};
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => {
        if (holds()) resolve();
      };
      changed();
    });
  const subscription = await bus.subscribe(
    channel,
    (message) => {
      also?.(message);
      heard.push(message);
      changed();
    },
    () => {
      gaps += 1;
      changed();
    },
  );
  return {
    heard,
    subscription,
    /** The first `count` messages, as soon as they are there. */
    async next(count: number): Promise<readonly LiveMessage[]> {
      await until(() => heard.length >= count);
      return heard.slice(0, count);
    },
    gap: () => until(() => gaps > 0),
  };
}
