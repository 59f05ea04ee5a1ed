import { describe, expect, it, onTestFinished, vi } from "vitest";
import { deadLetters, requestReplay } from "../dead-letters.js";
import type { DurableEvent } from "../event.js";
import { measureLag } from "../lag.js";
import type { SqlDatabase, SqlSession } from "../sql.js";
import { type EventWorld, PUBLISHER } from "./world.js";

/** Every condition here comes within milliseconds; the bound is for a machine that does much else. */
const SOON = { timeout: 15_000, interval: 20 };
const KEYS = ["red", "green", "blue", "gold"];
/** Changes that overlap; more would wait for one of their pool's three connections longer than it lets anybody. */
const AT_ONCE = 12;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** What every bus of durable events keeps, whatever carries them. */
export function describeEventBus(name: string, openWorld: () => Promise<EventWorld>): void {
  describe(name, () => {
    it("applies what is committed once for every group, each key in its order, and then forgets it", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      for (const group of ["one", "two"]) world.consume(world.process(), group);
      for (const step of upTo(20)) await change(KEYS, step);
      for (const group of ["one", "two"]) {
        await vi.waitFor(async () => expect(await world.applied(group)).toHaveLength(80), SOON);
        for (const key of KEYS) expect(await world.steps(group, key)).toEqual(upTo(20));
      }
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);
    });

    it("says nothing of a change that was rolled back", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      world.consume(world.process(), "one");
      const failed = change(["red"], 1, () => Promise.reject(new Error("changed my mind")));
      await expect(failed).rejects.toThrow("changed my mind");
      await change(["red"], 2);
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([2]), SOON);
    });

    it("keeps the order of commits where transactions of a key overlap", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      world.consume(world.process(), "one");
      for (let wave = 0; wave < 60; wave += AT_ONCE) {
        await Promise.all(upTo(AT_ONCE).map((step) => change(["red", "green"], wave + step)));
      }
      await vi.waitFor(async () => expect(await world.applied("one")).toHaveLength(120), SOON);
      const committed = await world.publisher.$queryRawUnsafe<{ step: number }[]>(
        "SELECT step FROM change WHERE key = 'red'",
      );
      expect((await world.steps("one", "red")).sort()).toEqual(committed.map(({ step }) => step).sort());
      expect(await world.steps("one", "red")).toEqual(await world.steps("one", "green"));
    });

    it("asks a database once how far a group is that starts, not for each of its partitions", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      let asked = 0;
      const database: SqlDatabase<SqlSession> = {
        $transaction: (work, options) =>
          world.consumer.$transaction((tx) => {
            const counted: SqlSession = {
              $queryRawUnsafe: (statement, ...values) => {
                if (/^INSERT INTO consumed_event/.test(statement)) asked += 1;
                return tx.$queryRawUnsafe(statement, ...values);
              },
            };
            return work(counted);
          }, options),
      };
      world.consume(world.process(), "one", { database });
      await change(["red"], 1);
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([1]), SOON);
      expect(asked).toBe(1);
    });

    it("leaves no half of an effect when a handler fails, and tries again", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      let failures = 0;
      world.consume(world.process(), "one", {
        handle: async ({ payload }) => {
          if (payload["step"] !== 3 || failures === 2) return;
          failures += 1;
          throw new Error("not now");
        },
      });
      for (const step of upTo(5)) await change(["red"], step);
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual(upTo(5)), SOON);
      expect(await deadLetters(world.consumer)).toEqual([]);
    });

    it("puts aside what cannot be applied, goes on behind it, and applies it when asked again", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      let isMended = false;
      const handle = async ({ payload }: DurableEvent) => {
        if (payload["step"] === 2 && !isMended) throw new Error("the second step makes no sense");
      };
      const replica = world.consume(world.process(), "one", { handle, mostTries: 2 });
      for (const step of upTo(3)) await change(["red"], step);
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([1, 3]), SOON);
      const [letter] = await deadLetters(world.consumer);
      expect(letter).toMatchObject({ group: "one", key: "red", payload: { step: 2 }, tries: 2 });
      expect(letter?.error).toBe("the second step makes no sense");
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);

      isMended = true;
      expect(await requestReplay(world.consumer, letter?.id)).toBe(1);
      await replica[Symbol.asyncDispose]();
      world.consume(world.process(), "one", { handle });
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([1, 3, 2]), SOON);
      await vi.waitFor(async () => expect(await deadLetters(world.consumer)).toEqual([]), SOON);
    });

    it("does not blame an event for a connection that broke", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      let breaks = 3;
      world.consume(world.process(), "one", {
        mostTries: 1,
        handle: async (_event, tx) => {
          breaks -= 1;
          if (breaks >= 0) await tx.$queryRawUnsafe("SELECT pg_terminate_backend(pg_backend_pid())::text");
        },
      });
      await change(["red"], 1);
      await vi.waitFor(async () => expect(await world.steps("one", "red")).toEqual([1]), SOON);
      expect(await deadLetters(world.consumer)).toEqual([]);
    });

    it("keeps events for a group that is away, and says how far it is behind", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      const away = world.consume(world.process(), "away");
      world.consume(world.process(), "here");
      await change(KEYS, 1);
      await vi.waitFor(async () => expect(await world.applied("away")).toHaveLength(4), SOON);
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);
      await away[Symbol.asyncDispose]();
      await change(KEYS, 2);
      await vi.waitFor(async () => expect(await world.applied("here")).toHaveLength(8), SOON);
      await vi.waitFor(async () => {
        const lag = await measureLag(world.publisher, Number.MAX_SAFE_INTEGER);
        expect(lag.groups).toMatchObject([
          { group: "away", entriesBehind: 4 },
          { group: "here", entriesBehind: 0, oldestMs: 0 },
        ]);
        expect(lag.outbox.entries).toBe(4);
        expect(lag.groups[0]?.oldestMs).toBeGreaterThan(0);
      }, SOON);
      world.consume(world.process(), "away");
      await vi.waitFor(async () => expect(await world.applied("away")).toHaveLength(8), SOON);
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);
    });

    it("applies each event once, in order, however many replicas a group has", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      for (let replica = 0; replica < 3; replica += 1) world.consume(world.process(), "one");
      for (const step of upTo(50)) await change(KEYS, step);
      await vi.waitFor(async () => {
        for (const key of KEYS) expect(await world.steps("one", key)).toEqual(upTo(50));
      }, SOON);
    });

    it("applies one event a transaction for a group that locks what each is about", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      const transactions = new Set<string>();
      world.consume(world.process(), "one", {
        atOnce: 1,
        async handle(_event, tx) {
          const [row] = await tx.$queryRawUnsafe<{ id: string }[]>("SELECT pg_current_xact_id()::text AS id");
          transactions.add(row?.id ?? "");
        },
      });
      await change(["red", "red", "red"], 1);
      await vi.waitFor(async () => expect(await world.applied("one")).toHaveLength(3), SOON);
      expect(transactions.size).toBe(3);
    });

    it("passes over what a group has no use for", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      world.consume(world.process(), "one", { types: ["nothing.happened"] });
      world.consume(world.process(), "two");
      await change(KEYS, 1);
      await vi.waitFor(async () => expect(await world.applied("two")).toHaveLength(4), SOON);
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);
      expect(await world.applied("one")).toEqual([]);
    });

    it("lets every replica hear, and holds nothing back for those who only listen", async () => {
      const world = await openWorld();
      const { change } = world.publish(world.process());
      const heard: string[][] = [[], []];
      for (const ear of heard) {
        const listener = world.process().listen({
          publishers: [PUBLISHER],
          types: ["thing.changed"],
          handle: ({ key, payload }) => ear.push(`${key} ${payload["step"]}`),
          onGap: () => ear.push("gap"),
        });
        onTestFinished(() => listener[Symbol.asyncDispose]());
      }
      for (const step of upTo(10)) await change(["red"], step);
      for (const ear of heard) {
        await vi.waitFor(() => expect(ear.at(-1)).toBe("red 10"), SOON);
        expect(ear).toEqual(upTo(10).map((step) => `red ${step}`));
      }
      await vi.waitFor(() => world.outboxIsEmpty(), SOON);
    });
  });
}
