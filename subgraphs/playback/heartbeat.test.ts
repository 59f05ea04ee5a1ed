import { describe, expect, it, vi } from "vitest";
import { startAgain, startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";
const END = `mutation ($slotToken: String!, $sequence: Int!) {
  endPlayout(slotToken: $slotToken, sequence: $sequence, positionSeconds: 90)
}`;

describe("heartbeat", () => {
  it("keeps a slot without any access token, and says when to beat next", async () => {
    const playback = await startExample();
    const { slotToken, slot } = await playback.start(TV);
    for (let sequence = 1; sequence <= 10; sequence += 1) {
      playback.clock.advance(60_000);
      expect(await playback.beat(slotToken, sequence)).toEqual({
        directive: "CONTINUE",
        reason: null,
        sources: null,
        nextHeartbeatInSeconds: 60,
      });
    }
    expect(await playback.slots(TV)).toEqual([slot.id]);
  });

  it("tells the household what the viewer does, and only once", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    const streams = await playback.listen("concurrency.ac_home");
    const updates = await playback.listen("playouts.ac_home");
    await playback.beat(slotToken, 1, { positionSeconds: 60 });
    await playback.beat(slotToken, 2, { event: "PAUSE", positionSeconds: 70 });
    await playback.beat(slotToken, 2, { event: "PAUSE", positionSeconds: 70 });
    await playback.beat(slotToken, 3, { event: "SEEK", positionSeconds: 10 });
    await playback.beat(slotToken, 4, { event: "RESUME" });
    expect(updates.map(({ event }) => event)).toEqual(["HEARTBEAT", "PAUSED", "SEEKED", "RESUMED"]);
    expect(streams).toMatchObject([
      { slots: [{ state: "PAUSED", positionSeconds: 70 }] },
      { slots: [{ state: "PLAYING", positionSeconds: 10 }] },
    ]);
  });

  it("frees the slot of a player that is not heard, and tells so without being asked", async () => {
    const playback = await startExample();
    await playback.start(TV);
    const streams = await playback.listen("concurrency.ac_home");
    const updates = await playback.listen("playouts.ac_home");
    playback.clock.advance(90_000);
    await playback.slots(PHONE);
    expect(updates).toEqual([]);
    playback.clock.advance(1);
    await playback.slots(PHONE);
    expect(updates).toMatchObject([{ event: "EXPIRED", slot: { device: { id: "dev_tv" } } }]);
    expect(streams).toMatchObject([{ inUse: 0, slots: [] }]);
  });

  it("stops a player whose slot the household ended from another device", async () => {
    const playback = await startExample();
    const { slotToken, slot } = await playback.start(TV);
    const stop = "mutation ($id: ID!) { stopPlayout(slotId: $id) }";
    expect((await playback.run(stop, { id: slot.id }, `Bearer ${PHONE}`)).data).toEqual({
      stopPlayout: true,
    });
    expect((await playback.run(stop, { id: slot.id }, `Bearer ${PHONE}`)).data).toEqual({
      stopPlayout: false,
    });
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "STOP", reason: "SLOT_ENDED" });
  });

  it("stops a player whose slot the household ended, also while another of its devices zaps", async () => {
    const playback = await startExample();
    const { slotToken, slot } = await playback.start(TV);
    await playback.start(PHONE);
    const stop = "mutation ($id: ID!) { stopPlayout(slotId: $id) }";
    await playback.run(stop, { id: slot.id }, `Bearer ${PHONE}`);
    for (let zap = 0; zap < 20; zap += 1) {
      playback.clock.advance(1_000);
      expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    }
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "STOP", reason: "SLOT_ENDED" });
  });

  it("stops a player that was silent for so long that others took the seats", async () => {
    const playback = await startExample();
    // The amnesty with which a process begins is over.
    playback.clock.advance(600_000);
    const { slotToken } = await playback.start(TV);
    playback.clock.advance(95_000);
    await playback.start(PHONE);
    await playback.start(TABLET);
    expect(await playback.beat(slotToken, 1)).toMatchObject({
      directive: "STOP",
      reason: "CONCURRENCY_LIMIT",
    });
  });

  it("lets a player go on when the slot store cannot be asked", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    vi.spyOn(playback.service.slots, "run").mockRejectedValue(new Error("the store is away"));
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE", reason: null });
  });

  it("refuses a position or a sequence that cannot be", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    await expect(playback.beat(slotToken, 0)).rejects.toThrow("sequence must be 1 or more, got 0");
    await expect(playback.beat(slotToken, 1, { positionSeconds: -1 })).rejects.toThrow(
      "positionSeconds must be 0..",
    );
    await expect(playback.beat(slotToken, 1, { positionSeconds: 2 ** 31 - 1 })).rejects.toThrow(
      "positionSeconds",
    );
  });
});

