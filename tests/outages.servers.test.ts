import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Lifecycle } from "../lib/lifecycle.js";
import { type ApartHouse, type Dependency, startApartHouse } from "./support/apart-house.js";
import { startProxy, type TcpProxy, type Weather } from "./support/proxy.js";
import type { SignedIn } from "./support/test-client.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken slot { id governed } } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason nextHeartbeatInSeconds } }`;

const DEPENDENCIES: readonly Dependency[] = [
  "accounts",
  "catalog",
  "redis",
  "accounts database",
  "catalog database",
  "playback database",
];
const WEATHERS: readonly Exclude<Weather, "fine">[] = ["down", "hanging", "slow"];

describe("with a dependency in trouble, whoever watches goes on and whoever may can start", () => {
  const lifecycle = new Lifecycle("outages");
  const proxies = new Map<Dependency, TcpProxy>();
  let house: ApartHouse;
  let tv: SignedIn;
  let tablet: SignedIn;
  let channelId: string;
  let watching: string;
  let sequence = 0;
  let starts = 0;

  async function through(dependency: Dependency, url: string): Promise<string> {
    const target = new URL(url);
    const proxy = lifecycle.use(`proxy of ${dependency}`, await startProxy(Number(target.port)));
    proxies.set(dependency, proxy);
    target.port = String(proxy.port);
    return target.toString().replace(/\/$/, "");
  }

  const start = async (device: SignedIn) => {
    starts += 1;
    const input = { contentId: channelId, deviceId: device.deviceId, clientRequestId: `start-${starts}` };
    return (await house.ask(START, { token: device.token, variables: { input } })).data.startPlayout;
  };
  const beat = async () => {
    sequence += 1;
    const input = { slotToken: watching, sequence, positionSeconds: sequence };
    return (await house.ask(BEAT, { variables: { input } })).data.heartbeat;
  };

  beforeAll(async () => {
    house = lifecycle.use("house", await startApartHouse({ replicas: 1, through }));
    tv = await house.signIn("Living room");
    tablet = await house.signIn("Tablet");
    const { data } = await house.ask("{ channels(first: 50) { edges { node { id access { reason } } } } }", {
      token: tv.token,
    });
    channelId = data.channels.edges.find(
      ({ node }: { node: { access: { reason: string } } }) => node.access.reason === "ENTITLED",
    ).node.id;
    watching = (await start(tv)).slotToken;
    await start(tablet);
  });
  afterAll(() => lifecycle.close());

  it.each(DEPENDENCIES.flatMap((dependency) => WEATHERS.map((weather) => [dependency, weather] as const)))(
    "%s %s",
    async (dependency, weather) => {
      proxies.get(dependency)?.set(weather);
      try {
        expect(await beat()).toMatchObject({ directive: "CONTINUE", reason: null });
        expect((await start(tablet)).__typename).toBe("PlaySession");
        expect(await beat()).toMatchObject({ directive: "CONTINUE", reason: null });
      } finally {
        proxies.get(dependency)?.set("fine");
      }
      // Everything comes back by itself: breakers close, connections are made anew, and slots count again.
      await vi.waitFor(
        async () => {
          expect(await beat()).toMatchObject({ directive: "CONTINUE" });
          expect(await start(tablet)).toMatchObject({ __typename: "PlaySession", slot: { governed: true } });
        },
        { timeout: 30_000, interval: 500 },
      );
    },
  );

  it.each(WEATHERS)("playback itself %s: a player hears nothing that would stop it", async (weather) => {
    proxies.get("playback")?.set(weather);
    try {
      expect(await beat()).toBeNull();
    } finally {
      proxies.get("playback")?.set("fine");
    }
    await vi.waitFor(async () => expect(await beat()).toMatchObject({ directive: "CONTINUE" }), {
      timeout: 30_000,
      interval: 500,
    });
  });
});
