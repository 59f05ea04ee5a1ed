import { expect, it } from "vitest";
import { describeHousehold } from "./describe-household.js";
import type { Packed } from "./message-pack.js";

/** As Redis' cmsgpack writes short lists, short texts and numbers. */
function packed(value: Packed): Buffer {
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "string") return Buffer.from([0xa0 + value.length, ...Buffer.from(value)]);
  if (typeof value !== "number")
    return Buffer.concat([Buffer.from([0x90 + value.length]), ...value.map(packed)]);
  const bytes = Buffer.from([0xce, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

it("an operator reads who holds which slot, what has ended and why", () => {
  const slot = [
    "slot_a",
    "dev_tv",
    "ch_1",
    false,
    "LIVE",
    "PLAYING",
    75,
    1_000,
    2_000,
    90_000,
    3,
    true,
    false,
  ];
  const kept = Buffer.concat([7, 2, 0, [slot], [["slot_b", "TAKEN_OVER", 216_000]]].map(packed));
  const canary = { tick: "1000", since: "0", until: "240000", dropped: "0" };
  expect(describeHousehold(kept, canary).split("\n")).toEqual([
    "1 of 2 streams (known since 1970-01-01T00:00:00.000Z), version 7; amnesty until 1970-01-01T00:04:00.000Z, unseats nobody",
    "running:",
    "  slot_a dev_tv ch_1 PLAYING governed, heard 1970-01-01T00:00:02.000Z (#3), lapses 1970-01-01T00:01:32.000Z",
    "ended:",
    "  slot_b TAKEN_OVER, remembered until 1970-01-01T00:03:36.000Z",
  ]);
});

it("a household of which nothing is known is told as that", () => {
  expect(describeHousehold(null, {})).toBe("no streams, nothing ended lately; no amnesty yet");
});
