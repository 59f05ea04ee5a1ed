import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { createSlotTokens, type SlotGrant } from "./slot-token.js";

const SECRET = new Uint8Array(32).fill(7);
const GRANT: SlotGrant = {
  accountId: "ac_1",
  playout: {
    slotId: "slot_1",
    deviceId: "dev_1",
    contentId: "ch_1",
    profileId: null,
    mode: "LIVE",
    country: "NZ",
  },
  startedAt: Date.UTC(2026, 10, 21),
  limit: { streams: 2, asOf: Date.UTC(2026, 10, 20) },
  airing: null,
};

it("a slot token gives back all that was granted, and is the same for the same grant", async () => {
  const tokens = await createSlotTokens(SECRET);
  const token = await tokens.sign(GRANT);
  expect(await tokens.verify(token)).toEqual(GRANT);
  expect(await (await createSlotTokens(SECRET)).sign(GRANT)).toBe(token);
});

it("a slot token of another key is none", async () => {
  const token = await (await createSlotTokens(new Uint8Array(32).fill(8))).sign(GRANT);
  expect(await (await createSlotTokens(SECRET)).verify(token)).toBeNull();
});

it("what was signed with the same key for another purpose is no slot token", async () => {
  const tokens = await createSlotTokens(SECRET);
  const signFor = (audience: string) =>
    new SignJWT({ account: "ac_1" })
      .setProtectedHeader({ alg: "HS256" })
      .setAudience(audience)
      .setSubject("slot_1")
      .sign(SECRET);
  expect(await tokens.verify(await signFor("slot"))).toMatchObject({ accountId: "ac_1" });
  expect(await tokens.verify(await signFor("stream"))).toBeNull();
});
