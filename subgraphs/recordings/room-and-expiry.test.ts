import { afterEach, describe, expect, it } from "vitest";
import { exampleAiring } from "./domain/example-airings.js";
import { DAY_MS, type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";

const SHOW = exampleAiring();
const airing = (index: number) =>
  exampleAiring({
    broadcastId: `br_${index}`,
    start: SHOW.start + index * DAY_MS,
    episode: index,
    subtitle: `Part ${index}`,
  });
const MINUTE = 60_000;

let test: ExampleDesk;
afterEach(() => test[Symbol.asyncDispose]());

describe("a household that is full and lets the oldest go", () => {
  it("has its rules' recordings made, too: the oldest go as the next is about to begin, and not before", async () => {
    test = await startExampleDesk();
    test.room.totalSeconds = 2 * 3_600;
    await test.wishes.setWhenFull("DELETE_OLDEST", WHO);
    await test.guide([airing(0), airing(1), airing(2), airing(3)]);
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.goTo(airing(1).stop + 10 * MINUTE);
    expect(await test.schedule()).toBe(
      "br_0 RECORDED, br_1 RECORDED, br_2 SKIPPED QUOTA, br_3 SKIPPED QUOTA",
    );
    await test.wishes.protect((await test.of("br_0")).id, true, WHO);
    await test.goTo(airing(2).start - 10 * MINUTE);
    expect(await test.schedule()).toContain("br_1 RECORDED, br_2 SKIPPED QUOTA");
    await test.goTo(airing(2).start - 2 * MINUTE);
    expect(await test.schedule()).toContain("br_1 DELETED, br_2 SCHEDULED");
    await test.goTo(airing(2).stop + 10 * MINUTE);
    await test.wishes.protect((await test.of("br_2")).id, true, WHO);
    await test.goTo(airing(3).stop + 10 * MINUTE);
    // Nothing is left that may go.
    expect(await test.schedule()).toBe("br_0 RECORDED, br_1 DELETED, br_2 RECORDED, br_3 SKIPPED QUOTA");
    expect(await test.wishes.quota(WHO)).toMatchObject({ usedSeconds: 7_200, reservedSeconds: 0 });
  });

  it("loses no more than the next takes, once a smaller product holds less than it has", async () => {
    test = await startExampleDesk();
    await test.guide([airing(0), airing(1), airing(2), airing(3), airing(4)]);
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.goTo(airing(2).stop + 10 * MINUTE);
    test.room.totalSeconds = 2 * 3_600;
    await test.wishes.setWhenFull("DELETE_OLDEST", WHO);
    await test.settle();
    const [recorded, skipped] = ["br_1 RECORDED, br_2 RECORDED", "br_3 SKIPPED QUOTA, br_4 SKIPPED QUOTA"];
    expect(await test.schedule()).toBe(`br_0 RECORDED, ${recorded}, ${skipped}`);
    await test.goTo(airing(3).stop + 10 * MINUTE);
    expect(await test.schedule()).toBe(`br_0 DELETED, ${recorded}, br_3 RECORDED, br_4 SKIPPED QUOTA`);
    expect(await test.wishes.schedule("br_4", null, WHO)).toMatchObject({ kind: "Recording" });
    expect(await test.schedule()).toBe(
      "br_0 DELETED, br_1 DELETED, br_2 RECORDED, br_3 RECORDED, br_4 SCHEDULED",
    );
  });
});

describe("what households may keep for so many days and no longer", () => {
  it("says when it goes, goes then, and is history", async () => {
    test = await startExampleDesk({ keepDays: 30 });
    const rerun = { ...airing(0), broadcastId: "br_9", start: SHOW.start + 40 * DAY_MS, isRepeat: true };
    await test.guide([airing(0)]);
    await test.rules.create("SERIES", "se_1", {}, WHO);
    expect((await test.of("br_0")).expiresAt).toBeNull();
    await test.goTo(SHOW.start + HOUR_MS / 2);
    expect((await test.of("br_0")).expiresAt).toBeNull();
    await test.goTo(SHOW.stop + 10 * MINUTE);
    const { expiresAt, actualStop, id } = await test.of("br_0");
    expect(expiresAt).toBe((actualStop ?? 0) + 30 * DAY_MS);
    // A term of the licence: protecting it does not stop it.
    await test.wishes.protect(id, true, WHO);
    test.clock.advance(29 * DAY_MS);
    await test.settle();
    expect(await test.schedule()).toBe("br_0 RECORDED");
    test.told.length = 0;
    test.clock.advance((expiresAt ?? 0) - test.clock.now());
    await test.settle();
    expect(await test.schedule()).toBe("br_0 DELETED");
    expect(test.told).toMatchObject([
      { id, status: "DELETED", reason: null, expiresAt: null, chargedSeconds: 0 },
    ]);
    expect(await test.client.mediaRemoval.count()).toBe(0);
    expect(await test.client.capture.count()).toBe(0);
    expect(await test.wishes.quota(WHO)).toMatchObject({ usedSeconds: 0 });
    await test.guide([{ ...rerun, stop: rerun.start + HOUR_MS }]);
    await test.goTo(test.clock.now() + MINUTE);
    expect(await test.schedule()).toBe("br_0 DELETED, br_9 SKIPPED PREVIOUSLY_RECORDED");
  });

  it("goes never where nothing says so", async () => {
    test = await startExampleDesk();
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect((await test.of("br_1")).expiresAt).toBeNull();
    test.clock.advance(400 * DAY_MS);
    await test.settle();
    expect(await test.schedule()).toBe("br_1 RECORDED");
  });
});
