import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { startAgain, startExample } from "./example-playback.js";
import { SlotStoreAway } from "./slot-store.js";

const TV = "ac_home/dev_tv";
const FILM = { contentId: "mo_film", profileId: "pr_anna" };
/** Flushes happen each second, and wait for nothing here but promises: they are done in a turn of the event loop. */
async function flush(playback: Awaited<ReturnType<typeof startExample>>) {
  playback.clock.advance(1_000);
  await setImmediate();
}

/** Where viewing has its viewer: the newest wins there. */
function leftOff({ peers }: Awaited<ReturnType<typeof startExample>>): number | undefined {
  return peers.progress.toSorted((a, b) => a.saidAt - b.saidAt).at(-1)?.positionSeconds;
}

describe("where a viewer is", () => {
  it("is handed over as the newest position of each person and item", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, FILM);
    await playback.beat(slotToken, 1, { positionSeconds: 10 });
    await playback.beat(slotToken, 2, { positionSeconds: 20, event: "PAUSE" });
    await playback.beat(slotToken, 3);
    const saidAt = playback.clock.now();
    await flush(playback);
    const told = { accountId: "ac_home", profileId: "pr_anna", itemId: "mo_film" };
    expect(playback.peers.progress).toEqual([{ ...told, positionSeconds: 20, saidAt }]);
    playback.clock.advance(500);
    await playback.run(
      "mutation ($token: String!) { endPlayout(slotToken: $token, sequence: 4, positionSeconds: 33) }",
      { token: slotToken },
    );
    await flush(playback);
    expect(playback.peers.progress.at(-1)).toEqual({
      ...told,
      positionSeconds: 33,
      saidAt: saidAt + 1_500,
    });
  });

  it("is kept when a stream ends of which the slot store knows nothing", async () => {
    const before = await startExample();
    const { slotToken } = await before.start(TV, FILM);
    // As after an outage in which the stream was granted without the store.
    const playback = await startAgain(before);
    const end =
      "mutation ($token: String!) { endPlayout(slotToken: $token, sequence: 1, positionSeconds: 33) }";
    const { data } = await playback.run(end, { token: slotToken });
    expect(data).toEqual({ endPlayout: true });
    expect(playback.peers.progress).toMatchObject([{ itemId: "mo_film", positionSeconds: 33 }]);
    await playback.run(end.replace("33", "34"), { token: slotToken });
    await flush(playback);
    expect(playback.peers.progress).toHaveLength(1);
  });

  it("is kept of a player that another screen has stopped, and not of one that has begun something else", async () => {
    const playback = await startExample();
    const { slotToken, slot } = await playback.start(TV, FILM);
    await playback.beat(slotToken, 1, { positionSeconds: 1_200 });
    await playback.service.slots.run("ac_home", { op: "stop", slotId: slot.id, reason: "STOPPED" });
    playback.clock.advance(500);
    const stopped = await playback.beat(slotToken, 2, { positionSeconds: 1_272 });
    expect(stopped).toMatchObject({ directive: "STOP", reason: "SLOT_ENDED" });
    await flush(playback);
    expect(leftOff(playback)).toBe(1_272);
    const next = await playback.start(TV, FILM);
    await playback.start(TV, {});
    expect(await playback.beat(next.slotToken, 1, { positionSeconds: 9 })).toMatchObject({
      directive: "STOP",
    });
    await flush(playback);
    expect(leftOff(playback)).toBe(1_272);
  });

  it("is nobody's where live is watched, and the household's first's where nobody is named", async () => {
    const playback = await startExample();
    const live = await playback.start(TV, { profileId: "pr_anna" });
    await playback.beat(live.slotToken, 1, { positionSeconds: 10 });
    await flush(playback);
    expect(playback.peers.progress).toEqual([]);
    const film = await playback.start(TV, { contentId: "mo_film" });
    await playback.beat(film.slotToken, 1, { positionSeconds: 10 });
    await flush(playback);
    expect(playback.peers.progress).toMatchObject([{ profileId: "pr_anna", positionSeconds: 10 }]);
  });

  it.each(["down", "hanging"] as const)(
    "waits while viewing is %s, and fails no heartbeat",
    async (state) => {
      const playback = await startExample();
      const { slotToken } = await playback.start(TV, FILM);
      playback.peers.state["viewing"] = state;
      for (let sequence = 1; sequence <= 5; sequence += 1) {
        const reply = await playback.beat(slotToken, sequence, { positionSeconds: sequence * 10 });
        expect(reply.directive).toBe("CONTINUE");
        await flush(playback);
      }
      expect(playback.peers.progress).toEqual([]);
      playback.peers.state["viewing"] = "up";
      // What hangs is given up after some seconds.
      for (let second = 0; second < 12; second += 1) await flush(playback);
      expect(playback.peers.progress).toMatchObject([{ positionSeconds: 50 }]);
    },
  );

  it("is in viewing's store before a beat is answered that the slot store could not be asked of", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, FILM);
    vi.spyOn(playback.service.slots, "run").mockRejectedValue(new SlotStoreAway());
    await playback.beat(slotToken, 1, { positionSeconds: 50 });
    expect(playback.peers.progress).toMatchObject([{ positionSeconds: 50 }]);
    playback.clock.advance(10);
    playback.peers.state["viewing"] = "down";
    expect(await playback.beat(slotToken, 2, { positionSeconds: 80 })).toMatchObject({
      directive: "CONTINUE",
    });
    playback.peers.state["viewing"] = "up";
    await flush(playback);
    expect(playback.peers.progress.at(-1)).toMatchObject({ positionSeconds: 80 });
  });

  it("is what was said last while the slot store is away, in whatever order beats come to their end", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, FILM);
    let giveUp: (error: Error) => void = () => undefined;
    const run = vi
      .spyOn(playback.service.slots, "run")
      .mockReturnValueOnce(new Promise((_resolve, reject) => (giveUp = reject)))
      .mockRejectedValue(new SlotStoreAway());
    // It waits for a store that hangs, while the next one is answered without.
    const first = playback.beat(slotToken, 1, { positionSeconds: 81 });
    await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1));
    playback.clock.advance(10);
    await playback.beat(slotToken, 2, { positionSeconds: 93 });
    playback.clock.advance(10);
    giveUp(new SlotStoreAway());
    expect((await first).directive).toBe("CONTINUE");
    expect(leftOff(playback)).toBe(93);
    // One that lost its way and arrives when its player has said more.
    await playback.beat(slotToken, 4, { positionSeconds: 140 });
    playback.clock.advance(10);
    expect((await playback.beat(slotToken, 3, { positionSeconds: 120 })).directive).toBe("CONTINUE");
    await flush(playback);
    expect(leftOff(playback)).toBe(140);
  });

  it("is told to the player that starts anew, and not while viewing is away", async () => {
    const playback = await startExample();
    playback.peers.leftOffSeconds = 1_234;
    expect((await playback.start(TV, FILM)).resumePositionSeconds).toBe(1_234);
    expect((await playback.start(TV)).resumePositionSeconds).toBeNull();
    playback.peers.state["viewing"] = "down";
    expect(await playback.start(TV, FILM)).toMatchObject({
      __typename: "PlaySession",
      resumePositionSeconds: null,
    });
  });

  it("comes from a process that ends in good order, before it ends", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, FILM);
    await playback.beat(slotToken, 1, { positionSeconds: 10 });
    await playback.service[Symbol.asyncDispose]();
    expect(playback.peers.progress).toMatchObject([{ positionSeconds: 10 }]);
  });
});
