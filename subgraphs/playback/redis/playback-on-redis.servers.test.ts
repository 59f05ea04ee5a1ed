import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, untilReady } from "../../../lib/redis.js";
import { startRedisServer } from "../../../tests/support/redis-servers.js";
import { START_RATE } from "../device-rate.js";
import type { Slot } from "../domain/slots/household.js";
import { startAgain, startExample } from "../example-playback.js";
import { tellingPlayers } from "../remote-control.js";
import { createWithdrawals } from "../withdrawals.js";
import { readKeptHouseholds } from "./kept-households.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";

/** Two processes of playback on one Redis. */
async function startTwo(redisUrl: string) {
  const { peers, databaseUrl } = await startExample();
  // Redis has the time of the machine, and what comes too late by it does not act.
  const world = { clock: systemClock, peers, databaseUrl, redisUrl };
  return [await startAgain(world), await startAgain(world)] as const;
}

it("a household is one household, whichever process its devices come to", async () => {
  await using server = await startRedisServer();
  const [here, elsewhere] = await startTwo(server.url);
  const tv = await here.start(TV);
  expect(tv).toMatchObject({ __typename: "PlaySession", slot: { governed: true } });
  expect((await elsewhere.start(PHONE)).__typename).toBe("PlaySession");
  expect(await here.start(TABLET)).toMatchObject({ __typename: "ConcurrencyLimitReached", limit: 2 });
  expect(await elsewhere.beat(tv.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  expect(await elsewhere.start(TABLET, { takeOverSlotId: tv.slot.id })).toMatchObject({
    __typename: "PlaySession",
  });
  expect(await here.beat(tv.slotToken, 2)).toMatchObject({ directive: "STOP", reason: "SLOT_TAKEN_OVER" });
});

it("who is called about a household that cannot play sees with one command who holds its slots", async () => {
  await using server = await startRedisServer();
  const [here] = await startTwo(server.url);
  const tv = await here.start(TV);
  const ask = async (accountId: string) => {
    const env = { ...process.env, REDIS_URL: server.url };
    return (await promisify(execFile)(process.execPath, ["dist/tools/slots.js", accountId], { env })).stdout;
  };
  const told = await ask("ac_home");
  expect(told).toContain("1 of 2 streams");
  expect(told).toContain(`${tv.slot.id} dev_tv`);
  expect(await ask("ac_next")).toContain("no streams");
});

it("viewers go on watching without Redis, and are all there when it is back", async () => {
  await using server = await startRedisServer();
  const [here, elsewhere] = await startTwo(server.url);
  const tv = await here.start(TV);
  await server.kill();
  expect(await here.beat(tv.slotToken, 1)).toMatchObject({
    directive: "CONTINUE",
    nextHeartbeatInSeconds: 90,
  });
  const phone = await elsewhere.start(PHONE);
  expect(phone).toMatchObject({ __typename: "PlaySession", slot: { governed: false } });
  await server.restart();
  const isBack = async () => (await here.beat(tv.slotToken, 2)).nextHeartbeatInSeconds === 60;
  await expect.poll(isBack, { timeout: 10_000 }).toBe(true);
  await expect
    .poll(() => elsewhere.beat(phone.slotToken, 1), { timeout: 10_000 })
    .toMatchObject({
      nextHeartbeatInSeconds: 60,
    });
  expect(new Set(await here.slots(TV))).toEqual(new Set([tv.slot.id, phone.slot.id]));
});

it("a device that starts faster than anybody zaps waits, whichever process it comes to, and not while Redis is away", async () => {
  await using server = await startRedisServer();
  const both = await startTwo(server.url);
  const [here, elsewhere] = both;
  for (let count = 0; count < START_RATE.most; count += 1) {
    const process = count % 2 === 0 ? here : elsewhere;
    expect((await process.start(TV)).__typename).toBe("PlaySession");
  }
  for (const process of both) expect((await process.start(TV)).__typename).toBe("Throttled");
  expect((await here.start(PHONE)).__typename).toBe("PlaySession");
  await server.kill();
  for (const process of both) expect((await process.start(TV)).__typename).toBe("PlaySession");
});

it("what is withdrawn ends in every household that any process started, and its player hears of it", async () => {
  await using server = await startRedisServer();
  const [here, elsewhere] = await startTwo(server.url);
  const [tv, phone] = [await here.start(TV), await elsewhere.start(PHONE, { contentId: "mo_film" })];
  const next = await elsewhere.start("ac_next/dev_next");
  expect(next.__typename).toBe("PlaySession");
  const redis = openRedis({ url: server.url, name: "test", log: createLogger("silent") });
  onTestFinished(() => redis.disconnect());
  await untilReady(redis, server.url);
  const { slots, facts } = here.service;
  const gone = ["ch_one", "ch_free"];
  for (const contentId of gone) delete here.peers.contents[contentId];
  facts.contentsChanged(gone);
  const told: string[] = [];
  const remote = { stop: (_accountId: string, { deviceId }: Slot) => void told.push(deviceId) };
  const end = createWithdrawals({
    kept: () => readKeptHouseholds(redis),
    slots: tellingPlayers(slots, remote),
    facts,
    checkHousehold: async () => undefined,
  });
  await Promise.all(gone.map((contentId) => end({ contentId, isWithdrawn: true })));
  expect(told.toSorted()).toEqual(["dev_next", "dev_tv"]);
  const stop = { directive: "STOP", reason: "CONTENT_WITHDRAWN" };
  expect(await elsewhere.beat(tv.slotToken, 1)).toMatchObject(stop);
  expect(await here.beat(next.slotToken, 1)).toMatchObject(stop);
  expect(await here.beat(phone.slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
});
