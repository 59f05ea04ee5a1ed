import { describe, expect, it } from "vitest";
import { availableSeconds, chargeOf, makeRoom, type Quota } from "./quota.js";

const quota = (said: Partial<Quota> = {}): Quota => ({
  accountId: "ac_1",
  totalSeconds: 10_000,
  usedSeconds: 7_000,
  reservedSeconds: 2_000,
  whenFull: "DELETE_OLDEST",
  ...said,
});
const made = (id: string, recordedAt: number, isProtected = false) => ({
  id,
  recordedAt,
  chargedSeconds: 3_500,
  protected: isProtected,
});

describe("room for recordings", () => {
  it("takes nothing away while there is room, and charges no padding", () => {
    expect(makeRoom(1_000, quota(), [made("rec_1", 1)])).toEqual([]);
    expect(chargeOf({ start: 0, stop: 3_600_500 })).toBe(3_601);
  });

  it("refuses where the household says so, and then deletes nothing", () => {
    expect(makeRoom(1_001, quota({ whenFull: "REFUSE" }), [made("rec_1", 1)])).toBeNull();
  });

  it("lets the oldest go first and never a protected one", () => {
    const all = [made("rec_3", 3), made("rec_1", 1, true), made("rec_2", 2)];
    expect(makeRoom(1_500, quota(), all)).toEqual(["rec_2"]);
    expect(makeRoom(6_000, quota(), all)).toEqual(["rec_2", "rec_3"]);
  });

  it("lets nothing go where all of it would not be enough", () => {
    expect(makeRoom(9_000, quota(), [made("rec_1", 1), made("rec_2", 2)])).toBeNull();
  });

  it("that a product took with it is not made up for by the next wish: no more goes than that takes", () => {
    const all = [made("rec_1", 1), made("rec_2", 2), made("rec_3", 3), made("rec_4", 4)];
    const smaller = quota({ totalSeconds: 7_000, usedSeconds: 14_000, reservedSeconds: 0 });
    expect(makeRoom(3_500, smaller, all)).toEqual(["rec_1"]);
    expect(makeRoom(3_501, smaller, all)).toEqual(["rec_1", "rec_2"]);
  });

  it("is not made where no product gives any, or protected recordings have all of it", () => {
    const all = [made("rec_1", 1), made("rec_2", 2)];
    expect(makeRoom(3_500, quota({ totalSeconds: 0, reservedSeconds: 0 }), all)).toBeNull();
    const kept = [made("rec_1", 1, true), made("rec_2", 2)];
    expect(makeRoom(3_500, quota({ totalSeconds: 3_500, reservedSeconds: 0 }), kept)).toBeNull();
  });

  it("is none, and not less, where a product ended", () => {
    expect(availableSeconds(quota({ totalSeconds: 0 }))).toBe(0);
  });
});
