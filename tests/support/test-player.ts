import WebSocket from "ws";
import { Player, PlayheadClient, type Sources, type Tokens } from "../../client/index.js";
import type { Fetch } from "../../client/platform.js";
import { type ManualPlatform, manualPlatform, settled } from "../../client/testing/manual-platform.js";
import { DEMO } from "../../launcher/demo.js";
import { ManualClock } from "../../lib/clock.js";
import { EVENING, type TestHouse } from "./test-house.js";

/** What stands between a device and the gateway: an answer of its own, or null to let the request through. */
export type Weather = (body: {
  query: string;
  variables: object;
}) => Promise<{ status: number; body: string } | null>;

const STEP_MS = 5_000;
/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:9/graphql";
export const FAIR: Weather = async () => null;

/** A device with the real client, on a network that a test makes good or bad, beside the house and its time. */
export interface TestPlayer {
  readonly client: PlayheadClient;
  readonly player: Player;
  readonly device: ManualPlatform;
  readonly deviceId: string;
  readonly stops: unknown[];
  readonly missed: unknown[];
  /** Those that the player was given last while it played. */
  sources: Sources;
  /** Names of the operations that were sent. */
  readonly sent: string[];
  tokens: Tokens | null;
  weather: Weather;
  isOffline: boolean;
  /** Lets time pass in house and device alike, and waits for all that is asked meanwhile. */
  pass(seconds: number): Promise<void>;
  /** The house's hour goes by while the device's timers stand still. */
  sleep(seconds: number): Promise<void>;
}

async function askFor(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text: async () => text };
}

let players = 0;

/** The same numbers in each run of a file, and others for each player: their ids of starts must differ. */
function ownRandom(): () => number {
  players += 1;
  let state = players;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A new device of this name, or the one of this id. */
export async function startTestPlayer(test: TestHouse, name: string, id?: string): Promise<TestPlayer> {
  const underWay = new Set<Promise<unknown>>();
  const fetchThrough: Fetch = async (url, init) => {
    const body = JSON.parse(init.body) as { query: string; variables: object };
    self.sent.push(/(?:query|mutation) (\w+)/.exec(body.query)?.[1] ?? "");
    const own = await self.weather(body);
    if (own) return { status: own.status, headers: new Headers(), text: async () => own.body };
    const asked = askFor(self.isOffline ? NOWHERE : url, init);
    const known = asked.then(settled, settled).finally(() => underWay.delete(known));
    underWay.add(known);
    return asked;
  };
  const device = manualPlatform({
    time: new ManualClock(EVENING),
    webSocket: WebSocket,
    fetch: fetchThrough,
    random: ownRandom(),
  });
  device.time.advance(test.clock.now() - device.time.now());
  const quiet = async () => {
    await settled();
    while (underWay.size > 0) {
      await Promise.all(underWay);
      await settled();
    }
  };
  const client = new PlayheadClient({
    endpoint: test.house.gateway.url,
    onTokens: (tokens) => {
      self.tokens = tokens;
    },
    platform: device,
  });
  const stops: unknown[] = [];
  const missed: unknown[] = [];
  const parts = { client, device, stops, missed, sent: [] as string[] };
  const self = {
    ...parts,
    deviceId: "",
    tokens: null as Tokens | null,
    weather: FAIR,
    isOffline: false,
    sources: [] as Sources,
    async pass(seconds: number) {
      for (let left = seconds * 1_000; left > 0; left -= STEP_MS) {
        test.clock.advance(Math.min(left, STEP_MS));
        device.time.advance(Math.min(left, STEP_MS));
        await quiet();
      }
    },
    async sleep(seconds: number) {
      test.clock.advance(seconds * 1_000);
      device.jump(seconds * 1_000);
      await quiet();
    },
  };
  const session = await client.signIn(DEMO.email, DEMO.password, { name, family: "TV", id: id ?? null });
  if (session.__typename !== "Session") throw new Error(session.message);
  self.deviceId = client.deviceId ?? "";
  const player = new Player(client, {
    position: () => 42.9,
    onStop: (reason) => stops.push(reason),
    onMissed: (why) => missed.push(why),
    onSources: (fresh) => {
      self.sources = fresh;
    },
  });
  return Object.assign(self, { player });
}
