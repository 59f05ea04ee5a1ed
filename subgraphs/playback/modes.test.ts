import { describe, expect, it } from "vitest";
import { startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";

describe("what plays", () => {
  it.each([
    [{ contentId: "br_news" }, { mode: "LIVE", positionSeconds: 900 }],
    [
      { contentId: "br_news", mode: "START_OVER" },
      { mode: "START_OVER", positionSeconds: 0 },
    ],
    [{ contentId: "br_gone" }, { mode: "CATCH_UP", positionSeconds: null }],
    [{ contentId: "br_bare" }, { mode: "LIVE", positionSeconds: 900 }],
    [{ contentId: "mo_film" }, { mode: "VOD", positionSeconds: null }],
    [{ contentId: "ch_thriller" }, { mode: "LIVE", positionSeconds: 900 }],
  ])("started with %j plays as %j", async (input, slot) => {
    const playback = await startExample();
    const session = await playback.start(TV, input);
    expect(session).toMatchObject({ __typename: "PlaySession", slot });
    expect(session.slot.content.id).toBe(input.contentId);
  });

  it.each([
    [
      { contentId: "br_later" },
      { availableFrom: "2026-11-21T21:00:00Z", availableUntil: "2026-11-21T22:00:00Z" },
    ],
    [
      { contentId: "br_lost" },
      { availableFrom: "2026-11-21T19:00:00Z", availableUntil: "2026-11-21T20:00:00Z" },
    ],
    [
      { contentId: "br_bare", mode: "START_OVER" },
      { availableFrom: null, availableUntil: null },
    ],
    [
      { contentId: "br_news", mode: "CATCH_UP" },
      { availableFrom: "2026-11-21T21:00:00Z", availableUntil: "2026-11-21T22:00:00Z" },
    ],
    [
      { contentId: "br_gone", mode: "START_OVER" },
      { availableFrom: "2026-11-21T19:00:00Z", availableUntil: "2026-11-21T20:00:00Z" },
    ],
  ])("asked for with %j is not available, and the viewer hears when it is", async (input, dates) => {
    const playback = await startExample();
    const refusal = await playback.start(TV, input);
    expect(refusal).toMatchObject({ __typename: "ContentUnavailable", ...dates });
    expect(await playback.slots(TV)).toEqual([]);
  });
});

describe("a pause of live", () => {
  const SLOT = "{ viewer { concurrency { slots { mode state } } } }";
  const slotsOf = async (playback: Awaited<ReturnType<typeof startExample>>) =>
    (await playback.run(SLOT, {}, `Bearer ${TV}`)).data.viewer.concurrency.slots;

  it("goes on behind live where the channel's rights allow it", async () => {
    const playback = await startExample();
    const updates = await playback.listen("playouts.ac_home");
    const { slotToken } = await playback.start(TV);
    await playback.beat(slotToken, 1, { event: "PAUSE", positionSeconds: 910 });
    expect(await slotsOf(playback)).toEqual([{ mode: "START_OVER", state: "PAUSED" }]);
    await playback.beat(slotToken, 2, { event: "RESUME", positionSeconds: 910 });
    expect(await slotsOf(playback)).toEqual([{ mode: "START_OVER", state: "PLAYING" }]);
    expect(updates.map(({ event }) => event)).toEqual(["STARTED", "PAUSED", "RESUMED"]);
  });

  it("stays live where they do not, or where nobody can say", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, { contentId: "ch_bare" });
    await playback.beat(slotToken, 1, { event: "PAUSE" });
    expect(await slotsOf(playback)).toEqual([{ mode: "LIVE", state: "PAUSED" }]);

    playback.peers.state["catalog"] = "down";
    const unknown = await playback.start(TV, { contentId: "ch_unseen" });
    const reply = await playback.beat(unknown.slotToken, 1, { event: "PAUSE" });
    expect(reply).toMatchObject({ directive: "CONTINUE", reason: null });
    expect(await slotsOf(playback)).toEqual([{ mode: "LIVE", state: "PAUSED" }]);
  });
});

describe("a film that is withdrawn", () => {
  it("ends with its player's next beat, and goes on being watched while nobody has said so", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, { contentId: "mo_film" });
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
    playback.peers.state["catalog"] = "down";
    expect(await playback.beat(slotToken, 2)).toMatchObject({ directive: "CONTINUE" });
    playback.service.facts.contentWithdrawn("mo_film", true);
    expect(await playback.beat(slotToken, 3)).toMatchObject({
      directive: "STOP",
      reason: "CONTENT_WITHDRAWN",
    });
    expect(await playback.slots(TV)).toEqual([]);
  });
});
