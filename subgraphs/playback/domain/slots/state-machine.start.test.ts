import { describe, expect, it } from "vitest";
import { ExampleHousehold, events, LEASE_MS, NOON } from "./example-household.js";

describe("a start", () => {
  it("is granted and governed while the limit has room", () => {
    const home = new ExampleHousehold();
    const outcome = home.start("slot_a", "dev_tv");
    expect(outcome.reply).toEqual({ status: "GRANTED", reclaimedSlotId: null });
    expect(events(outcome)).toEqual(["STARTED slot_a"]);
    expect(outcome.changes[0]?.slot.governed).toBe(true);
    expect(home.slot("slot_a")).toMatchObject({
      state: "PLAYING",
      startedAt: NOON,
      sequence: 0,
      governed: true,
    });
  });

  it("is refused at the limit, and disturbs nobody", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    const outcome = home.start("slot_c", "dev_tablet");
    expect(outcome.reply).toEqual({ status: "REFUSED" });
    expect(outcome.changed).toBe(false);
    expect(home.playing).toEqual(["slot_a", "slot_b"]);
  });

  it("takes back the slot that the same device holds, also at the limit", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    const outcome = home.start("slot_c", "dev_tv");
    expect(outcome.reply).toEqual({ status: "GRANTED", reclaimedSlotId: "slot_a" });
    expect(events(outcome)).toEqual(["RECLAIMED slot_a", "STARTED slot_c"]);
    expect(home.beat("slot_a", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "SUPERSEDED" });
  });

  it("that is retried gives the same slot, unchanged", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += 2_000;
    const retried = home.start("slot_a", "dev_tv");
    expect(retried.reply).toEqual({ status: "GRANTED", reclaimedSlotId: null });
    expect(retried.changed).toBe(false);
    expect(home.slot("slot_a")?.startedAt).toBe(NOON);
  });

  it("that is retried after its slot ended is told so", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.end("slot_a", 1);
    expect(home.start("slot_a", "dev_tv").reply).toEqual({ status: "STOPPED", reason: "ENDED" });
  });

  it("at the limit ends the slot that it names", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    const outcome = home.start("slot_c", "dev_tablet", { takeOverSlotId: "slot_a" });
    expect(outcome.reply.status).toBe("GRANTED");
    expect(events(outcome)).toEqual(["STOPPED slot_a", "STARTED slot_c"]);
    expect(home.beat("slot_a", "dev_tv", 1).reply).toEqual({ status: "STOP", reason: "TAKEN_OVER" });
    expect(home.beat("slot_b", "dev_phone", 1).reply).toEqual({ status: "CONTINUE" });
  });

  it("below the limit leaves the slot alone that it names", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone", { takeOverSlotId: "slot_a" });
    expect(home.playing).toEqual(["slot_a", "slot_b"]);
  });

  it("above a lowered limit stops nobody for a seat that would not be free", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    home.streams = 1;
    expect(home.start("slot_c", "dev_tablet", { takeOverSlotId: "slot_a" }).reply).toEqual({
      status: "REFUSED",
    });
    expect(home.playing).toEqual(["slot_a", "slot_b"]);
  });

  it("gets the seat of a slot that has lapsed", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    home.now += LEASE_MS + 1;
    const outcome = home.start("slot_c", "dev_tablet");
    expect(events(outcome)).toEqual(["EXPIRED slot_a", "EXPIRED slot_b", "STARTED slot_c"]);
  });

  it("that arrives after its deadline does nothing", () => {
    const home = new ExampleHousehold();
    const before = home.household;
    expect(home.start("slot_a", "dev_tv", { deadline: home.now - 1 }).reply).toEqual({ status: "LATE" });
    expect(home.household).toBe(before);
  });

  it("of a household without streams is refused, whatever it would take over", () => {
    const home = new ExampleHousehold();
    home.streams = 0;
    expect(home.start("slot_a", "dev_tv", { takeOverSlotId: "slot_a" }).reply).toEqual({ status: "REFUSED" });
  });
});

describe("a limit", () => {
  it("that accounts says is another is told at once, and one that is not newer changes nothing", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += 1;
    const raised = home.run({ op: "limit", limit: { streams: 4, asOf: home.now } });
    expect([raised.changed, home.household.limit.streams]).toEqual([true, 4]);
    const again = home.run({ op: "limit", limit: { streams: 4, asOf: home.now + 1 } });
    const older = home.run({ op: "limit", limit: { streams: 2, asOf: home.now - 1 } });
    expect([again.changed, older.changed, home.household.limit.streams]).toEqual([false, false, 4]);
  });

  it("that is lowered makes the newest streams ungoverned, and stops none", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now += 1;
    home.start("slot_b", "dev_phone");
    home.now += 1;
    const outcome = home.beat("slot_b", "dev_phone", 1, { limit: { streams: 1, asOf: home.now } });
    expect(outcome.reply).toEqual({ status: "CONTINUE" });
    expect(outcome.changed).toBe(true);
    expect([home.slot("slot_a")?.governed, home.slot("slot_b")?.governed]).toEqual([true, false]);
    home.end("slot_a", 1);
    expect(home.slot("slot_b")?.governed).toBe(true);
  });

  it("from an old slot token does not undo a newer one", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv", { limit: { streams: 1, asOf: NOON } });
    home.now += 60_000;
    home.start("slot_b", "dev_phone", { limit: { streams: 2, asOf: home.now } });
    home.beat("slot_a", "dev_tv", 1, { limit: { streams: 1, asOf: NOON } });
    expect(home.household.limit.streams).toBe(2);
    expect(home.slot("slot_b")?.governed).toBe(true);
  });
});
