import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { startHouse } from "../launcher/house.js";
import { type ServiceName, services } from "../launcher/manifest.js";
import { systemClock } from "../lib/clock.js";
import { randomIds } from "../lib/ids.js";
import { createTestDatabase } from "./support/databases.js";
import { startRedisServer } from "./support/redis-servers.js";
import type { Answer } from "./support/test-house.js";

const SOON = { timeout: 15_000, interval: 50 };

/** Two houses on the same databases and Redis: two replicas of every service, that share nothing in memory. */
async function startReplicas() {
  const redis = await startRedisServer();
  onTestFinished(() => redis[Symbol.asyncDispose]());
  const databaseUrls = {} as Record<ServiceName, string>;
  for (const { name } of services) {
    const database = await createTestDatabase(name);
    onTestFinished(() => database[Symbol.asyncDispose]());
    databaseUrls[name] = database.url;
  }
  const logged: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });
  const start = async () => {
    const house = await startHouse({
      port: 0,
      host: "127.0.0.1",
      databaseUrls,
      redisUrl: redis.url,
      introspection: true,
      allowedOrigins: null,
      clock: systemClock,
      ids: randomIds,
      log,
    });
    onTestFinished(() => house[Symbol.asyncDispose]());
    const ask = async (query: string, variables: object, token = "") => {
      const response = await fetch(house.gateway.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Answer;
      // What is masked for clients stands in the log.
      if (!data) throw new Error(`no data: ${JSON.stringify(errors)}\n${logged.join("")}`);
      return data;
    };
    return { house, ask };
  };
  return { redis, one: await start(), other: await start() };
}

it("every replica hears what changed in another one, also after Redis lost everything", async () => {
  const { redis, one, other } = await startReplicas();
  const { signUp } = await other.ask(
    `mutation ($device: DeviceInput) {
      signUp(email: "a@b.example", password: "correct horse", country: "NZ", device: $device) {
        ... on Session { accessToken account { devices { id } } }
      }
    }`,
    { device: { name: "TV", family: "TV" } },
  );
  const [{ id: deviceId }] = signUp.account.devices;
  let starts = 0;
  const start = async (contentId: string): Promise<string> => {
    starts += 1;
    const input = { contentId, deviceId, clientRequestId: `start ${starts}` };
    const mutation = "mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } }";
    return (await other.ask(mutation, { input }, signUp.accessToken)).startPlayout.__typename;
  };
  const setTags = async (entitlementTags: string[]) => {
    const saved = await one.house.catalog.channels.upsert({ xmltvId: "one", entitlementTags });
    return "id" in saved ? saved.id : "";
  };

  const channelId = await setTags([]);
  expect(await start(channelId)).toBe("PlaySession");
  await setTags(["gold"]);
  await vi.waitFor(async () => expect(await start(channelId)).toBe("NotEntitled"), SOON);
  await redis.restart();
  await setTags([]);
  await vi.waitFor(async () => expect(await start(channelId)).toBe("PlaySession"), SOON);
});
