import { expect, it } from "vitest";
import { unpack } from "./message-pack.js";

it.each([
  ["nothing", "", []],
  ["one value after the other", "07c3c2", [7, true, false]],
  [
    "numbers of any size",
    "7fccffcdffffceffffffffcf0000018bcfe56800",
    [127, 255, 65_535, 4_294_967_295, 1.7e12],
  ],
  ["numbers below zero", "ffd080d18000d280000000d3ffffffffffffffff", [-1, -128, -32_768, -2_147_483_648, -1]],
  ["broken numbers", "ca3fc00000cb3ff8000000000000", [1.5, 1.5]],
  ["texts", `a0a3e282acd903616263da0001${"61"}db0000000162`, ["", "€", "abc", "a", "b"]],
  ["lists in lists", "92019192a0a0dc000107dd0000000108", [[1, [["", ""]]], [7], [8]]],
])("reads what a script packed: %s", (_what, hex, values) => {
  expect(unpack(Buffer.from(hex, "hex"))).toEqual(values);
});

it.each([
  ["a map", "80", "no packed value begins with 0x80"],
  ["nil", "c0", "no packed value begins with 0xc0"],
  ["a text without its end", "a361", "packed values end too early"],
  ["a number without its end", "cd00", "packed values end too early"],
])("does not make sense of %s", (_what, hex, message) => {
  expect(() => unpack(Buffer.from(hex, "hex"))).toThrow(message);
});
