import { describe, expect, it, vi } from "vitest";
import { startAgain, startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";

type Example = Awaited<ReturnType<typeof startExample>>;

/** What is done behind a player's back takes its time on a busy machine. */
const PATIENT = { timeout: 10_000 };
/** Longer than any lease: the slot has lapsed. */
const NAP_MS = 120_000;

/** How a player comes to be unknown to the slot store while something is taken from it. */
const ABSENCES: Record<string, (playback: Example, lose: () => void) => Promise<Example>> = {
  "while it slept": async (playback, lose) => {
    playback.clock.advance(NAP_MS);
    lose();
    return playback;
  },
  "while the slot store lost its data": async (playback, lose) => {
    await playback.service[Symbol.asyncDispose]();
    lose();
    playback.clock.advance(20_000);
    return startAgain(playback);
  },
};

/** The player has come back; this is what its very next beat hears, once its household has nothing that runs. */
async function afterItsReturn(playback: Example, slotToken: string) {
  expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  await vi.waitFor(async () => expect(await playback.slots(PHONE)).toEqual([]), PATIENT);
  return playback.beat(slotToken, 2);
}

it("whoever may not watch any more has no fresh URLs of an old slot token, however often it asks", async () => {
  const playback = await startExample();
  const { slotToken } = await playback.start(TV);
  playback.peers.home.entitlementTags.splice(0, 1, "sport");
  for (let again = 1; again <= 3; again += 1) {
    playback.clock.advance(5 * 60 * 60_000);
    expect((await playback.beat(slotToken, again)).sources).toBeNull();
    await vi.waitFor(async () => expect(await playback.slots(PHONE)).toEqual([]), PATIENT);
  }
});

describe.each(Object.entries(ABSENCES))("what was taken from a household %s", (_when, absence) => {
  it("stops a device that was removed, though it plays what is free", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, { contentId: "ch_free" });
    const after = await absence(playback, () => playback.peers.home.devices.shift());
    expect(await afterItsReturn(after, slotToken)).toMatchObject({
      directive: "STOP",
      reason: "DEVICE_REMOVED",
    });
  });

  it("stops a stream that no product opens any more", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    const after = await absence(playback, () => playback.peers.home.entitlementTags.splice(0, 1, "sport"));
    expect(await afterItsReturn(after, slotToken)).toMatchObject({
      directive: "STOP",
      reason: "ENTITLEMENT_ENDED",
    });
  });

  it("stops a stream that its channel no longer lets be played so", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, { contentId: "br_news", mode: "START_OVER" });
    const after = await absence(playback, () => {
      const { contents } = playback.peers;
      contents["br_news"] = { ...contents["br_bare"], id: "br_news" };
      playback.service.facts.contentsChanged("all");
    });
    expect(await afterItsReturn(after, slotToken)).toMatchObject({
      directive: "STOP",
      reason: "CONTENT_WITHDRAWN",
    });
  });

  it("stops nobody else: a device that may go on keeps its slot", async () => {
    const playback = await startExample();
    const [tv, phone] = [await playback.start(TV, { contentId: "ch_free" }), await playback.start(PHONE)];
    const after = await absence(playback, () => playback.peers.home.devices.shift());
    for (const { slotToken } of [phone, tv]) await after.beat(slotToken, 1);
    await vi.waitFor(async () => expect(await after.slots(PHONE)).toEqual([phone.slot.id]), PATIENT);
    expect(await after.beat(phone.slotToken, 2)).toMatchObject({ directive: "CONTINUE" });
  });
});

describe("while accounts is away", () => {
  it("a player that comes back goes on, and is stopped when accounts is back and says so", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    playback.clock.advance(NAP_MS);
    playback.peers.home.devices.shift();
    playback.peers.state["accounts"] = "down";
    const asked = playback.peers.asked.length;
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
    await playback.peers.questions(asked + 1);
    expect(await playback.beat(slotToken, 2)).toMatchObject({ directive: "CONTINUE" });
    expect(await playback.slots(PHONE)).toHaveLength(1);
    playback.peers.state["accounts"] = "up";
    playback.clock.advance(10_000);
    await vi.waitFor(async () => expect(await playback.slots(PHONE)).toEqual([]), PATIENT);
    expect(await playback.beat(slotToken, 3)).toMatchObject({ directive: "STOP", reason: "DEVICE_REMOVED" });
  });

  it("a start is granted on trust, and ends when accounts is back and the household holds nothing of it", async () => {
    const playback = await startExample();
    playback.peers.state["accounts"] = "down";
    const sport = await playback.start(TV, { contentId: "ch_sport" });
    const news = await playback.start(PHONE);
    playback.clock.advance(15_000);
    expect(await playback.slots(PHONE)).toHaveLength(2);
    playback.peers.state["accounts"] = "up";
    playback.clock.advance(10_000);
    await vi.waitFor(async () => expect(await playback.slots(PHONE)).toEqual([news.slot.id]), PATIENT);
    expect(await playback.beat(sport.slotToken, 1)).toMatchObject({
      directive: "STOP",
      reason: "ENTITLEMENT_ENDED",
    });
  });
});
