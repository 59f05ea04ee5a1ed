import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Airing } from "./domain/airing.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import { BEFORE, DAY_MS, type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";
import { PASSED_OVER_MS } from "./household-batches.js";
import { shownById } from "./store/recordings.js";

const MINUTE = 60_000;
const SHOW = exampleAiring();
const next = (id: string, days: number, said: Partial<Airing> = {}) =>
  exampleAiring({
    broadcastId: id,
    start: SHOW.start + days * DAY_MS,
    episode: 2 + days,
    subtitle: id,
    ...said,
  });
const SERIES = ["SERIES", "se_1"] as const;

// What users of other recorders complained of, by name.
let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

const begin = async (...airings: Airing[]) => {
  await test.guide(airings);
  return test.rules.create(...SERIES, {}, WHO);
};

describe("the guide", () => {
  it("that is refreshed wipes no schedule (jellyfin#12979): what vanished waits a day, and comes back", async () => {
    await begin(SHOW, next("br_2", 3));
    await test.guide([]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_2 SCHEDULED");
    await test.guide([SHOW, next("br_2", 3)]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_2 SCHEDULED");
    await test.guide([SHOW]);
    await test.goTo(BEFORE + 23 * HOUR_MS);
    expect(await test.schedule()).toContain("br_2 SCHEDULED");
    await test.goTo(BEFORE + 25 * HOUR_MS);
    expect(await test.schedule()).toContain("br_2 SKIPPED NOT_LISTED");
    await test.guide([SHOW, next("br_2", 3)]);
    expect(await test.schedule()).toContain("br_2 SCHEDULED");
  });

  it("that moves a broadcast moves its recording, and by a minute re-records nothing (tvheadend#1078)", async () => {
    await begin(SHOW);
    const later = { ...SHOW, start: SHOW.start + MINUTE, stop: SHOW.stop + MINUTE };
    await test.guide([later]);
    expect((await test.of("br_1")).airing).toEqual(later);
    await test.goTo(later.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED");
    await test.guide([{ ...later, start: later.start + MINUTE }]);
    expect(await test.schedule()).toBe("br_1 RECORDED");
  });

  it("that gives a broadcast another id with another time records it once (tvheadend#39, EPGStation#654)", async () => {
    await begin(SHOW);
    const { id } = await test.of("br_1");
    const again = exampleAiring({ broadcastId: "br_9", start: SHOW.start + 20 * MINUTE });
    await test.guide([]);
    await test.guide([again]);
    expect(await test.schedule()).toBe("br_9 SCHEDULED");
    expect((await test.of("br_9")).id).toBe(id);
  });

  it("that pushes a broadcast back while it is prepared finds it again (EPGStation#663)", async () => {
    await begin(SHOW);
    await test.goTo(SHOW.start - 2 * MINUTE);
    await test.guide([{ ...SHOW, start: SHOW.start + HOUR_MS, stop: SHOW.stop + HOUR_MS }]);
    await test.goTo(SHOW.start + MINUTE);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
    await test.goTo(SHOW.start + HOUR_MS);
    expect(await test.schedule()).toBe("br_1 RECORDING");
  });

  it("never cancels what is being recorded, and stretches it", async () => {
    await begin(SHOW);
    await test.goTo(SHOW.start + MINUTE);
    await test.guide([]);
    expect(await test.schedule()).toBe("br_1 RECORDING");
    await test.guide([{ ...SHOW, stop: SHOW.stop + HOUR_MS }]);
    await test.goTo(SHOW.stop + 30 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDING");
    await test.goTo(SHOW.stop + HOUR_MS + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED");
    expect((await test.of("br_1")).chargedSeconds).toBe(7_200);
  });

  it("that is heard again changes nothing, and tells nobody", async () => {
    await begin(SHOW, next("br_2", 1));
    const before = await test.client.recording.findMany();
    test.told.length = 0;
    await test.guide([SHOW, next("br_2", 1)]);
    await test.guide([next("br_2", 1), SHOW]);
    expect(await test.client.recording.findMany()).toEqual(before);
    expect(test.told).toEqual([]);
  });
});

describe("an episode", () => {
  const rerun = next("br_2", 1, { episode: 2, subtitle: SHOW.subtitle, isRepeat: true });

  it("that was watched and deleted is not recorded again (tvheadend#889)", async () => {
    await begin(SHOW, rerun);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_2 SKIPPED DUPLICATE");
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 SKIPPED PREVIOUSLY_RECORDED");
    const { id } = await test.of("br_1");
    expect(await test.wishes.remove(id, WHO)).toMatchObject({ recording: { status: "DELETED" } });
    await test.goTo(rerun.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 DELETED, br_2 SKIPPED PREVIOUSLY_RECORDED");
  });

  it("that failed is recorded from its rerun, for duplicates are decided as recording begins (tvheadend#604)", async () => {
    await begin(SHOW, rerun);
    test.pieces.set("all", []);
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 FAILED SOURCE_ERROR, br_2 SCHEDULED");
    test.pieces.delete("all");
    await test.goTo(rerun.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 FAILED SOURCE_ERROR, br_2 RECORDED");
  });

  it("that nobody was there to record is recorded from its rerun", async () => {
    test.channels.set("ch_1", exampleChannel({ catchUpSeconds: 0 }));
    await begin(SHOW, rerun);
    test.clock.advance(SHOW.stop + 10 * MINUTE - test.clock.now());
    await test.settle();
    expect(await test.schedule()).toBe("br_1 FAILED MISSED, br_2 SCHEDULED");
  });

  it("is recorded before the +1 channel has it (tvheadend#1146), also where that is known first", async () => {
    test.channels.set("ch_2", exampleChannel({ id: "ch_2", timeshiftOf: "ch_1" }));
    await test.rules.create(...SERIES, {}, WHO);
    const shifted = exampleAiring({ broadcastId: "br_0", channelId: "ch_2", start: SHOW.start - HOUR_MS });
    await test.guide([shifted], "ch_2");
    expect(await test.schedule()).toBe("br_0 SCHEDULED");
    await test.guide([SHOW]);
    expect(await test.schedule()).toBe("br_0 SKIPPED DUPLICATE, br_1 SCHEDULED");
  });

  it("with a gap is a part, charged for what there is of it", async () => {
    await begin(SHOW);
    test.pieces.set("all", [{ start: SHOW.start, durationMs: 30 * MINUTE }]);
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect(await test.of("br_1")).toMatchObject({
      status: "PARTIAL",
      reason: "SOURCE_ERROR",
      chargedSeconds: 1_800,
    });
  });
});

describe("rights and products", () => {
  it("withdrawn overnight: what is scheduled is not recordable, what was made is hidden; both come back", async () => {
    await begin(SHOW, next("br_2", 1));
    await test.goTo(SHOW.stop + 10 * MINUTE);
    const { id } = await test.of("br_1");
    test.channels.set("ch_1", exampleChannel({ recordable: false }));
    await test.guide([SHOW, next("br_2", 1)]);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 SKIPPED NOT_RECORDABLE");
    expect(await shownById(test.client, "ac_1", [id])).toEqual([]);
    test.channels.set("ch_1", exampleChannel());
    await test.guide([SHOW, next("br_2", 1)]);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 SCHEDULED");
    expect(await shownById(test.client, "ac_1", [id])).toHaveLength(1);
  });

  it("that ended: recordings stay, and nothing new is promised", async () => {
    await begin(SHOW, next("br_2", 1));
    await test.goTo(SHOW.stop + 10 * MINUTE);
    test.room.totalSeconds = 0;
    await test.wishes.setWhenFull("REFUSE", WHO);
    await test.guide([SHOW, next("br_2", 1), next("br_3", 2)]);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 SKIPPED QUOTA, br_3 SKIPPED QUOTA");
    expect(await test.wishes.quota(WHO)).toMatchObject({
      totalSeconds: 0,
      usedSeconds: 3_600,
      reservedSeconds: 0,
    });
  });
});

describe("a household that is full", () => {
  it("refuses, or lets the oldest go and never a protected one", async () => {
    test.room.totalSeconds = 7_200;
    const all = [SHOW, next("br_2", 1), next("br_3", 2), next("br_4", 3)];
    await test.guide(all);
    for (const id of ["br_1", "br_2"]) await test.wishes.schedule(id, null, WHO);
    await test.goTo(SHOW.start + DAY_MS + 2 * HOUR_MS);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 RECORDED");
    expect(await test.wishes.schedule("br_3", null, WHO)).toMatchObject({
      kind: "QuotaExceeded",
      requiredSeconds: 3_600,
    });
    await test.wishes.protect((await test.of("br_1")).id, true, WHO);
    await test.wishes.setWhenFull("DELETE_OLDEST", WHO);
    expect(await test.wishes.schedule("br_3", null, WHO)).toMatchObject({ kind: "Recording" });
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 DELETED, br_3 SCHEDULED");
    expect(await test.wishes.schedule("br_4", null, WHO)).toMatchObject({ kind: "QuotaExceeded" });
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 DELETED, br_3 SCHEDULED");
  });

  it("keeps as many of a rule as it says, and protected ones", async () => {
    await test.guide([SHOW, next("br_2", 1), next("br_3", 2)]);
    await test.rules.create(...SERIES, { keep: 2 }, WHO);
    await test.goTo(SHOW.stop + 10 * MINUTE);
    await test.wishes.protect((await test.of("br_1")).id, true, WHO);
    await test.goTo(SHOW.stop + 2 * DAY_MS + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED, br_2 DELETED KEEP_LIMIT, br_3 RECORDED");
  });
});

describe("replicas", () => {
  it("start each recording once, and make one copy for all households", async () => {
    await test.guide([SHOW]);
    const households = Array.from({ length: 20 }, (_, index) => `ac_${index + 1}`);
    for (const accountId of households) {
      await test.wishes.schedule("br_1", null, { accountId, caller: { traceId: accountId } });
    }
    test.clock.advance(SHOW.start - test.clock.now());
    const others = [test.desk, test.another(), test.another()];
    await Promise.all(
      others.map(async (desk) => {
        while (await desk.startNext());
        await desk.takeOn();
      }),
    );
    expect(await test.client.recording.count({ where: { status: "RECORDING" } })).toBe(20);
    expect(await test.client.capture.count()).toBe(1);
    await vi.waitFor(() => expect(test.copied).toEqual(["ch_1"]));
    const started = test.told.filter(({ status }) => status === "RECORDING").map(({ id }) => id);
    expect(new Set(started).size).toBe(started.length);
  });

  it("start what others record although one household's row cannot be written, and that one later", async () => {
    await test.guide([SHOW]);
    for (let number = 1; number <= 9; number += 1) {
      const accountId = `ac_${number}`;
      await test.wishes.schedule("br_1", null, { accountId, caller: { traceId: accountId } });
    }
    await test.client.$executeRawUnsafe(`
      CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
        IF NEW.account_id = 'ac_3' THEN RAISE EXCEPTION 'of ac_3 nothing can be written'; END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql`);
    await test.client.$executeRawUnsafe(
      "CREATE TRIGGER refuse BEFORE UPDATE ON recording FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    test.clock.advance(SHOW.start - test.clock.now());
    const started = () => test.client.recording.count({ where: { status: "RECORDING" } });
    const round = async () => {
      while (await test.desk.startNext());
    };
    await expect(round()).rejects.toThrow("of ac_3 nothing can be written");
    await round();
    expect(await started()).toBe(8);
    await test.client.$executeRawUnsafe("DROP TRIGGER refuse ON recording");
    test.clock.advance(PASSED_OVER_MS);
    await round();
    expect(await started()).toBe(9);
  });

  it("go on with the copies of one that died", async () => {
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    test.clock.advance(SHOW.start - test.clock.now());
    await test.desk.startNext();
    // A process that took it and was never heard again.
    await test.client.capture.updateMany({
      data: { holder: "desk_dead", leaseUntil: new Date(test.clock.now() + 20_000) },
    });
    await test.desk.takeOn();
    expect(test.copied).toEqual([]);
    test.clock.advance(20_000);
    await test.desk.takeOn();
    await vi.waitFor(() => expect(test.copied).toEqual(["ch_1"]));
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED");
  });
});
