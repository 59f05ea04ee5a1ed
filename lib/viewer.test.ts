import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.js";
import { RevocationList } from "./revocations.js";
import { createViewerVerifier, type ViewerVerifier } from "./viewer.js";

const NOW = "2026-11-21T20:00:00Z";
const SECONDS = Date.parse(NOW) / 1_000;
const GOOD = {
  sub: "ac_1",
  iss: "https://issuer",
  aud: "playhead",
  exp: SECONDS + 900,
  device: "dev_1",
  scope: "a b",
};

describe("who a token says one is", () => {
  let clock: ManualClock;
  let verifier: ViewerVerifier;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let asked = 0;

  beforeAll(async () => {
    keys = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    const publicJwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "EdDSA" };
    clock = new ManualClock(NOW);
    verifier = createViewerVerifier({
      issuer: "https://issuer",
      audience: "playhead",
      clock,
      keys: () => {
        asked += 1;
        return Promise.resolve({ keys: [publicJwk] });
      },
    });
  });

  const sign = (claims: typeof GOOD, kid = "k1") =>
    new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid }).sign(keys.privateKey);
  const verify = (token: string) => verifier.verify(`Bearer ${token}`);

  it("is the account, the device and the scopes of a token of ours", async () => {
    expect(await verify(await sign(GOOD))).toMatchObject({
      accountId: "ac_1",
      deviceId: "dev_1",
      scopes: ["a", "b"],
    });
  });

  it("is nobody without a token", async () => {
    expect(await verifier.verify(undefined)).toBeNull();
  });

  it.each([
    ["another issuer", { ...GOOD, iss: "https://other" }],
    ["another audience", { ...GOOD, aud: "other" }],
    ["a token that has expired", { ...GOOD, exp: SECONDS - 60 }],
    ["a token that is not valid yet", { ...GOOD, nbf: SECONDS + 60 }],
    ["a token for nobody", { ...GOOD, sub: "" }],
  ])("refuses %s", async (_name, claims) => {
    await expect(verify(await sign(claims))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("refuses a token that says itself that it has expired, without a look at its key", async () => {
    const before = asked;
    const token = await sign({ ...GOOD, exp: SECONDS - 60 }, "a key that nobody has");
    const refusal = { code: "UNAUTHENTICATED", extensions: { reason: "TOKEN_EXPIRED" } };
    await expect(verify(token)).rejects.toMatchObject(refusal);
    expect(asked).toBe(before);
  });

  it("says whose a late token is where that is asked for, and that it is late; nothing else is forgiven it", async () => {
    const late = { ...GOOD, exp: SECONDS - 60 };
    const askLate = async (claims: typeof GOOD) => verifier.verify(`Bearer ${await sign(claims)}`, 61_000);
    expect(await askLate(GOOD)).not.toHaveProperty("isLate");
    for (const time of ["first", "second"]) {
      expect(await askLate(late), time).toMatchObject({ accountId: "ac_1", isLate: true });
    }
    await expect(verify(await sign(late))).rejects.toMatchObject({ extensions: { reason: "TOKEN_EXPIRED" } });
    for (const claims of [
      { ...late, exp: SECONDS - 120 },
      { ...late, iss: "https://other" },
      { ...late, aud: "other" },
      { ...late, sub: "" },
      { ...late, nbf: SECONDS + 60 },
    ]) {
      await expect(askLate(claims)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
    const stranger = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    const forged = await new SignJWT(late)
      .setProtectedHeader({ alg: "EdDSA", kid: "k1" })
      .sign(stranger.privateKey);
    await expect(verifier.verify(`Bearer ${forged}`, 61_000)).rejects.toMatchObject({
      extensions: { reason: "TOKEN_INVALID" },
    });
  });

  it("takes a token whose end is not a number for none of ours", async () => {
    const claims = { ...GOOD, exp: "soon" as unknown as number };
    const refusal = { extensions: { reason: "TOKEN_INVALID" } };
    await expect(verify(await sign(claims))).rejects.toMatchObject(refusal);
    await expect(verify("a.b.c")).rejects.toMatchObject(refusal);
  });

  it("refuses a token without a signature, and one signed with the public key as a secret", async () => {
    await expect(verify(new UnsecuredJWT(GOOD).encode())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const { x = "" } = await exportJWK(keys.publicKey);
    const forged = await new SignJWT(GOOD)
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .sign(Buffer.from(x, "base64url"));
    await expect(verify(forged)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("refuses an unknown key, and asks for the keys anew no more than once in a while", async () => {
    clock.advance(60_000);
    const before = asked;
    for (const kid of ["k2", "k3", "k4"]) {
      await expect(verify(await sign(GOOD, kid))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
    expect(asked).toBe(before + 1);
  });

  it("cannot be said, and no token is refused for good, while nobody knows which were taken back", async () => {
    const list = new RevocationList({
      clock,
      read: () => Promise.reject(Object.assign(new Error("no answer"), { name: "TimeoutError" })),
    });
    const careful = createViewerVerifier({
      issuer: "https://issuer",
      audience: "playhead",
      clock,
      revocations: list,
      keys: () => Promise.reject(new Error("not asked for")),
    });
    await expect(careful.verify(`Bearer ${await sign(GOOD)}`)).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      extensions: { cause: "TimeoutError" },
    });
    expect(await careful.verify(undefined)).toBeNull();
  });

  it("forgets a token it has verified when it expires", async () => {
    const token = await sign({ ...GOOD, exp: SECONDS + 500 });
    await verify(token);
    clock.advance(600_000);
    await expect(verify(token)).rejects.toMatchObject({ extensions: { reason: "TOKEN_EXPIRED" } });
  });
});
