import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleAiring } from "./domain/example-airings.js";
import { type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";

const MINUTE = 60_000;
const SHOW = exampleAiring();

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

describe("a channel that is read", () => {
  it("leaves a household's recording where it was, if the household has cancelled what its broadcast became", async () => {
    const again = exampleAiring({ broadcastId: "br_9", start: SHOW.start + 20 * MINUTE });
    await test.guide([again]);
    await test.wishes.schedule("br_9", null, WHO);
    await test.wishes.cancel((await test.of("br_9")).id, WHO);
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.guide([again]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_9 CANCELLED CANCELLED_BY_VIEWER");
    expect((await test.of("br_1")).vanishedAt).not.toBeNull();
    expect(await test.client.guideNews.count()).toBe(0);
  });

  it("and cannot be followed keeps none behind it waiting, and is read again soon", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    // No text of PostgreSQL has this character.
    await test.guide([exampleAiring({ title: "\u0000" })]);
    await test.guide([exampleAiring({ broadcastId: "br_2", channelId: "ch_2", episode: 3 })], "ch_2");
    expect(await test.schedule()).toBe("br_2 SCHEDULED");
    expect(await test.client.guideNews.findMany({ select: { channelId: true, dueAt: true } })).toEqual([
      { channelId: "ch_1", dueAt: new Date(test.clock.now() + 5_000) },
    ]);
    await test.guide([SHOW]);
    expect(await test.schedule()).toContain("br_1 SCHEDULED");
    expect(await test.client.guideNews.count()).toBe(0);
  });
});
