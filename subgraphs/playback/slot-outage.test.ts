import { describe, expect, it, vi } from "vitest";
import { startExample } from "./example-playback.js";
import { SlotStoreAway } from "./slot-store.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";

async function startWithoutSlots() {
  const playback = await startExample();
  const outage = vi.spyOn(playback.service.slots, "run").mockRejectedValue(new SlotStoreAway());
  return { ...playback, outage };
}

describe("while the slot store is away", () => {
  it("a start is granted, ungoverned, and its player comes back late", async () => {
    const playback = await startWithoutSlots();
    expect(await playback.start(TV)).toMatchObject({
      __typename: "PlaySession",
      reclaimedSlotId: null,
      firstHeartbeatInSeconds: 90,
      slot: { governed: false, device: { id: "dev_tv" }, state: "PLAYING" },
    });
  });

  it("a player goes on, and comes back late, so that a store that returns meets few at a time", async () => {
    const playback = await startExample();
    const { slotToken } = await playback.start(TV);
    vi.spyOn(playback.service.slots, "run").mockRejectedValue(new SlotStoreAway());
    expect(await playback.beat(slotToken, 1)).toEqual({
      directive: "CONTINUE",
      reason: null,
      nextHeartbeatInSeconds: 90,
      sources: null,
    });
  });

  it("a viewer may zap, and the household has no more devices than streams", async () => {
    const playback = await startWithoutSlots();
    for (let zap = 0; zap < 5; zap += 1) expect((await playback.start(TV)).__typename).toBe("PlaySession");
    expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    await expect(playback.start(TABLET)).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
    playback.clock.advance(600_000);
    expect((await playback.start(TABLET)).__typename).toBe("PlaySession");
  });

  it("a household without streams gets none", async () => {
    const playback = await startWithoutSlots();
    playback.peers.home.limits.concurrentStreams = 0;
    await expect(playback.start(TV)).rejects.toMatchObject({ extensions: { code: "SERVICE_UNAVAILABLE" } });
  });

  it("an error of our own is no outage: nothing is granted for it", async () => {
    const playback = await startWithoutSlots();
    playback.outage.mockRejectedValue(new Error("a mistake"));
    await expect(playback.start(TV)).rejects.toMatchObject({ extensions: { code: "INTERNAL_SERVER_ERROR" } });
  });

  it("the household hears that its streams cannot be read now, not that something is broken", async () => {
    const playback = await startWithoutSlots();
    const { errors } = await playback.run("{ viewer { concurrency { inUse } } }", {}, `Bearer ${TV}`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("when the slot store is back", () => {
  it("a stream that was granted without it is one of the household's, and counts", async () => {
    const playback = await startWithoutSlots();
    const { slot, slotToken } = await playback.start(TV);
    playback.outage.mockRestore();
    expect(await playback.beat(slotToken, 1)).toEqual({
      directive: "CONTINUE",
      reason: null,
      nextHeartbeatInSeconds: 60,
      sources: null,
    });
    expect(await playback.slots(TV)).toEqual([slot.id]);
  });
});

it("a start that came too late for the store is granted without it", async () => {
  const playback = await startExample();
  const { slots } = playback.service;
  const { household } = await slots.run("ac_home", { op: "peek" });
  const late = {
    household,
    reply: { status: "LATE" as const },
    changes: [],
    changed: false,
    readmitted: false,
  };
  vi.spyOn(slots, "run").mockResolvedValueOnce(late as never);
  expect(await playback.start(TV)).toMatchObject({ __typename: "PlaySession", slot: { governed: false } });
});

it("a player whose heartbeat came too late for the store goes on, and comes back late", async () => {
  const playback = await startExample();
  const { slotToken } = await playback.start(TV);
  const { slots } = playback.service;
  const { household } = await slots.run("ac_home", { op: "peek" });
  vi.spyOn(slots, "run").mockResolvedValue({
    household,
    reply: { status: "LATE" },
    changes: [],
    changed: false,
    readmitted: false,
  });
  expect(await playback.beat(slotToken, 1)).toMatchObject({
    directive: "CONTINUE",
    nextHeartbeatInSeconds: 90,
  });
});

it("a viewer who zapped while the store was stalled keeps what they see, though it carries their earlier start out", async () => {
  const playback = await startExample();
  const { slots } = playback.service;
  const stalled: Parameters<typeof slots.run>[] = [];
  const stall = vi.spyOn(slots, "run").mockImplementation((...command) => {
    stalled.push(command);
    return Promise.reject(new SlotStoreAway());
  });
  await playback.start(TV);
  playback.clock.advance(600);
  const { slotToken } = await playback.start(TV, { contentId: "ch_free" });
  stall.mockRestore();
  playback.clock.advance(250);
  const [earlier] = stalled;
  if (!earlier) throw new Error("the store was not asked");
  expect((await slots.run(...earlier)).reply).toMatchObject({ status: "GRANTED" });

  playback.clock.advance(60_000);
  expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  expect(await playback.slots(TV)).toHaveLength(1);
});

it("a start on trust that the store carried out and could not answer ends when accounts says that it must", async () => {
  const playback = await startExample();
  const { slots } = playback.service;
  const run = slots.run.bind(slots);
  playback.peers.state["accounts"] = "down";
  const unheard = vi.spyOn(slots, "run").mockImplementation(async (accountId, command) => {
    const outcome = await run(accountId, command);
    if (command.op === "start") throw new SlotStoreAway();
    return outcome;
  });
  const { slotToken } = await playback.start(TV, { contentId: "ch_sport" });
  unheard.mockRestore();
  expect(await playback.slots(PHONE)).toHaveLength(1);
  playback.peers.state["accounts"] = "up";
  playback.clock.advance(10_000);
  await vi.waitFor(async () => expect(await playback.slots(PHONE)).toEqual([]), { timeout: 10_000 });
  expect(await playback.beat(slotToken, 1)).toMatchObject({
    directive: "STOP",
    reason: "ENTITLEMENT_ENDED",
  });
});

it("a clock that is set back makes no grace last: a household starts again ten minutes later", async () => {
  const playback = await startWithoutSlots();
  for (const device of [TV, PHONE]) expect((await playback.start(device)).__typename).toBe("PlaySession");
  playback.clock.step(-86_400_000);
  playback.clock.advance(600_000);
  expect((await playback.start(TABLET)).__typename).toBe("PlaySession");
});
