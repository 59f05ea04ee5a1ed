import { describe, expect, it } from "vitest";
import { ExampleHousehold, events, LEASE_MS, NOON } from "./example-household.js";
import { TOMBSTONE_MS } from "./household-draft.js";

describe("a heartbeat", () => {
  it("keeps the slot for another lease, and is no change of the household's streams", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += 80_000;
    const outcome = home.beat("slot_a", "dev_tv", 1, { positionSeconds: 80 });
    expect(outcome.reply).toEqual({ status: "CONTINUE" });
    expect(outcome.changed).toBe(false);
    expect(events(outcome)).toEqual(["HEARTBEAT slot_a"]);
    home.now += 80_000;
    home.peek();
    expect(home.slot("slot_a")).toMatchObject({ positionSeconds: 80, sequence: 1 });
  });

  it("says that the viewer paused, and went on", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    const paused = home.beat("slot_a", "dev_tv", 1, { event: "PAUSE" });
    expect([events(paused), paused.changed]).toEqual([["PAUSED slot_a"], true]);
    const seeked = home.beat("slot_a", "dev_tv", 2, { event: "SEEK", positionSeconds: 5 });
    expect([events(seeked), seeked.changed]).toEqual([["SEEKED slot_a"], false]);
    expect(home.slot("slot_a")?.state).toBe("PAUSED");
    const resumed = home.beat("slot_a", "dev_tv", 3, { event: "RESUME" });
    expect([events(resumed), resumed.changed]).toEqual([["RESUMED slot_a"], true]);
    expect(home.slot("slot_a")?.state).toBe("PLAYING");
  });

  it("that is repeated proves life and says nothing new", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.beat("slot_a", "dev_tv", 1, { positionSeconds: 10 });
    home.now += 1_000;
    const repeated = home.beat("slot_a", "dev_tv", 1, { event: "PAUSE", positionSeconds: 99 });
    expect(repeated.changes).toEqual([]);
    expect(home.slot("slot_a")).toMatchObject({
      state: "PLAYING",
      positionSeconds: 10,
      lastHeartbeatAt: home.now,
    });
  });

  it("that is replayed from earlier changes nothing", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.beat("slot_a", "dev_tv", 2);
    const slot = home.slot("slot_a");
    home.now += 1_000;
    expect(home.beat("slot_a", "dev_tv", 1, { event: "PAUSE" }).reply).toEqual({ status: "CONTINUE" });
    expect(home.slot("slot_a")).toEqual(slot);
  });

  it("of a lapsed slot gets it back while there is room", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += LEASE_MS + 1;
    home.peek();
    expect(home.playing).toEqual([]);
    const outcome = home.beat("slot_a", "dev_tv", 1);
    expect(outcome.reply).toEqual({ status: "CONTINUE" });
    expect(outcome.changed).toBe(true);
    expect(home.slot("slot_a")).toMatchObject({ startedAt: NOON, sequence: 1, governed: true });
  });

  it("of a lapsed slot hears STOP when the seats are taken, and hears it again", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += LEASE_MS + 1;
    home.start("slot_b", "dev_phone");
    home.start("slot_c", "dev_tablet");
    expect(home.beat("slot_a", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "SLOT_LOST" });
    home.end("slot_b", 1);
    expect(home.beat("slot_a", "dev_tv", 2).reply).toEqual({ status: "STOP", reason: "SLOT_LOST" });
  });

  it("of a lapsed slot is re-admitted where its caller vouches for it, ungoverned above the limit", () => {
    const home = new ExampleHousehold();
    home.start("slot_b", "dev_phone");
    home.start("slot_c", "dev_tablet");
    expect(home.beat("slot_z", "dev_tv", 1, { startedAt: NOON + 1, forgive: true }).reply.status).toBe(
      "CONTINUE",
    );
    expect(home.slot("slot_z")?.governed).toBe(false);
  });

  it("of an older player of the same device hears STOP, even where its tombstone is lost", () => {
    const home = new ExampleHousehold();
    home.now += 1_000;
    home.start("slot_b", "dev_tv");
    expect(home.beat("slot_a", "dev_tv", 7).reply).toEqual({ status: "STOP", reason: "SUPERSEDED" });
    expect(home.playing).toEqual(["slot_b"]);
  });

  it("of a newer player of the same device replaces the older one", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    const outcome = home.beat("slot_b", "dev_tv", 1, { startedAt: NOON + 1_000 });
    expect(events(outcome)).toEqual(["RECLAIMED slot_a", "HEARTBEAT slot_b"]);
  });

  it("that arrives after its deadline does nothing", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    const before = home.household;
    expect(home.beat("slot_a", "dev_tv", 1, { deadline: home.now - 1 }).reply).toEqual({ status: "LATE" });
    expect(home.household).toBe(before);
  });
});

describe("an end", () => {
  it("frees the slot, with the last position", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    const outcome = home.end("slot_a", 1, 1_800);
    expect(events(outcome)).toEqual(["ENDED slot_a"]);
    expect(outcome.changes[0]?.slot.positionSeconds).toBe(1_800);
    expect(home.playing).toEqual([]);
  });

  it("outlives a heartbeat that was under way", () => {
    const home = new ExampleHousehold();
    home.end("slot_a", 3);
    expect(home.beat("slot_a", "dev_tv", 2).reply).toEqual({ status: "STOP", reason: "ENDED" });
  });

  it("from elsewhere stops the player at its next beat", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    const outcome = home.stop("slot_a");
    expect([outcome.reply.status, events(outcome)]).toEqual(["STOPPED", ["STOPPED slot_a"]]);
    expect(home.beat("slot_a", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "STOPPED" });
    expect(home.stop("slot_a").reply).toEqual({ status: "NO_SUCH_SLOT" });
  });

  it("from elsewhere is heard by its player also while another device zaps", () => {
    const home = new ExampleHousehold();
    home.start("slot_tv", "dev_tv");
    home.start("slot_0", "dev_phone");
    home.stop("slot_tv");
    for (let zap = 1; zap <= 20; zap += 1) {
      home.now += 1_000;
      home.start(`slot_${zap}`, "dev_phone");
    }
    expect(home.beat("slot_tv", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "STOPPED" });
  });

  it("from elsewhere is heard by its player also while another device starts and ends without pause", () => {
    const home = new ExampleHousehold();
    home.start("slot_tv", "dev_tv");
    home.stop("slot_tv");
    for (let zap = 1; zap <= 20; zap += 1) {
      home.now += 1_000;
      home.start(`slot_${zap}`, "dev_phone");
      home.end(`slot_${zap}`, 1);
    }
    expect(home.beat("slot_tv", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "STOPPED" });
  });

  it("of its own is remembered for longer than what the same device took back", () => {
    const home = new ExampleHousehold();
    home.end("slot_ended", 1);
    for (let zap = 1; zap <= 20; zap += 1) home.start(`slot_${zap}`, "dev_phone");
    expect(home.beat("slot_ended", "dev_tv", 2).reply).toEqual({ status: "STOP", reason: "ENDED" });
  });

  it("is forgotten after two of the longest leases, and never more than sixteen are kept", () => {
    const home = new ExampleHousehold();
    for (let count = 10; count < 40; count += 1) {
      home.start(`slot_${count}`, "dev_tv");
      home.now += 1;
    }
    expect([...home.household.tombstones.keys()]).toEqual(
      Array.from({ length: 16 }, (_, index) => `slot_${23 + index}`),
    );
    home.now += TOMBSTONE_MS;
    home.peek();
    expect(home.household.tombstones.size).toBe(0);
  });
});
