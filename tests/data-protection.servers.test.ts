import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { ProcessName } from "../launcher/manifest.js";
import { type ApartHouse, startApartHouse } from "./support/apart-house.js";
import type { Answer } from "./support/test-client.js";
import { tracesInDatabase, tracesInRedis } from "./support/traces.js";

const WITHIN_A_MINUTE = { timeout: 60_000, interval: 500 };
/** Eleven processes start on a machine that may be busy. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const READ = "query ($id: ID!) { dataExport(id: $id) { status url missingParts } }";
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";

/** Those with households first: where they never are is a whole guide to look through. */
const databaseUrls: string[] = [];
let house: ApartHouse;
let redis: Redis;
beforeAll(async () => {
  house = await startApartHouse({
    replicas: 2,
    through: async (dependency, url) => {
      if (dependency === "catalog database") databaseUrls.push(url);
      else if (dependency.endsWith(" database")) databaseUrls.unshift(url);
      return url;
    },
  });
  redis = new Redis(house.redis.url);
});
afterAll(async () => {
  redis?.disconnect();
  await house?.[Symbol.asyncDispose]();
});

const traces = async (needles: readonly string[]) => [
  ...(await Promise.all(databaseUrls.map((url) => tracesInDatabase(url, needles)))).flat(),
  ...(await tracesInRedis(redis, needles)),
];
/** Those of the first place that has some; none only where no place has any. */
const someTraces = async (needles: readonly string[]) => {
  const inRedis = await tracesInRedis(redis, needles);
  // How often a device started something Redis forgets by itself, half a minute later: the third test waits for that.
  const lasting = inRedis.filter((trace) => !trace.startsWith("rate:starts:"));
  if (lasting.length > 0) return lasting;
  for (const url of databaseUrls) {
    const found = await tracesInDatabase(url, needles);
    if (found.length > 0) return found;
  }
  return [];
};
/** What the households that were erased were known by, and a token that one of them still holds. */
const erased: string[] = [];
let signedOut = "";

async function newHousehold(email: string) {
  const { ask } = house;
  const { data } = await ask(
    `mutation { signUp(email: "${email}", password: "correct horse", country: "NZ",
      device: { name: "Den", family: TV }) {
      ... on Session { accessToken account { id devices { id } profiles { id } } } } }`,
  );
  const { accessToken: token, account } = data.signUp;
  await ask(`mutation { purchase(productId: "premium", idempotencyKey: "first") { __typename } }`, { token });
  const deviceId: string = account.devices[0].id;
  const channels = await ask("{ channels(first: 1) { edges { node { id } } } }");
  const input = {
    contentId: channels.data.channels.edges[0].node.id,
    deviceId,
    clientRequestId: "evening",
  };
  const started = await ask(
    `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { ... on PlaySession { slotToken } } }`,
    { variables: { input }, token },
  );
  const needles: string[] = [account.id, deviceId, account.profiles[0].id, email];
  return { token, needles, slotToken: started.data.startPlayout.slotToken };
}

it("an erasure waits for services that are down, and is whole within a minute of their return", async () => {
  const { token, needles } = await newHousehold("one@example.org");
  const down = ["viewing", "playback", "recordings"] as const;
  const send = (signal: NodeJS.Signals, ...names: readonly ProcessName[]) => {
    for (const { child } of names.flatMap((name) => house.processes(name))) child.kill(signal);
  };
  send("SIGSTOP", ...down);
  await house.ask(`mutation { deleteAccount(password: "correct horse") }`, { token });
  // Accounts itself hangs right behind its answer.
  send("SIGSTOP", "accounts");
  const left = (await traces(needles)).join("\n");
  expect(left).toContain("account.deleted");
  expect(left).toContain(":slots:");
  expect(left).not.toContain("one@example.org");
  send("SIGCONT", "accounts", ...down);
  await vi.waitFor(async () => expect(await someTraces(needles)).toEqual([]), WITHIN_A_MINUTE);
  erased.push(...needles);
});

it("of an erased household nothing is left in any table or any key of Redis, whatever replica heard what", async () => {
  const { token, needles, slotToken } = await newHousehold("two@example.org");

  const asked = await house.ask("mutation { requestDataExport { ... on DataExport { id } } }", { token });
  const { id } = asked.data.requestDataExport;
  await vi.waitFor(async () => {
    const { data } = await house.ask(READ, { token, variables: { id } });
    expect(data.dataExport).toMatchObject({ status: "READY", missingParts: [] });
  }, WITHIN_A_MINUTE);
  // Streams, slots and rows: there is much to erase.
  expect((await traces(needles)).length).toBeGreaterThan(6);

  // Its player beats on all the while, and may be answered before the erasure and written down after it.
  let sequence = 0;
  const beat = () => {
    sequence += 1;
    const input = { slotToken, sequence, positionSeconds: 10 * sequence };
    return house.ask(BEAT, { variables: { input } });
  };
  const underWay = Array.from({ length: 10 }, beat);
  const deleted = await house.ask(`mutation { deleteAccount(password: "correct horse") }`, { token });
  expect(deleted.data).toEqual({ deleteAccount: true });
  await vi.waitFor(async () => {
    underWay.push(beat());
    expect(await someTraces(needles)).toEqual([]);
  }, WITHIN_A_MINUTE);
  await Promise.all(underWay);
  erased.push(...needles);
  signedOut = token;

  const seen = await house.ask("{ viewer { id } }", { token });
  expect(seen.errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
  for (let count = 1; count <= 4; count += 1) {
    const { data } = await beat();
    expect(data.heartbeat).toEqual({ directive: "STOP", reason: "DEVICE_REMOVED" });
  }
  expect(await someTraces(needles)).toEqual([]);
});

it("nothing at all is left of either, once Redis has forgotten how often their devices started something", async () => {
  expect(erased).not.toEqual([]);
  await vi.waitFor(async () => expect(await tracesInRedis(redis, erased)).toEqual([]), WITHIN_A_MINUTE);
  expect(await traces(erased)).toEqual([]);
});

it("a process that was not there refuses their tokens, too, which it can read nowhere but in accounts", async () => {
  const token = signedOut;
  await house.redis.restart();
  const { url } = await house.another("gateway");
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ viewer { id } }" }),
  });
  const { errors } = (await response.json()) as Answer;
  expect(errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
});
