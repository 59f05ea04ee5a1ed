import { expect, it } from "vitest";
import { judgeRefresh, SUPERSEDED } from "./refresh-token.js";

const NOW = 1_000_000;
const GRACE_MS = 10_000;
const token = { usedAt: null, expiresAt: NOW + 1, sessionRevokedAt: null, isReplaced: false };
const REPLACED = { sessionRevokedAt: NOW - 1, isReplaced: true };

it.each([
  ["a token that was never used", {}, "FIRST"],
  ["the same request once more", { usedAt: NOW - GRACE_MS }, "AGAIN"],
  ["a used one after its grace", { usedAt: NOW - GRACE_MS - 1 }, "STOLEN"],
  ["one whose successor was used", { usedAt: SUPERSEDED }, "STOLEN"],
  ["one at its end", { expiresAt: NOW }, "OVER"],
  ["one of a session that has ended", { sessionRevokedAt: NOW - 1, usedAt: SUPERSEDED }, "OVER"],
  ["one of a replaced session, used before", { ...REPLACED, usedAt: NOW - GRACE_MS - 1 }, "STOLEN"],
  ["one of a replaced session, used just now", { ...REPLACED, usedAt: NOW - GRACE_MS }, "OVER"],
  ["one of a replaced session, never used", REPLACED, "OVER"],
])("%s is judged by when it was used, and for how long that may be repeated", (_, kept, verdict) => {
  expect(judgeRefresh({ ...token, ...kept }, NOW, GRACE_MS)).toBe(verdict);
});

it("without any grace a token works once, also within a moment", () => {
  expect(judgeRefresh({ ...token, usedAt: NOW - 1 }, NOW, 0)).toBe("STOLEN");
});
