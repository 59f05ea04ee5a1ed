import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Airing } from "./domain/airing.js";
import { exampleAiring } from "./domain/example-airings.js";
import { BEFORE, DAY_MS, type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";

/** Two episodes a day apart; of each an airing, the same under another id, and a repeat some hours later. */
const AIRINGS: readonly Airing[] = [0, 1].flatMap((episode) => {
  const start = BEFORE + (3 + episode) * DAY_MS;
  const said = { start, stop: start + HOUR_MS, episode, subtitle: `Part ${episode}` };
  return [
    exampleAiring({ ...said, broadcastId: `br_${episode}` }),
    exampleAiring({ ...said, broadcastId: `br_${episode}_anew` }),
    exampleAiring({
      ...said,
      broadcastId: `br_${episode}_repeat`,
      start: start + 5 * HOUR_MS,
      isRepeat: true,
    }),
  ];
});
const MINUTE = 60_000;

/** A guide: by how many minutes each airing is away from its place; null where it is gone. */
const guides = fc.array(
  fc.record({
    moved: fc.tuple(...AIRINGS.map(() => fc.option(fc.integer({ min: -150, max: 150 }), { freq: 2 }))),
    /** How often it is heard, and how long it holds. */
    heard: fc.integer({ min: 1, max: 3 }),
    minutes: fc.constantFrom(0, 5, 60),
  }),
  { minLength: 1, maxLength: 5 },
);

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

async function scheduleOf(accountId: string): Promise<unknown[]> {
  const rows = await test.client.recording.findMany({
    where: { accountId, vanishedAt: null },
    orderBy: { broadcastId: "asc" },
  });
  return rows.map(({ broadcastId, status, reason, start, stop, chargedSeconds }) => ({
    broadcastId,
    status,
    reason,
    start,
    stop,
    chargedSeconds,
  }));
}

it("guides that move, delete and re-add, heard in any order and again, end in the schedule of who heard the last alone", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(guides, async (all) => {
      run += 1;
      await test.guide([]);
      await test.client.$executeRaw`TRUNCATE recording, rule, rule_key, plan_due, airing`;
      test.clock.advance(BEFORE + run * 60 * DAY_MS - test.clock.now());
      const shift = test.clock.now() - BEFORE;
      await test.rules.create("SERIES", "se_1", {}, WHO);
      let guide: Airing[] = [];
      for (const { moved, heard, minutes } of all) {
        guide = AIRINGS.flatMap((airing, index) => {
          const by = moved[index];
          if (by === null || by === undefined) return [];
          const start = airing.start + shift + by * MINUTE;
          return [{ ...airing, start, stop: start + HOUR_MS }];
        });
        for (let time = 0; time < heard; time += 1) await test.guide(guide);
        test.clock.advance(minutes * MINUTE);
        await test.settle();
      }
      // What vanished is waited for, for a day.
      test.clock.advance(DAY_MS);
      await test.settle();
      const other = { accountId: `ac_other_${run}`, caller: { traceId: `ac_other_${run}` } };
      await test.rules.create("SERIES", "se_1", {}, other);
      await test.settle();
      const schedule = await scheduleOf(WHO.accountId);
      expect(schedule).toEqual(await scheduleOf(other.accountId));
      expect(schedule).toHaveLength(guide.length);
      // And nothing vanished is left scheduled.
      expect(
        await test.client.recording.count({ where: { status: "SCHEDULED", vanishedAt: { not: null } } }),
      ).toBe(0);
    }),
    { numRuns: Number(process.env["GUIDE_RUNS"] ?? 4) },
  );
}, 60_000);
