import { expect, test } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { countingIds } from "../../lib/ids.js";
import { createViewerVerifier } from "../../lib/viewer.js";
import type { KeptKey } from "./store/signing-keys.js";
import { createTokenIssuer } from "./token-issuer.js";

const NAMES = { issuer: "https://accounts.example", audience: "https://api.example" };
const NOW = Date.parse("2026-06-01T20:00:00Z");

function createKeyStore() {
  const kept: KeptKey[] = [];
  return {
    signingKeys: async () => kept,
    addSigningKey: async (key: KeptKey) => void kept.unshift(key),
  };
}

test.each([
  ["ahead of", 90_000],
  ["behind", -90_000],
])(
  "whoever signs in while the clock of accounts is %s all others is signed in at once",
  async (_how, byMs) => {
    const clock = new ManualClock(NOW + byMs);
    const issuer = await createTokenIssuer(createKeyStore(), { ...NAMES, clock, ids: countingIds() });
    const { token, expiresAt } = await issuer.issue("ac_1", { device: "dev_1" }, 900);
    const keys = () => issuer.publicKeys();
    const verifier = createViewerVerifier({ ...NAMES, keys, clock: new ManualClock(NOW) });
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ accountId: "ac_1", deviceId: "dev_1" });
    expect(expiresAt).toBe(NOW + byMs + 900_000);
  },
);
