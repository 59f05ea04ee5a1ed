import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const RECORDED = { contentId: null, recordingId: "rec_show" };

describe("a recording", () => {
  let playback: Awaited<ReturnType<typeof startExample>>;
  const show = () => {
    const recording = playback.peers.recordings.get("ac_home rec_show");
    if (!recording) throw new Error("the example has no such recording");
    return recording;
  };
  beforeEach(async () => {
    playback = await startExample();
  });

  it("plays from where its recorder keeps it, and goes on where its viewer left off", async () => {
    playback.peers.leftOffSeconds = 1_234;
    const heard = await playback.listen("playouts.ac_home");
    const session = await playback.start(TV, RECORDED);
    expect(session).toMatchObject({
      __typename: "PlaySession",
      resumePositionSeconds: 1_234,
      slot: { mode: "RECORDING", content: null, recording: { id: "rec_show" } },
    });
    const url = new URL(session.sources[0].url);
    expect(url.pathname).toBe("/recordings/cap_show/rec_show.m3u8");
    expect(decodeJwt(url.searchParams.get("token") ?? "")).toMatchObject({
      aud: "stream",
      sub: session.slot.id,
      path: "/recordings/cap_show/",
    });
    expect(heard).toMatchObject([
      { event: "STARTED", slot: { content: null, recording: { __typename: "Recording", id: "rec_show" } } },
    ]);
  });

  it("has its bookmark from its player's beats, also when recordings and accounts are away", async () => {
    const { slotToken } = await playback.start(TV, { ...RECORDED, profileId: "pr_anna" });
    playback.peers.state["recordings"] = "down";
    playback.peers.state["accounts"] = "down";
    playback.clock.advance(40 * 60_000);
    const reply = await playback.beat(slotToken, 1, { positionSeconds: 700 });
    expect(reply).toMatchObject({ directive: "CONTINUE", reason: null });
    expect(reply.sources[0].url).toContain("/recordings/cap_show/rec_show.m3u8?token=");
    playback.clock.advance(60_000);
    await expect
      .poll(() => playback.peers.progress)
      .toMatchObject([
        { accountId: "ac_home", profileId: "pr_anna", itemId: "rec_show", positionSeconds: 700 },
      ]);
  });

  it.each([
    [{ recordingId: "rec_show" }, { field: "contentId", message: /not both, got both/ }],
    [{ contentId: null }, { field: "contentId", message: /not both, got neither/ }],
    [{ contentId: "rec_show" }, { field: "contentId", message: /goes into recordingId, got "rec_show"/ }],
    [
      { contentId: null, recordingId: "ch_one" },
      { field: "recordingId", message: /id of a recording/ },
    ],
    [
      { contentId: null, recordingId: "'; DROP" },
      { field: "recordingId", message: /this platform gave/ },
    ],
    [
      { ...RECORDED, mode: "LIVE" },
      { field: "mode", message: /must be RECORDING.*got LIVE/ },
    ],
    [{ mode: "RECORDING" }, { field: "mode", message: /for recordings only/ }],
  ])("is asked for as the contract says: %o is told its rule", async (input, { field, message }) => {
    const refused = await playback.start(TV, input);
    expect(refused).toMatchObject({ __typename: "InvalidInput", field });
    expect(refused.message).toMatch(message);
  });

  it("of another household is refused in the very words for one that never was", async () => {
    const next = await playback.start("ac_next/dev_next", RECORDED);
    const never = await playback.start("ac_next/dev_next", { ...RECORDED, recordingId: "rec_never" });
    expect(next.__typename).toBe("ContentUnavailable");
    expect(never).toEqual({ ...next, message: next.message.replace("rec_show", "rec_never") });
  });

  it.each([
    ["SCHEDULED", { availableFrom: "2026-11-20T20:00:00Z" }],
    ["FAILED", { availableFrom: null }],
    ["SKIPPED", { availableFrom: null }],
    ["CANCELLED", { availableFrom: null }],
    ["DELETED", { availableFrom: null }],
  ])("that is %s does not play", async (status, said) => {
    show()["status"] = status;
    expect(await playback.start(TV, RECORDED)).toMatchObject({ __typename: "ContentUnavailable", ...said });
  });

  it.each(["RECORDING", "RECORDED", "PARTIAL"])("that is %s plays", async (status) => {
    show()["status"] = status;
    expect((await playback.start(TV, RECORDED)).__typename).toBe("PlaySession");
  });

  it("is opened by the household's products, its country and its age, as its channel is", async () => {
    show()["entitlementTags"] = ["sport"];
    expect(await playback.start(TV, RECORDED)).toMatchObject({
      __typename: "NotEntitled",
      missingTags: ["sport"],
    });
    show()["entitlementTags"] = ["basic"];
    show()["countries"] = ["AU"];
    expect((await playback.start(TV, RECORDED)).__typename).toBe("GeoBlocked");
    show()["countries"] = ["NZ"];
    show()["minimumAge"] = 16;
    expect(await playback.start(TV, { ...RECORDED, profileId: "pr_ben" })).toMatchObject({
      __typename: "ParentalPinRequired",
      minimumAge: 16,
    });
  });

  it("that was played goes on playing while recordings is away, and what was never played does so in the grace", async () => {
    await playback.start(TV, RECORDED);
    playback.peers.state["recordings"] = "down";
    expect((await playback.start(TV, RECORDED)).sources).toHaveLength(1);
    for (const id of ["rec_one", "rec_two"]) {
      expect(await playback.start(TV, { ...RECORDED, recordingId: id })).toMatchObject({
        slot: { mode: "RECORDING", recording: { id } },
      });
    }
    await expect(playback.start(TV, { ...RECORDED, recordingId: "rec_three" })).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
  });

  it("that was played goes on playing while recordings is away, also where a channel has changed since", async () => {
    await playback.start(TV, RECORDED);
    playback.clock.advance(1_000);
    playback.service.facts.contentsChanged("all");
    playback.peers.state["recordings"] = "down";
    expect((await playback.start(TV, RECORDED)).__typename).toBe("PlaySession");
  });

  /** Does `change` when the next start has its slot. */
  const onceGranted = (change: () => void) => {
    const { slots } = playback.service;
    const run = slots.run.bind(slots);
    const spy = vi.spyOn(slots, "run").mockImplementation(async (accountId, command) => {
      const outcome = await run(accountId, command);
      if (command.op === "start") change();
      return outcome;
    });
    onTestFinished(() => spy.mockRestore());
  };

  it("keeps its slot where a channel changes while it starts", async () => {
    onceGranted(() => playback.service.facts.contentsChanged("all"));
    const session = await playback.start(TV, RECORDED);
    expect(session.__typename).toBe("PlaySession");
    expect(await playback.slots(TV)).toEqual([session.slot.id]);
  });

  it("has its slot taken again where it is hidden with its channel while it starts", async () => {
    onceGranted(() => {
      playback.peers.recordings.delete("ac_home rec_show");
      playback.service.facts.contentsChanged("all");
    });
    expect((await playback.start(TV, RECORDED)).__typename).toBe("ContentUnavailable");
    expect(await playback.slots(TV)).toEqual([]);
  });

  it("that its household deleted is not played on a memory", async () => {
    await playback.start(TV, RECORDED);
    playback.peers.recordings.delete("ac_home rec_show");
    expect((await playback.start(TV, RECORDED)).__typename).toBe("ContentUnavailable");
    playback.peers.state["recordings"] = "hanging";
    const started = playback.start(TV, RECORDED);
    await playback.peers.questions(playback.peers.asked.length);
    playback.clock.advance(1_000);
    expect((await started).__typename).toBe("ContentUnavailable");
  });
});
