import { describe, expect, it } from "vitest";
import { amnestySince, tick } from "./canary.js";
import { ExampleHousehold, events, LEASE_MS, NOON } from "./example-household.js";
import { emptyHousehold } from "./household.js";

describe("an amnesty", () => {
  it("re-admits unknown players beyond the limit", () => {
    const home = new ExampleHousehold();
    home.amnestySince = NOON;
    home.start("slot_b", "dev_phone");
    home.start("slot_c", "dev_tablet");
    expect(home.beat("slot_a", "dev_tv", 5).reply).toEqual({ status: "CONTINUE" });
    expect([...home.household.slots.values()].filter((slot) => slot.governed)).toHaveLength(2);
  });

  it("lets seats that nobody has confirmed since refuse no start", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    home.now += 30_000;
    home.amnestySince = home.now;
    home.beat("slot_b", "dev_phone", 1);
    const outcome = home.start("slot_c", "dev_tablet");
    expect(events(outcome)).toEqual(["EXPIRED slot_a", "STARTED slot_c"]);
    expect(home.start("slot_d", "dev_laptop").reply).toEqual({ status: "REFUSED" });
  });
});

describe("an amnesty for players that were answered while the store could not be asked", () => {
  const rules = { gapMs: 15_000, amnestyMs: 240_000 };
  const healthy = { tickedAt: NOON - 5_000, amnesty: null };

  it("re-admits them, and unseats nobody who was heard all the while", () => {
    const canary = tick(healthy, NOON, rules, true);
    expect(amnestySince(canary, NOON, rules)).toBe(0);
    expect(amnestySince({ ...canary, tickedAt: NOON + 239_999 }, NOON + 239_999, rules)).toBe(0);
    expect(amnestySince({ ...canary, tickedAt: NOON + 240_000 }, NOON + 240_000, rules)).toBeNull();

    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.start("slot_b", "dev_phone");
    home.now += 1_000;
    home.amnestySince = 0;
    expect(home.start("slot_c", "dev_tablet").reply).toEqual({ status: "REFUSED" });
    expect(home.beat("slot_d", "dev_laptop", 5).reply).toEqual({ status: "CONTINUE" });
  });

  it("prolongs one that runs, and leaves those confirmed in it confirmed", () => {
    const canary = tick({ tickedAt: NOON - 20_000, amnesty: null }, NOON, rules);
    expect(tick(canary, NOON + 5_000, rules, true).amnesty).toEqual({ since: NOON, until: NOON + 245_000 });
  });

  it("does not outlast its time when the clock steps back", () => {
    const canary = tick(healthy, NOON, rules, true);
    const stepped = tick(canary, NOON - 3_600_000, rules);
    expect(stepped.amnesty?.until).toBe(NOON - 3_600_000 + rules.amnestyMs);
  });
});

describe("a clock that steps back", () => {
  it("does not keep a slot alive beyond its lease", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now -= 3_600_000;
    home.peek();
    home.now += LEASE_MS + 1;
    expect(events(home.peek())).toEqual(["EXPIRED slot_a"]);
  });

  it("never takes a version back", () => {
    const home = new ExampleHousehold();
    const { version } = home.start("slot_a", "dev_tv").household;
    home.now -= 3_600_000;
    expect(home.start("slot_b", "dev_phone").household.version).toBe(version + 1);
  });

  it("does not keep a new limit from being learned", () => {
    const home = new ExampleHousehold();
    home.start("slot_a", "dev_tv");
    home.now -= 3_600_000;
    home.start("slot_b", "dev_phone", { limit: { streams: 3, asOf: home.now } });
    expect(home.household.limit.streams).toBe(3);
  });
});

describe("a version", () => {
  it("grows also across the loss of all data, and fits 32 bits until 2043", () => {
    const home = new ExampleHousehold();
    const { version } = home.start("slot_a", "dev_tv").household;
    home.now += 1_000;
    expect(emptyHousehold(home.now).version).toBeGreaterThan(version);
    expect(emptyHousehold(Date.UTC(2042, 11, 31)).version).toBeLessThan(2 ** 31 - 1);
    expect(emptyHousehold(Date.UTC(2060, 0, 1)).version).toBe(2 ** 31 - 1);
  });
});
