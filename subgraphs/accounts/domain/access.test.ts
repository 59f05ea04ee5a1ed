import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessTo } from "./access.js";
import { type Entitlement, limitsAt, MINIMUM_LIMITS, statusAt, tagsAt } from "./entitlement.js";
import { type Product, periodEnd } from "./product.js";

const NOW = Date.parse("2026-11-21T20:00:00Z");
const BASIC: Product = {
  id: "basic",
  name: "Basic",
  description: null,
  entitlementTags: ["basic"],
  period: "P1M",
  amountMinor: 999,
  currency: "NZD",
  renews: true,
  concurrentStreams: 2,
  devices: 5,
  recordingSeconds: 7_200,
};
const SPORT: Product = {
  ...BASIC,
  id: "sport",
  entitlementTags: ["sport"],
  concurrentStreams: 1,
  devices: 9,
};

function held(product: Product, more: Partial<Entitlement> = {}): Entitlement {
  return {
    id: `en_${product.id}`,
    accountId: "ac_1",
    product,
    validFrom: NOW - 1_000,
    validUntil: NOW + 1_000,
    renewals: 0,
    standing: "ACTIVE" as const,
    ...more,
  };
}

describe("what a household may watch", () => {
  it("is everything without tags, for anyone", () => {
    expect(accessTo([], "anonymous", [BASIC], NOW)).toMatchObject({
      entitled: true,
      reason: "FREE",
      offers: [],
    });
  });

  it("is what any of its products opens, until the last of them ends", () => {
    const holder = {
      entitlements: [held(BASIC), held({ ...SPORT, entitlementTags: ["basic"] }, { validUntil: NOW + 9 })],
    };
    expect(accessTo(["basic"], holder, [BASIC], NOW)).toMatchObject({
      reason: "ENTITLED",
      validUntil: NOW + 1_000,
    });
  });

  it("has no end that anyone knows while a payment is awaited", () => {
    const grace = held(BASIC, { standing: "GRACE", validUntil: NOW - 1 });
    const holder = { entitlements: [grace, held({ ...SPORT, entitlementTags: ["basic"] })] };
    expect(accessTo(["basic"], holder, [BASIC], NOW)).toMatchObject({ entitled: true, validUntil: null });
  });

  it.each([
    ["NOT_ENTITLED", []],
    ["EXPIRED", [held(SPORT, { validUntil: NOW })]],
    ["SUSPENDED", [held(SPORT, { standing: "SUSPENDED" })]],
  ] as const)("is refused with %s and what would open it", (reason, entitlements) => {
    expect(accessTo(["sport"], { entitlements }, [BASIC, SPORT], NOW)).toEqual({
      entitled: false,
      reason,
      validUntil: null,
      offers: [SPORT],
    });
  });

  it("is unknown for somebody who is not signed in, with offers", () => {
    expect(accessTo(["sport"], "anonymous", [BASIC, SPORT], NOW)).toMatchObject({
      reason: "ANONYMOUS",
      offers: [SPORT],
    });
  });
});

describe("limits and tags", () => {
  it("are the highest of each over the valid products, never the sum", () => {
    expect(limitsAt([held(BASIC), held(SPORT)], NOW)).toEqual({
      concurrentStreams: 2,
      devices: 9,
      recordingSeconds: 7_200,
    });
  });

  it("are the minimum for a household whose products have all ended", () => {
    expect(limitsAt([held(BASIC, { validUntil: NOW })], NOW)).toEqual(MINIMUM_LIMITS);
  });

  it("a cancelled product opens what it did until its period ends", () => {
    const cancelled = held(BASIC, { standing: "CANCELLED" });
    expect(tagsAt([cancelled], NOW)).toEqual(["basic"]);
    expect(statusAt(cancelled, cancelled.validUntil)).toBe("EXPIRED");
  });
});

describe("periods", () => {
  it.each([
    ["2027-01-31T10:00:00Z", "P1M", "2027-02-28T10:00:00.000Z"],
    ["2028-01-31T10:00:00Z", "P1M", "2028-02-29T10:00:00.000Z"],
    ["2026-12-15T10:00:00Z", "P1M", "2027-01-15T10:00:00.000Z"],
    ["2026-12-15T10:00:00Z", "P1D", "2026-12-16T10:00:00.000Z"],
    ["2028-02-29T10:00:00Z", "P1Y", "2029-02-28T10:00:00.000Z"],
  ])("%s and %s end at %s", (from, period, end) => {
    expect(new Date(periodEnd(Date.parse(from), period, "UTC")).toISOString()).toBe(end);
  });

  it("of what began on a 31st end on the 31st again after a shorter month", () => {
    const ends = [];
    for (let end = Date.parse("2027-01-31T10:00:00Z"); ends.length < 4; ) {
      end = periodEnd(end, "P1M", "UTC", 31);
      ends.push(new Date(end).toISOString().slice(0, 10));
    }
    expect(ends).toEqual(["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
  });

  it("of what began on 29 February end on it again in the next leap year", () => {
    const end = periodEnd(Date.parse("2031-02-28T10:00:00Z"), "P1Y", "UTC", 29);
    expect(new Date(end).toISOString()).toBe("2032-02-29T10:00:00.000Z");
  });

  it("never drift from their anchor, however many there are, and none is skipped", () => {
    const anchors = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(anchors, ([from, count]) => {
        const anchorDay = new Date(from).getUTCDate();
        let end = from;
        for (let month = 0; month < count; month += 1) end = periodEnd(end, "P1M", "UTC", anchorDay);
        expect(end).toBe(periodEnd(from, `P${count}M`, "UTC", anchorDay));
      }),
    );
  });

  it.each(["P0D", "P1H", "PT5M", "P1000D", "1M", ""])("%j is none", (period) => {
    expect(() => periodEnd(0, period, "UTC")).toThrow("a period must be");
  });

  it("always end later than they begin", () => {
    const period = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom("D", "W", "M", "Y"));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), period, (from, [count, unit]) => {
        expect(periodEnd(from, `P${count}${unit}`, "UTC")).toBeGreaterThan(from);
      }),
    );
  });
});
