import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { billed, bought, cancelled, type Holding } from "./renewal.js";

const at = (text: string) => Date.parse(`${text}Z`);
const written = (holding: Holding) => new Date(holding.validUntil).toISOString().slice(0, 16);
const DAY_MS = 86_400_000;

describe("buying", () => {
  it("runs a period from now", () => {
    expect(bought(null, "P1M", at("2026-01-31T20:15"))).toEqual({
      validFrom: at("2026-01-31T20:15"),
      validUntil: at("2026-02-28T20:15"),
      renewals: 0,
      standing: "ACTIVE",
    });
  });

  it("again while it runs adds a period behind it, and months go back to the day they began on", () => {
    let held = bought(null, "P1M", at("2026-01-31T20:15"));
    const ends = [written(held)];
    for (let month = 0; month < 4; month += 1) {
      held = bought(held, "P1M", at("2026-02-01T00:00"));
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
    const held = bought(null, "P1D", at("2026-01-31T20:15"));
    const again = bought(held, "P1D", at("2026-03-10T08:00"));
    expect(again).toMatchObject({ validFrom: at("2026-03-10T08:00"), renewals: 1 });
    expect(written(again)).toBe("2026-03-11T08:00");
  });

  it("makes one that was cancelled or suspended run on", () => {
    const held = cancelled(bought(null, "P1M", at("2026-01-10T00:00")));
    expect(bought(held, "P1M", at("2026-01-20T00:00"))).toMatchObject({ standing: "ACTIVE", renewals: 1 });
    const suspended = billed(held, { validUntil: held.validUntil, standing: "SUSPENDED" }, held.validFrom);
    expect(bought(suspended, "P1M", at("2026-01-20T00:00")).standing).toBe("ACTIVE");
  });
});

describe("cancelling", () => {
  it("changes nothing but that it is not renewed", () => {
    const held = bought(null, "P1M", at("2026-01-10T00:00"));
    expect(cancelled(held)).toEqual({ ...held, standing: "CANCELLED" });
  });
});

it("validUntil moves back by billing alone, whatever a household does", () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant("buy" as const), period: fc.constantFrom("P1D", "P2W", "P1M", "P1Y") }),
    fc.record({ kind: fc.constant("cancel" as const) }),
    fc.record({ kind: fc.constant("bill" as const), days: fc.integer({ min: -40, max: 40 }) }),
    fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      let now = at("2026-01-31T12:00");
      let held: Holding | null = null;
      for (const done of deeds) {
        const before: Holding | null = held;
        if (done.kind === "wait") now += done.days * DAY_MS;
        if (done.kind === "buy") held = bought(held, done.period, now);
        if (done.kind === "cancel" && held) held = cancelled(held);
        if (done.kind === "bill")
          held = billed(held, { validUntil: now + done.days * DAY_MS, standing: "ACTIVE" }, now);
        if (!held) continue;
        if (done.kind === "buy") expect(held.validUntil).toBeGreaterThan(now);
        if (before && done.kind !== "bill") expect(held.validUntil).toBeGreaterThanOrEqual(before.validUntil);
        expect(held.validFrom).toBeLessThanOrEqual(held.validUntil);
      }
    }),
  );
});