describe("endPlayout", () => {
  it("frees the slot at once, and is true again when it is repeated", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    const updates = await playback.listen("playouts.ac_home");
    expect((await playback.run(END, { slotToken, sequence: 1 })).data).toEqual({ endPlayout: true });
    expect((await playback.run(END, { slotToken, sequence: 2 })).data).toEqual({ endPlayout: true });
    expect(updates).toMatchObject([{ event: "ENDED", slot: { positionSeconds: 90 } }]);
    expect(await playback.slots(TV)).toEqual([]);
  });
});

describe("a slot token", () => {
  const claims = {
    account: "ac_home",
    device: "dev_tv",
    content: "ch_one",
    profile: null,
    mode: "LIVE",
    startedAt: 0,
    limit: { streams: 9, asOf: 9e15 },
  };

  it("that is forged or of another kind is refused without being repeated, and the player plays on", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    const [header = "", , signature = ""] = slotToken.split(".");
    const body = Buffer.from(JSON.stringify({ ...claims, aud: "slot", sub: "slot_x" })).toString("base64url");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const forgeries = [
      "",
      "nonsense",
      "x".repeat(3_000),
      `${header}.${body}.${signature}`,
      `${none}.${body}.`,
    ];
    const query = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive } }";
    for (const forged of forgeries) {
      const beaten = await playback.run(query, { input: { slotToken: forged, sequence: 1 } });
      expect(beaten.data).toEqual({ heartbeat: null });
      expect(beaten.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "slotToken" });
      if (forged) expect(JSON.stringify(beaten.errors)).not.toContain(forged);
      expect((await playback.run(END, { slotToken: forged, sequence: 1 })).data).toEqual({
        endPlayout: null,
      });
    }
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  });

  it("of another platform is refused, though it has the same form", async () => {
    const [here, elsewhere] = [await startExample(), await startExample()];
    const { slotToken } = await elsewhere.start(TV);
    await expect(here.beat(slotToken, 1)).rejects.toThrow("slotToken must be the one that startPlayout gave");
  });
});

describe("a restart", () => {
  it("leaves a player playing, and others their place in the order", async () => {
    const before = await startExample();
    const tv = await before.start(TV);
    const phone = await before.start(PHONE);
    await before.service[Symbol.asyncDispose]();
    before.clock.advance(20_000);

    const after = await startAgain(before);
    expect(await after.slots(TV)).toEqual([]);
    expect(await after.beat(phone.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
    expect(await after.beat(tv.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
    expect(new Set(await after.slots(TV))).toEqual(new Set([tv.slot.id, phone.slot.id]));
    expect((await after.start(TABLET)).__typename).toBe("ConcurrencyLimitReached");
  });

  it("never takes the version back that a subscriber has seen", async () => {
    const version = async (playback: Awaited<ReturnType<typeof startExample>>): Promise<number> => {
      const { data } = await playback.run("{ viewer { concurrency { version } } }", {}, `Bearer ${TV}`);
      return data.viewer.concurrency.version;
    };
    const before = await startExample();
    await before.start(TV);
    await before.start(PHONE);
    const seen = await version(before);
    await before.service[Symbol.asyncDispose]();
    before.clock.advance(5_000);
    expect(await version(await startAgain(before))).toBeGreaterThan(seen);
  });
});
