import { Redis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { type ApartHouse, startApartHouse } from "./support/apart-house.js";
import { tracesInDatabase, tracesInRedis } from "./support/traces.js";

const WITHIN_A_MINUTE = { timeout: 60_000, interval: 500 };
/** Seven processes start on a machine that may be busy. */
vi.setConfig({ testTimeout: 300_000 });

const READ = "query ($id: ID!) { dataExport(id: $id) { status url missingParts } }";
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";

async function openHouse(replicas: number) {
  const databaseUrls = new Set<string>();
  const house = await startApartHouse({
    replicas,
    through: async (dependency, url) => {
      if (dependency.endsWith("database")) databaseUrls.add(url);
      return url;
    },
  });
  onTestFinished(() => house[Symbol.asyncDispose]());
  const redis = new Redis(house.redis.url);
  onTestFinished(() => redis.disconnect());
  const traces = async (needles: readonly string[]) => [
    ...(await Promise.all([...databaseUrls].map((url) => tracesInDatabase(url, needles)))).flat(),
    ...(await tracesInRedis(redis, needles)),
  ];
  return { house, traces };
}

async function newHousehold({ ask }: ApartHouse) {
  const { data } = await ask(
    `mutation { signUp(email: "one@example.org", password: "correct horse", country: "NZ",
      device: { name: "Den", family: TV }) {
      ... on Session { accessToken account { id devices { id } profiles { id } } } } }`,
  );
  const { accessToken: token, account } = data.signUp;
  await ask(`mutation { purchase(productId: "premium", idempotencyKey: "first") { __typename } }`, { token });
  const deviceId: string = account.devices[0].id;
  const channels = await ask("{ channels(first: 1) { edges { node { id } } } }");
  const input = {
    ...{ contentId: channels.data.channels.edges[0].node.id, deviceId },
    clientRequestId: "evening",
  };
  const started = await ask(
    `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { ... on PlaySession { slotToken } } }`,
    { variables: { input }, token },
  );
  const needles: string[] = [account.id, deviceId, account.profiles[0].id, "one@example.org"];
  return { token, needles, slotToken: started.data.startPlayout.slotToken };
}

it("of an erased household nothing is left in any table or any key of Redis, whatever replica heard what", async () => {
  const { house, traces } = await openHouse(2);
  const { token, needles, slotToken } = await newHousehold(house);

  const asked = await house.ask("mutation { requestDataExport { ... on DataExport { id } } }", { token });
  const { id } = asked.data.requestDataExport;
  await vi.waitFor(async () => {
    const { data } = await house.ask(READ, { token, variables: { id } });
    expect(data.dataExport).toMatchObject({ status: "READY", missingParts: [] });
  }, WITHIN_A_MINUTE);
  // Streams, slots and rows: there is much to erase.
  expect((await traces(needles)).length).toBeGreaterThan(6);

  const deleted = await house.ask(`mutation { deleteAccount(password: "correct horse") }`, { token });
  expect(deleted.data).toEqual({ deleteAccount: true });
  await vi.waitFor(async () => expect(await traces(needles)).toEqual([]), WITHIN_A_MINUTE);

  const seen = await house.ask("{ viewer { id } }", { token });
  expect(seen.errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
  for (let sequence = 1; sequence <= 4; sequence += 1) {
    const { data } = await house.ask(BEAT, { variables: { input: { slotToken, sequence } } });
    expect(data.heartbeat).toEqual({ directive: "STOP", reason: "DEVICE_REMOVED" });
  }
  expect(await traces(needles)).toEqual([]);
});

it("an erasure waits for a service that is down, and is whole within a minute of its return", async () => {
  const { house, traces } = await openHouse(1);
  const { token, needles } = await newHousehold(house);
  const replicas = house.processes("playback");
  for (const { child } of replicas) child.kill("SIGSTOP");
  await house.ask(`mutation { deleteAccount(password: "correct horse") }`, { token });
  await vi.waitFor(async () => {
    const left = (await traces(needles)).join("\n");
    expect(left).toMatch(/events:accounts.*account\.deleted/);
    expect(left).toContain(":slots:");
    expect(left).not.toContain("one@example.org");
  }, WITHIN_A_MINUTE);
  for (const { child } of replicas) child.kill("SIGCONT");
  await vi.waitFor(async () => expect(await traces(needles)).toEqual([]), WITHIN_A_MINUTE);
});
