import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../lib/ids.js";
import { meanwhile as whileWaiting } from "../../tests/support/meanwhile.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import type { Recording } from "./domain/recording.js";
import { BEFORE, DAY_MS, type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";
import { closeCapture, endRecordings, renewLeases } from "./store/captures.js";
import { startDue } from "./store/due.js";
import { followTimetable } from "./store/following.js";
import { meetChannel } from "./store/guide.js";
import { duePlans, inHousehold } from "./store/households.js";
import { lockHouseholds } from "./store/locks.js";
import type { Session } from "./store/rows.js";
import type { Asking } from "./wishes.js";

const OTHER: Asking = { accountId: "ac_2", caller: { traceId: "ac_2" } };
const SHOW = exampleAiring();
const NEWS = { from: BEFORE - DAY_MS, to: BEFORE + DAY_MS };

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

const answerOf = ({ accountId }: Asking) => ({
  accountId,
  totalSeconds: 180_000,
  entitlementTags: [],
  asOf: test.clock.now(),
});

/** Begins work, and goes on as soon as it waits for somebody's lock, or is done. */
const meanwhile = <T>(work: () => Promise<T>) => whileWaiting(test.client, work);

/** A transaction that stays open between its statements. */
const within = <T>(work: (session: Session) => Promise<T>) => test.client.$transaction(work);

/** What reading a channel of the guide does. */
const follow = (channelId: string, airing = SHOW): Promise<Recording[]> =>
  within((session) => {
    const channel = exampleChannel({ id: channelId });
    const timetable = { channel, airings: [{ ...airing, channelId }] };
    return followTimetable(session, timetable, { channelId, ...NEWS }, test.clock.now(), () =>
      randomIds.next("rec"),
    );
  });

describe("two that change what the same households record wait for each other, and never in a circle", () => {
  it("a viewer's change that makes plans due, and the round that takes due plans", async () => {
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    const { planNext } = test.follower;
    await duePlans(test.client, ["ac_1"], test.clock.now());
    const round = await inHousehold(test.client, answerOf(WHO), async (session) => {
      const begun = await meanwhile(planNext);
      await duePlans(session, ["ac_1"], test.clock.now());
      return begun;
    });
    await round.done;
    await planNext();
    expect(await test.client.planDue.count()).toBe(0);
  });

  it("a channel of the guide that moves one household's recording and is wanted by another's rule, and who has both", async () => {
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, OTHER);
    await test.rules.create("TITLE", null, { titleMatch: "Something else" }, WHO);
    await duePlans(test.client, ["ac_2"], test.clock.now());
    const moved = { ...SHOW, title: "Something else", stop: SHOW.stop + 60_000 };
    const [reading, both] = await within(async (session) => {
      // As an event about the household's products does.
      await duePlans(session, ["ac_2"], test.clock.now());
      const begun = await meanwhile(() => follow("ch_1", moved));
      return [begun, await meanwhile(() => within((other) => lockHouseholds(other, ["ac_1", "ac_2"])))];
    });
    await Promise.all([reading.done, both.done]);
    expect((await test.of("br_1", OTHER)).airing.stop).toBe(moved.stop);
    expect(await test.client.recording.count({ where: { accountId: "ac_1", broadcastId: "br_1" } })).toBe(1);
  });

  it("a channel that is read for the first time, and a viewer who asks for something of it", async () => {
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    const reading = await inHousehold(test.client, answerOf(WHO), async (session) => {
      const begun = await meanwhile(() => follow("ch_2"));
      await meetChannel(session, exampleChannel({ id: "ch_2" }));
      return begun;
    });
    await reading.done;
    expect(await test.client.channel.count({ where: { id: "ch_2" } })).toBe(1);
  });

  it("the copies that a process holds on to, and who changes two of them", async () => {
    // Neither in the order of ids nor of coming.
    for (const [id, broadcastId] of [
      ["cap_1", "br_2"],
      ["cap_2", "br_1"],
    ] as const) {
      const { startsAt, stopsAt } = { startsAt: new Date(SHOW.start), stopsAt: new Date(SHOW.stop) };
      const data = {
        id,
        broadcastId,
        owner: "",
        channelId: "ch_1",
        startsAt,
        stopsAt,
        status: "RUNNING",
        holder: "desk_1",
      };
      await test.client.capture.create({ data });
      await test.client.recording.create({ data: recordingRowOf(id, broadcastId) });
    }
    const lock = (session: Session, broadcastId: string) =>
      session.$queryRaw`SELECT FROM capture WHERE broadcast_id = ${broadcastId} FOR UPDATE`;
    const renewal = await within(async (session) => {
      await lock(session, "br_1");
      const begun = await meanwhile(() => renewLeases(test.client, ["cap_1", "cap_2"], "desk_1", SHOW.stop));
      await lock(session, "br_2");
      return begun;
    });
    expect((await renewal.done).size).toBe(2);
  });
});

it("a household that joins a copy as it ends is recorded to the end", async () => {
  await test.guide([SHOW]);
  await test.wishes.schedule("br_1", null, WHO);
  test.clock.advance(SHOW.start - test.clock.now());
  await test.desk.startNext();
  const { captureId } = await test.of("br_1");
  await test.wishes.schedule("br_1", null, OTHER);
  const ending = await within(async (session) => {
    const now = test.clock.now();
    const due = { now, copies: "SHARED" as const, nextId: () => randomIds.next("cap") };
    expect(await startDue(session, { most: 1, except: [], taken: () => undefined }, due)).toHaveLength(1);
    const pieces = [{ start: SHOW.start, durationMs: SHOW.stop - SHOW.start }];
    const said = { pieces, reached: SHOW.stop + DAY_MS, isPlayable: () => true, expiresAt: null, now };
    return meanwhile(() =>
      within(async (other) => {
        await endRecordings(other, captureId ?? "", [WHO.accountId], said);
        await closeCapture(other, captureId ?? "");
      }),
    );
  });
  await ending.done;
  expect(await test.schedule()).toBe("br_1 RECORDED");
  expect(await test.schedule(OTHER)).toBe("br_1 RECORDING");
  await test.goTo(SHOW.stop + DAY_MS);
  expect(await test.schedule(OTHER)).toBe("br_1 RECORDED");
});

function recordingRowOf(captureId: string, broadcastId: string) {
  const at = new Date(SHOW.start);
  return {
    id: `rec_${broadcastId}`,
    accountId: "ac_1",
    broadcastId,
    channelId: "ch_1",
    title: "Show",
    isRepeat: false,
    start: at,
    stop: new Date(SHOW.stop),
    startsAt: at,
    stopsAt: new Date(SHOW.stop),
    beforeSeconds: 0,
    afterSeconds: 0,
    status: "RECORDING",
    chargedSeconds: 0,
    captureId,
    createdAt: at,
    updatedAt: at,
  };
}
