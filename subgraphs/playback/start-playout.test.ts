import { describe, expect, it, vi } from "vitest";
import { START_RATE } from "./device-rate.js";
import { startExample } from "./example-playback.js";
import { SlotStoreAway } from "./slot-store.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";

describe("startPlayout", () => {
  it("gives a viewer a slot and its secret, and tells the household", async () => {
    const playback = await startExample();
    const streams = await playback.listen("concurrency.ac_home");
    const updates = await playback.listen("playouts.ac_home");
    const session = await playback.start(TV, { profileId: "pr_anna" });
    expect(session).toMatchObject({
      __typename: "PlaySession",
      reclaimedSlotId: null,
      firstHeartbeatInSeconds: 31,
    });
    expect(session.slot).toEqual({
      id: expect.stringMatching(/^slot_[0-9a-f]{32}$/),
      mode: "LIVE",
      recording: null,
      state: "PLAYING",
      positionSeconds: null,
      startedAt: "2026-11-21T20:15:00Z",
      lastHeartbeatAt: "2026-11-21T20:15:00Z",
      expiresAt: "2026-11-21T20:16:30Z",
      governed: true,
      device: { id: "dev_tv" },
      profile: { id: "pr_anna" },
      content: { id: "ch_one" },
    });
    const slot = {
      __typename: "PlayoutSlot",
      id: session.slot.id,
      device: { __typename: "Device", id: "dev_tv" },
      profile: { __typename: "Profile", id: "pr_anna" },
      content: { __typename: "Content", id: "ch_one" },
      expiresAt: Date.parse("2026-11-21T20:16:30Z"),
    };
    expect(streams).toMatchObject([{ id: "ac_home", limit: 2, inUse: 1, slots: [slot] }]);
    expect(updates).toMatchObject([{ event: "STARTED", at: Date.parse("2026-11-21T20:15:00Z"), slot }]);
  });

  it("refuses a third device with two streams running, and says which", async () => {
    const playback = await startExample();
    const first = await playback.start(TV);
    playback.clock.advance(1);
    const second = await playback.start(PHONE);
    expect(await playback.start(TABLET)).toEqual({
      __typename: "ConcurrencyLimitReached",
      message: expect.stringContaining("takeOverSlotId"),
      limit: 2,
      occupied: [
        { id: first.slot.id, device: { id: "dev_tv" } },
        { id: second.slot.id, device: { id: "dev_phone" } },
      ],
    });
  });

  it("lets a device that crashed take its own slot back at the limit", async () => {
    const playback = await startExample();
    const crashed = await playback.start(TV);
    await playback.start(PHONE);
    const updates = await playback.listen("playouts.ac_home");
    const again = await playback.start(TV, { contentId: "ch_free" });
    expect(again).toMatchObject({ __typename: "PlaySession", reclaimedSlotId: crashed.slot.id });
    expect(updates.map(({ event }) => event)).toEqual(["RECLAIMED", "STARTED"]);
    expect(await playback.beat(crashed.slotToken, 1)).toMatchObject({
      directive: "STOP",
      reason: "SLOT_ENDED",
    });
  });

  it("ends the slot that a start takes over, whose player hears it at its next beat", async () => {
    const playback = await startExample();
    const first = await playback.start(TV);
    const second = await playback.start(PHONE);
    const third = await playback.start(TABLET, { takeOverSlotId: first.slot.id });
    expect(third.__typename).toBe("PlaySession");
    expect(await playback.beat(first.slotToken, 1)).toMatchObject({
      directive: "STOP",
      reason: "SLOT_TAKEN_OVER",
    });
    expect(await playback.beat(second.slotToken, 1)).toMatchObject({ directive: "CONTINUE", reason: null });
  });

  it("gives a retried start the same slot and the same token", async () => {
    const playback = await startExample();
    const first = await playback.start(TV, { clientRequestId: "once" });
    playback.clock.advance(2_000);
    const retried = await playback.start(TV, { clientRequestId: "once" });
    expect(retried.slot).toEqual(first.slot);
    expect(await playback.beat(retried.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
    expect(await playback.slots(TV)).toEqual([first.slot.id]);
    const elsewhere = await playback.start(PHONE, { clientRequestId: "once" });
    expect(elsewhere.slot.id).not.toBe(first.slot.id);
    // Else it would be given URLs of one thing for the slot of another.
    const other = await playback.start(TV, { contentId: "ch_free", clientRequestId: "once" });
    expect(other.slot.id).not.toBe(first.slot.id);
  });

  it("tells a start that is retried after its end to come as a new one", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV, { clientRequestId: "once" });
    await playback.run("mutation ($slotToken: String!) { endPlayout(slotToken: $slotToken, sequence: 1) }", {
      slotToken,
    });
    const retried = await playback.start(TV, { clientRequestId: "once" });
    expect(retried).toMatchObject({ __typename: "InvalidInput", field: "clientRequestId" });
  });

  it("counts a purchase at once", async () => {
    const playback = await startExample();
    expect((await playback.start(TV, { contentId: "ch_sport" })).__typename).toBe("NotEntitled");
    playback.peers.home.entitlementTags.push("all");
    expect((await playback.start(TV, { contentId: "ch_sport" })).__typename).toBe("PlaySession");
  });

  it("asks the catalog once a minute about a channel, and accounts each time", async () => {
    const playback = await startExample();
    await playback.start(TV);
    await playback.start(TV);
    expect(playback.peers.asked).toEqual(["accounts", "catalog", "accounts"]);
    playback.clock.advance(60_000);
    await playback.start(TV);
    expect(playback.peers.asked.slice(3)).toEqual(["accounts", "catalog"]);
  });

  it("needs a signed-in household", async () => {
    const playback = await startExample();
    const input = { contentId: "ch_one", deviceId: "dev_tv", clientRequestId: "1" };
    const query = "mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } }";
    const { errors } = await playback.run(query, { input });
    expect(errors?.[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
  });

  it.each([
    [{ contentId: null }, { __typename: "InvalidInput", field: "contentId" }],
    [{ contentId: "'; DROP TABLE" }, { __typename: "InvalidInput", field: "contentId" }],
    [{ takeOverSlotId: "" }, { __typename: "InvalidInput", field: "takeOverSlotId" }],
    [{ clientRequestId: "" }, { __typename: "InvalidInput", field: "clientRequestId" }],
    [{ clientRequestId: "x".repeat(101) }, { __typename: "InvalidInput", field: "clientRequestId" }],
    [{ profileId: "pr_stranger" }, { __typename: "InvalidInput", field: "profileId" }],
    [{ deviceId: "dev_phone" }, { __typename: "DeviceNotRegistered", deviceId: "dev_phone" }],
    [{ contentId: "ch_gone" }, { __typename: "ContentUnavailable" }],
    [
      { contentId: "ch_one", mode: "CATCH_UP" },
      { __typename: "ContentUnavailable", message: expect.stringMatching(/does not play as CATCH_UP/) },
    ],
    [{ contentId: "ch_abroad" }, { __typename: "GeoBlocked", country: "NZ" }],
    [{ contentId: "ch_sport" }, { __typename: "NotEntitled", missingTags: ["sport", "all"] }],
  ])("answers %j with %j, and takes no slot", async (input, refusal) => {
    const playback = await startExample();
    expect(await playback.start(TV, input)).toMatchObject(refusal);
    expect(await playback.slots(TV)).toEqual([]);
  });

  it("refuses a device that was removed while its token is still good", async () => {
    const playback = await startExample();
    playback.peers.home.devices.shift();
    expect((await playback.start(TV)).__typename).toBe("DeviceNotRegistered");
  });
});

describe("a child's profile", () => {
  const BEN = { profileId: "pr_ben" };

  it("sees what airs from twelve on with a PIN, and everything else without", async () => {
    const playback = await startExample();
    const thriller = { contentId: "ch_thriller", ...BEN };
    const locked = { __typename: "ParentalPinRequired", minimumAge: 12 };
    expect(await playback.start(TV, thriller)).toMatchObject({ ...locked, attemptsLeft: null });
    const wrong = await playback.start(TV, { ...thriller, parentalPin: "1234" });
    expect(wrong).toMatchObject({ ...locked, attemptsLeft: 4 });
    expect(JSON.stringify(wrong)).not.toContain("1234");
    expect(await playback.slots(TV)).toEqual([]);
    const opened = await playback.start(TV, { ...thriller, parentalPin: "4711" });
    expect(opened).toMatchObject({ __typename: "PlaySession", slot: { profile: { id: "pr_ben" } } });
    expect((await playback.start(TV, BEN)).__typename).toBe("PlaySession");
  });

  it("is refused what is above its limit while nobody can check its PIN, and nothing else", async () => {
    const playback = await startExample();
    expect((await playback.start(TV, { contentId: "ch_thriller" })).__typename).toBe("PlaySession");
    playback.peers.state["accounts"] = "down";
    const start = playback.start(TV, { contentId: "ch_thriller", ...BEN, parentalPin: "4711" });
    await expect(start).rejects.toThrow("the PIN cannot be checked now");
    expect((await playback.start(TV, BEN)).__typename).toBe("PlaySession");
  });
});

it("a child gets nothing on trust of which nobody knows for whom it is", async () => {
  const playback = await startExample();
  expect((await playback.start(TV)).__typename).toBe("PlaySession");
  playback.peers.state["catalog"] = "down";
  const unseen = { contentId: "ch_free" };
  await expect(playback.start(TV, { ...unseen, profileId: "pr_ben" })).rejects.toMatchObject({
    extensions: { code: "SERVICE_UNAVAILABLE" },
  });
  expect((await playback.start(TV, unseen)).__typename).toBe("PlaySession");
});

describe("a start from abroad", () => {
  it("is judged by where the viewer is, where the edge says so", async () => {
    const playback = await startExample();
    const start = (country?: string) => playback.start(TV, { contentId: "ch_abroad" }, country);
    expect(await start("AT")).toMatchObject({ __typename: "PlaySession" });
    expect(await start("FR")).toMatchObject({ __typename: "GeoBlocked", country: "FR" });
    expect(await start()).toMatchObject({ __typename: "GeoBlocked", country: "NZ" });
  });
});

it("a viewer who zaps costs the slot store one round trip, and is never refused for want of a stream", async () => {
  const playback = await startExample();
  await playback.start(TV);
  await playback.start(PHONE);
  const run = vi.spyOn(playback.service.slots, "run");
  expect((await playback.start(TV, { contentId: "ch_free" })).__typename).toBe("PlaySession");
  expect(run.mock.calls.map(([, { op }]) => op)).toEqual(["start"]);
});

describe("a device that starts faster than anybody zaps", () => {
  it("waits, and holds up no other", async () => {
    const playback = await startExample();
    for (let count = 0; count < START_RATE.most; count += 1) {
      expect((await playback.start(TV)).__typename).toBe("PlaySession");
    }
    playback.clock.advance(10_000);
    expect(await playback.start(TV)).toMatchObject({ __typename: "Throttled", retryAfterSeconds: 20 });
    expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    playback.clock.advance(20_000);
    expect((await playback.start(TV)).__typename).toBe("PlaySession");
  });

  it("does not wait for as long as a clock was set back", async () => {
    const playback = await startExample();
    for (let count = 0; count < START_RATE.most; count += 1) await playback.start(TV);
    playback.clock.step(-3_600_000);
    expect((await playback.start(TV)).__typename).toBe("PlaySession");
  });

  it("is not held up for what it tried in an outage", async () => {
    const playback = await startExample();
    vi.spyOn(playback.service.slots, "run").mockRejectedValue(new SlotStoreAway());
    for (let count = 0; count < 2 * START_RATE.most; count += 1) await playback.start(TV);
    vi.restoreAllMocks();
    expect((await playback.start(TV)).__typename).toBe("PlaySession");
  });
});

describe("two households", () => {
  const NEXT = "ac_next/dev_next";

  it("never see or stop each other's streams", async () => {
    const playback = await startExample();
    const home = await playback.start(TV);
    const next = await playback.start(NEXT);
    const query = `query ($slots: [_Any!]!) {
      viewer { concurrency { slots { id } } }
      _entities(representations: $slots) {
        ... on PlayoutSlot { id } ... on Device { nowPlaying { id } } ... on Account { concurrency { inUse } }
      }
    }`;
    const slots = [
      { __typename: "PlayoutSlot", id: next.slot.id },
      { __typename: "Device", id: "dev_next" },
      { __typename: "Account", id: "ac_next" },
      { __typename: "PlayoutSlot", id: home.slot.id },
      { __typename: "Device", id: "dev_tv" },
      { __typename: "Account", id: "ac_home" },
    ];
    const { data } = await playback.run(query, { slots }, `Bearer ${TV}`);
    expect(data.viewer.concurrency.slots).toEqual([{ id: home.slot.id }]);
    const own = [{ id: home.slot.id }, { nowPlaying: { id: home.slot.id } }, { concurrency: { inUse: 1 } }];
    expect(data._entities).toEqual([null, { nowPlaying: null }, null, ...own]);

    const stop = "mutation ($id: ID!) { stopPlayout(slotId: $id) }";
    expect((await playback.run(stop, { id: next.slot.id }, `Bearer ${TV}`)).data.stopPlayout).toBe(false);
    expect(await playback.beat(next.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  });

  it("get different slots for the same request of the same device id", async () => {
    const playback = await startExample();
    playback.peers.accounts.get("ac_next")?.devices.push({ id: "dev_tv" });
    const home = await playback.start(TV, { clientRequestId: "same" });
    const next = await playback.start("ac_next/dev_tv", { clientRequestId: "same" });
    expect(next.slot.id).not.toBe(home.slot.id);
  });
});
