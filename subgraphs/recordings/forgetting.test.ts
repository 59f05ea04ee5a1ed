import { afterEach, beforeEach, expect, it } from "vitest";
import { DEFAULT_PADDING } from "./domain/airing.js";
import { exampleAiring } from "./domain/example-airings.js";
import { DAY_MS, type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";
import { lockHouseholds } from "./store/locks.js";

const SHOW = exampleAiring();
const airing = (index: number) =>
  exampleAiring({
    broadcastId: `br_${index}`,
    start: SHOW.start + index * DAY_MS,
    episode: index,
    subtitle: `Part ${index}`,
  });
/** A month after the first was to begin, padding included. */
const FORGOTTEN_AT = SHOW.start - DEFAULT_PADDING.beforeSeconds * 1_000 + 30 * DAY_MS;

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
  test.room.totalSeconds = 3_600;
  await test.guide([airing(0), airing(1), airing(2)]);
  await test.wishes.schedule("br_0", null, WHO);
  await test.wishes.cancel((await test.of("br_0")).id, WHO);
  await test.rules.create("SERIES", "se_1", {}, WHO);
});
afterEach(() => test[Symbol.asyncDispose]());

it("a household sees what was skipped or cancelled for a month, and what was recorded for ever", async () => {
  await test.goTo(airing(2).stop + DAY_MS);
  const all = "br_0 CANCELLED CANCELLED_BY_VIEWER, br_1 RECORDED, br_2 SKIPPED QUOTA";
  expect(await test.schedule()).toBe(all);
  test.clock.advance(FORGOTTEN_AT - 1 - test.clock.now());
  await test.settle();
  expect(await test.schedule()).toBe(all);
  test.clock.advance(1);
  await test.settle();
  expect(await test.schedule()).toBe("br_1 RECORDED, br_2 SKIPPED QUOTA");
  test.clock.advance(400 * DAY_MS);
  await test.settle();
  expect(await test.schedule()).toBe("br_1 RECORDED");
});

it("what is to be forgotten waits for who changes its household, and holds nobody up", async () => {
  test.clock.advance(FORGOTTEN_AT - test.clock.now());
  await test.client.$transaction(async (session) => {
    await lockHouseholds(session, [WHO.accountId]);
    expect(await test.desk.forgetNext()).toBe(false);
  });
  expect(await test.desk.forgetNext()).toBe(true);
  expect(await test.client.recording.count({ where: { broadcastId: "br_0" } })).toBe(0);
});

it("of very much that is to be forgotten as much goes at once as a transaction has time for", async () => {
  const row = await test.client.recording.findFirstOrThrow({ where: { broadcastId: "br_0" } });
  await test.client.$executeRaw`
    INSERT INTO recording SELECT (json_populate_record(recording, json_build_object(
      'id', 'rec_' || n, 'broadcast_id', 'past_' || n))).* FROM recording, generate_series(1, 6000) AS n
    WHERE recording.id = ${row.id}`;
  test.clock.advance(FORGOTTEN_AT - test.clock.now());
  expect(await test.desk.forgetNext()).toBe(true);
  expect(await test.client.recording.count({ where: { status: "CANCELLED" } })).toBe(1_001);
  expect(await test.desk.forgetNext()).toBe(true);
  expect(await test.desk.forgetNext()).toBe(false);
});
