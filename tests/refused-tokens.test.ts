import { createPublicKey, createSecretKey } from "node:crypto";
import { generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TOKENS } from "../launcher/manifest.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SESSION = "... on Session { accessToken refreshToken account { id devices { id } profiles { id } } }";
const SIGN_UP = `mutation ($email: String!) {
  signUp(email: $email, password: "correct horse", country: "NZ", device: { name: "TV", family: TV }) { ${SESSION} } }`;
const SECONDS = 900;
const SOON = { timeout: 8_000 };

let test: TestHouse;
beforeAll(async () => {
  test = await startTestHouse();
});
afterAll(() => test[Symbol.asyncDispose]());

async function newHousehold(email: string) {
  const { data } = await test.ask(SIGN_UP, { variables: { email } });
  const { accessToken: token, refreshToken, account } = data.signUp;
  const bought = await test.ask(
    `mutation { purchase(productId: "basic", idempotencyKey: "k") { ... on Entitlement { id } } }`,
    { token },
  );
  const asked = await test.ask("mutation { requestDataExport { ... on DataExport { id } } }", { token });
  return {
    token,
    refreshToken,
    accountId: account.id as string,
    deviceId: account.devices[0].id as string,
    profileId: account.profiles[0].id as string,
    entitlementId: bought.data.purchase.id as string,
    exportId: asked.data.requestDataExport.id as string,
  };
}

describe("an access token", () => {
  /** What the gateway says of a token, past and through which nobody comes. */
  async function refusalOf(token: string) {
    const answers = [
      await test.ask("{ viewer { id } }", { token }),
      // Past the gateway as well.
      JSON.parse(
        JSON.stringify(
          await test.house.accounts.subgraph.execute(
            { query: "{ viewer { id } }" },
            { traceId: "t", authorization: `Bearer ${token}` },
          ),
        ),
      ),
    ];
    return answers.map(({ data, errors }) =>
      errors?.length ? [errors[0].extensions.code, errors[0].extensions.reason] : data,
    );
  }
  const claims = (more: Record<string, unknown> = {}) => {
    const now = Math.floor(test.clock.now() / 1_000);
    const { issuer: iss, audience: aud } = TOKENS;
    return { iss, aud, sub: "ac_1", iat: now, nbf: now, exp: now + SECONDS, ...more };
  };
  const published = async () => (await test.house.accounts.publicKeys()).keys[0] as JWK & { kid: string };
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  /** Signed by the key that the house itself signs with. */
  async function signed(more: Record<string, unknown>) {
    const { kid } = await published();
    const [row] = await test.sql("accounts", "SELECT private_jwk FROM signing_key");
    const key = await importJWK(row?.["private_jwk"] as JWK, "EdDSA");
    return new SignJWT(claims(more)).setProtectedHeader({ alg: "EdDSA", kid }).sign(key);
  }
  const later = (seconds: number) => Math.floor(test.clock.now() / 1_000) + seconds;
  const INVALID = ["UNAUTHENTICATED", "TOKEN_INVALID"];

  it("of ours is let in by the same means that the others are made with", async () => {
    expect(await refusalOf(await signed({}))).toEqual([{ viewer: null }, { viewer: null }]);
  });

  const refused: [string, () => Promise<string>, unknown][] = [
    ["of another issuer", () => signed({ iss: "https://elsewhere.example" }), INVALID],
    ["for another audience", () => signed({ aud: "data-export" }), INVALID],
    ["that has expired", () => signed({ exp: later(-10) }), ["UNAUTHENTICATED", "TOKEN_EXPIRED"]],
    ["that is not valid yet", () => signed({ nbf: later(60) }), INVALID],
    ["without a subject", () => signed({ sub: undefined }), INVALID],
    ["without an end", () => signed({ exp: undefined }), INVALID],
    [
      "that is not signed (alg: none)",
      async () => `${base64({ alg: "none", kid: (await published()).kid })}.${base64(claims())}.`,
      INVALID,
    ],
    [
      "signed with the public key as a secret (HS256)",
      async () => {
        const jwk = await published();
        const pem = createPublicKey({ key: { ...jwk }, format: "jwk" }).export({
          format: "pem",
          type: "spki",
        });
        return new SignJWT(claims())
          .setProtectedHeader({ alg: "HS256", kid: jwk.kid })
          .sign(createSecretKey(Buffer.from(pem)));
      },
      INVALID,
    ],
    [
      "signed with the raw public key as a secret (HS256)",
      async () => {
        const jwk = await published();
        return new SignJWT(claims())
          .setProtectedHeader({ alg: "HS256", kid: jwk.kid })
          .sign(createSecretKey(Buffer.from(String(jwk.x), "base64url")));
      },
      INVALID,
    ],
    [
      "of an unknown key",
      async () => {
        const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
        return new SignJWT(claims()).setProtectedHeader({ alg: "EdDSA", kid: "key_x" }).sign(privateKey);
      },
      INVALID,
    ],
    [
      "of another key under a known name",
      async () => {
        const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
        const { kid } = await published();
        return new SignJWT(claims()).setProtectedHeader({ alg: "EdDSA", kid }).sign(privateKey);
      },
      INVALID,
    ],
  ];
  it.each(refused)("%s is refused", async (_what, make, refusal) => {
    expect(await refusalOf(await make())).toEqual([refusal, refusal]);
  });

  it("of a session that ended, also of one replaced before, of a device that was removed, or of a refresh token that was used twice is refused", async () => {
    const ended = ["UNAUTHENTICATED", "SESSION_ENDED"];
    const refusedSoon = (token: string) =>
      vi.waitFor(async () => {
        test.clock.advance(250);
        expect(await refusalOf(token)).toEqual([ended, ended]);
      }, SOON);
    const one = await newHousehold("ended@example.org");
    await test.ask("mutation { signOut }", { token: one.token });
    await refusedSoon(one.token);

    const two = await newHousehold("removed@example.org");
    const remove = "mutation ($id: ID!) { removeDevice(id: $id) { __typename } }";
    await test.ask(remove, { token: two.token, variables: { id: two.deviceId } });
    await refusedSoon(two.token);

    const three = await newHousehold("stolen@example.org");
    const refresh = async () =>
      (
        await test.ask(
          `mutation ($t: String!) { refreshSession(refreshToken: $t) { __typename ${SESSION} } }`,
          {
            variables: { t: three.refreshToken },
          },
        )
      ).data.refreshSession;
    const { accessToken } = await refresh();
    test.clock.advance(11_000);
    expect((await refresh()).__typename).toBe("InvalidCredentials");
    await refusedSoon(three.token);
    await refusedSoon(accessToken);

    const four = await newHousehold("replaced@example.org");
    const select = "mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }";
    const selected = await test.ask(select, { token: four.token, variables: { id: four.profileId } });
    const successor = selected.data.selectProfile.accessToken;
    const viewer = { viewer: { id: four.accountId } };
    expect(await refusalOf(four.token)).toEqual([viewer, viewer]);
    await test.ask("mutation { signOut(everywhere: true) }", { token: successor });
    await refusedSoon(successor);
    await refusedSoon(four.token);
  });
});
