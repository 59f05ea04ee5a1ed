import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Lifecycle } from "../lib/lifecycle.js";
import { type ApartHouse, type Dependency, startApartHouse } from "./support/apart-house.js";
import { startProxy, type TcpProxy, type Weather } from "./support/proxy.js";
import type { SignedIn } from "./support/test-client.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken slot { id governed } } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason nextHeartbeatInSeconds } }`;

/** PostgreSQL: that of every service at once. */
const TROUBLES = ["redis", "PostgreSQL", "accounts", "catalog", "viewing", "recordings"] as const;
const WEATHERS: readonly Exclude<Weather, "fine">[] = ["down", "hanging", "slow"];

describe("with a dependency in trouble, whoever watches goes on and whoever may can start", () => {
  const lifecycle = new Lifecycle("outages");
  const proxies = new Map<Dependency, TcpProxy>();
  let house: ApartHouse;
  let tv: SignedIn;
  let tablet: SignedIn;
  let contentId: string;
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

  const setWeather = (trouble: (typeof TROUBLES)[number] | "playback", weather: Weather) => {
    for (const [dependency, proxy] of proxies) {
      const isIt = trouble === "PostgreSQL" ? dependency.endsWith(" database") : dependency === trouble;
      if (isIt) proxy.set(weather);
    }
  };
  const start = async (device: SignedIn) => {
    starts += 1;
    const input = { contentId, deviceId: device.deviceId, clientRequestId: `start-${starts}` };
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
    // A film has all that a start and a beat can have: a product that opens it, a bookmark, a place to go on from.
    const { data } = await house.ask(
      `{ search(text: "Copper Sky", first: 1) { edges { node { ... on Movie { id } } } } }`,
      { token: tv.token },
    );
    contentId = data.search.edges[0].node.id;
    watching = (await start(tv)).slotToken;
    await start(tablet);
  });
  afterAll(() => lifecycle.close());

  it.each(TROUBLES.flatMap((trouble) => WEATHERS.map((weather) => [trouble, weather] as const)))(
    "%s %s",
    async (trouble, weather) => {
      setWeather(trouble, weather);
      try {
        expect(await beat()).toMatchObject({ directive: "CONTINUE", reason: null });
        expect((await start(tablet)).__typename).toBe("PlaySession");
        expect(await beat()).toMatchObject({ directive: "CONTINUE", reason: null });
      } finally {
        setWeather(trouble, "fine");
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
    setWeather("playback", weather);
    try {
      expect(await beat()).toBeNull();
    } finally {
      setWeather("playback", "fine");
    }
    await vi.waitFor(async () => expect(await beat()).toMatchObject({ directive: "CONTINUE" }), {
      timeout: 30_000,
      interval: 500,
    });
  });
});
