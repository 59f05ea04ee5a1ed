import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zoneOf } from "./country-zones.js";
import { billed, bought, cancelled, type Holding } from "./renewal.js";
import { daysIn, wallTimeAt } from "./zoned-time.js";

const at = (text: string) => Date.parse(`${text}Z`);
const written = (holding: Holding) => new Date(holding.validUntil).toISOString().slice(0, 16);
const DAY_MS = 86_400_000;

describe("buying", () => {
  it("runs a period from now", () => {
    expect(bought(null, "P1M", at("2026-01-31T20:15"), "UTC")).toEqual({
      validFrom: at("2026-01-31T20:15"),
      validUntil: at("2026-02-28T20:15"),
      renewals: 0,
      standing: "ACTIVE",
    });
  });

  it("again while it runs adds a period behind it, and months go back to the day they began on", () => {
    let held = bought(null, "P1M", at("2026-01-31T20:15"), "UTC");
    const ends = [written(held)];
    for (let month = 0; month < 4; month += 1) {
      held = bought(held, "P1M", at("2026-02-01T00:00"), "UTC");
      ends.push(written(held));
    }
    expect(ends).toEqual([
      "2026-02-28T20:15",
      "2026-03-31T20:15",
      "2026-04-30T20:15",
      "2026-05-31T20:15",
      "2026-06-30T20:15",
    ]);
    expect(held.renewals).toBe(4);
  });

  it("again after it was over begins anew", () => {
    const held = bought(null, "P1D", at("2026-01-31T20:15"), "UTC");
    const again = bought(held, "P1D", at("2026-03-10T08:00"), "UTC");
    expect(again).toMatchObject({ validFrom: at("2026-03-10T08:00"), renewals: 1 });
    expect(written(again)).toBe("2026-03-11T08:00");
  });

  it("makes one that was cancelled or suspended run on", () => {
    const held = cancelled(bought(null, "P1M", at("2026-01-10T00:00"), "UTC"));
    expect(bought(held, "P1M", at("2026-01-20T00:00"), "UTC")).toMatchObject({
      standing: "ACTIVE",
      renewals: 1,
    });
    const suspended = billed(held, { validUntil: held.validUntil, standing: "SUSPENDED" }, held.validFrom);
    expect(bought(suspended, "P1M", at("2026-01-20T00:00"), "UTC").standing).toBe("ACTIVE");
  });
});

describe("months", () => {
  it("end by the calendar of the household's zone, through summer time, and not by that of UTC", () => {
    // 31 January, 09:30 in Auckland, is still the 30th in UTC.
    const first = bought(null, "P1M", at("2026-01-30T20:30"), "Pacific/Auckland");
    expect(written(first)).toBe("2026-02-27T20:30");
    const second = bought(first, "P1M", at("2026-02-01T00:00"), "Pacific/Auckland");
    expect(written(second)).toBe("2026-03-30T20:30");
    const third = bought(second, "P1M", at("2026-02-01T00:00"), "Pacific/Auckland");
    // 30 April, 09:30, an hour later by then.
    expect(written(third)).toBe("2026-04-29T21:30");
  });

  it("of leap years end on 29 February, and years that began there on the 28th until the next", () => {
    expect(written(bought(null, "P1M", at("2028-01-31T12:00"), "UTC"))).toBe("2028-02-29T12:00");
    let held = bought(null, "P1Y", at("2028-02-29T12:00"), "UTC");
    for (let year = 0; year < 3; year += 1) held = bought(held, "P1Y", at("2028-03-01T12:00"), "UTC");
    expect(written(held)).toBe("2032-02-29T12:00");
  });

  it("go on from the day that billing chose", () => {
    const held = bought(null, "P1M", at("2026-01-31T12:00"), "UTC");
    const set = billed(
      held,
      { validUntil: at("2026-02-20T12:00"), standing: "ACTIVE" },
      at("2026-02-01T12:00"),
    );
    expect(written(bought(set, "P1M", at("2026-02-02T12:00"), "UTC"))).toBe("2026-03-20T12:00");
  });

  it("are no part of a day pass: it lasts 24 hours, also over a change of clocks", () => {
    const before = at("2026-03-29T00:00");
    expect(bought(null, "P1D", before, "Europe/Vienna").validUntil - before).toBe(DAY_MS);
  });

  it("end at the same time of day in every country, on the anchor's day or the last of a shorter month", () => {
    const zones = ["NZ", "US", "GB", "IN", "BR", "LK", "XX"].map(zoneOf);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at("2020-01-01T00:00"), max: at("2035-01-01T00:00") }),
        fc.integer({ min: 1, max: 30 }),
        (zone, from, count) => {
          let held = bought(null, "P1M", from, zone);
          for (let month = 1; month < count; month += 1) held = bought(held, "P1M", from, zone);
          const begun = wallTimeAt(from, zone);
          const ended = wallTimeAt(held.validUntil, zone);
          expect(ended.day).toBe(Math.min(begun.day, daysIn(ended.year, ended.month)));
          expect((ended.year - begun.year) * 12 + ended.month - begun.month).toBe(count);
          // Clocks that were set forward over it make it later, and so it stays.
          expect((ended.timeOfDay - begun.timeOfDay + DAY_MS) % DAY_MS).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });
});

describe("cancelling", () => {
  it("changes nothing but that it is not renewed", () => {
    const held = bought(null, "P1M", at("2026-01-10T00:00"), "UTC");
    expect(cancelled(held)).toEqual({ ...held, standing: "CANCELLED" });
  });

  it("leaves one that is suspended as it is", () => {
    const suspended: Holding = { validFrom: 0, validUntil: DAY_MS, renewals: 0, standing: "SUSPENDED" };
    expect(cancelled(suspended)).toEqual(suspended);
  });
});

it("validUntil moves back by billing alone, and SUSPENDED is left by billing or buying alone, whatever a household does", () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant("buy" as const), period: fc.constantFrom("P1D", "P2W", "P1M", "P1Y") }),
    fc.record({ kind: fc.constant("cancel" as const) }),
    fc.record({
      kind: fc.constant("bill" as const),
      days: fc.integer({ min: -40, max: 40 }),
      standing: fc.constantFrom("ACTIVE", "GRACE", "CANCELLED", "SUSPENDED"),
    }),
    fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      let now = at("2026-01-31T12:00");
      let held: Holding | null = null;
      for (const done of deeds) {
        const before: Holding | null = held;
        if (done.kind === "wait") now += done.days * DAY_MS;
        if (done.kind === "buy") held = bought(held, done.period, now, "UTC");
        if (done.kind === "cancel" && held) held = cancelled(held);
        if (done.kind === "bill")
          held = billed(held, { validUntil: now + done.days * DAY_MS, standing: done.standing }, now);
        if (!held) continue;
        if (done.kind === "buy") expect(held.validUntil).toBeGreaterThan(now);
        if (before && done.kind !== "bill") expect(held.validUntil).toBeGreaterThanOrEqual(before.validUntil);
        if (before?.standing === "SUSPENDED" && done.kind !== "bill" && done.kind !== "buy")
          expect(held.standing).toBe("SUSPENDED");
        expect(held.validFrom).toBeLessThanOrEqual(held.validUntil);
      }
    }),
  );
});
