import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

interface Verifier {
  grantFor(
    url: string,
    cookies: string,
    keys: JWTVerifyGetKey,
    now: Date,
  ): Promise<{ slotId: string } | null>;
  createVerifier(keys: JWTVerifyGetKey, now: () => Date): Server;
}
/** What operators are given to check tokens with. */
const { grantFor, createVerifier } = (await import(
  new URL("../docs/streams/verifier.mjs", import.meta.url).href
)) as Verifier;

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    ... on PlaySession { slot { id } slotToken sources { url tokenExpiresAt } drm { licenseUrl } }
  }
}`;

describe("a CDN that knows the published keys alone", () => {
  let house: TestHouse;
  let keysUrl: URL;
  let keys: JWTVerifyGetKey;
  let session: { slot: { id: string }; slotToken: string; sources: { url: string }[]; drm: object[] };

  beforeAll(async () => {
    house = await startTestHouse();
    keysUrl = new URL("/.well-known/stream-keys.json", house.house.gateway.url);
    const published = await fetch(keysUrl);
    expect(published.headers.get("cache-control")).toBe("public, max-age=300");
    keys = createLocalJWKSet((await published.json()) as JSONWebKeySet);
    const tv = await house.signIn("TV");
    const { data } = await house.ask("{ channels(first: 500) { edges { node { id entitlementTags } } } }");
    type Channel = { node: { id: string; entitlementTags: string[] } };
    const open = data.channels.edges.find(({ node }: Channel) => !node.entitlementTags.includes("premium"));
    const input = {
      contentId: open.node.id,
      deviceId: tv.deviceId,
      clientRequestId: "1",
    };
    session = (await house.ask(START, { variables: { input }, token: tv.token })).data.startPlayout;
  });
  afterAll(() => house[Symbol.asyncDispose]());

  const now = () => new Date(house.clock.now());
  const pathOf = (url: string) => new URL(url).pathname + new URL(url).search;

  it("delivers to whoever started, and what lies beside, and nothing else", async () => {
    const [source] = session.sources;
    const url = pathOf(source?.url ?? "");
    expect(await grantFor(url, "", keys, now())).toMatchObject({ slotId: session.slot.id });
    const [path = "", token = ""] = url.split("?token=");
    const folder = path.slice(0, path.lastIndexOf("/"));
    const beside = `${folder}/segment-1.ts`;
    expect(await grantFor(beside, `a=b; stream=${token}`, keys, now())).toMatchObject({
      slotId: session.slot.id,
    });
    const refused = [
      [beside, ""],
      [`/live/ch_other/master.m3u8?token=${token}`, ""],
      [`${folder}/..%2f..%2fother/master.m3u8?token=${token}`, ""],
      [`${folder}/../ch_other/master.m3u8?token=${token}`, ""],
      [`${folder}x/master.m3u8?token=${token}`, ""],
      [`${path}?token=${token.slice(0, -4)}AAAA`, ""],
      [`${path}?token=${session.slotToken}`, ""],
    ] as const;
    for (const [wanted, cookies] of refused) expect(await grantFor(wanted, cookies, keys, now())).toBeNull();
    const expired = new Date(house.clock.now() + 5 * 3_600_000);
    expect(await grantFor(url, "", keys, expired)).toBeNull();
    expect(session.drm).toEqual([]);
  });

  it("answers an nginx that asks about each request", async () => {
    const server = createVerifier(createRemoteJWKSet(keysUrl), now).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const ask = (uri: string) =>
      fetch(`http://127.0.0.1:${port}/verify`, { headers: { "x-original-uri": uri } });
    const allowed = await ask(pathOf(session.sources[0]?.url ?? ""));
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("set-cookie")).toMatch(
      /^stream=[\w.-]+; Path=\/live\/ch_[^;]+\/; Expires=.*; Secure; HttpOnly/,
    );
    expect((await ask("/live/ch_other/master.m3u8")).status).toBe(403);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
