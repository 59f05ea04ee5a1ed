import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { meanwhile } from "../../tests/support/meanwhile.js";
import { exampleAiring } from "./domain/example-airings.js";
import { BEFORE, DAY_MS, type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";
import { lockHouseholds } from "./store/locks.js";

const SHOW = exampleAiring();
const MOVED = exampleAiring({ start: SHOW.start + 2 * HOUR_MS });
const wish = () => test.wishes.schedule("br_1", null, WHO);

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
  await test.guide([SHOW]);
  await test.wishes.setWhenFull("REFUSE", WHO);
});
afterEach(() => test[Symbol.asyncDispose]());

describe("a broadcast that moves while its household asks for it", () => {
  it("is recorded when it airs, also where the wish waited until the channel was read", async () => {
    const waiting = await test.client.$transaction(async (session) => {
      await lockHouseholds(session, [WHO.accountId]);
      const begun = await meanwhile(test.client, wish);
      await test.guide([MOVED]);
      return begun;
    });
    await waiting.done;
    expect((await test.of("br_1")).airing).toEqual(SHOW);
    await test.settle();
    expect((await test.of("br_1")).airing).toEqual(MOVED);
  });

  it.each([
    ["elsewhere", "UPDATE airing SET start = start + interval '2 hours'"],
    ["away", "DELETE FROM airing"],
  ])(
    "%s has its channel read again, where that is being read as the wish is written",
    async (_where, reading) => {
      await test.client.$transaction(async (session) => {
        await session.$executeRawUnsafe(reading);
        await wish();
      });
      expect(await test.client.guideNews.findMany()).toEqual([
        {
          channelId: "ch_1",
          from: new Date(SHOW.start - DAY_MS),
          to: new Date(SHOW.stop + DAY_MS),
          dueAt: new Date(BEFORE),
        },
      ]);
    },
  );
});

it("a wish for what airs as the guide has it has no channel read", async () => {
  expect(await wish()).toMatchObject({ kind: "Recording" });
  expect(await wish()).toMatchObject({ kind: "Recording" });
  expect(await test.client.guideNews.count()).toBe(0);
});
