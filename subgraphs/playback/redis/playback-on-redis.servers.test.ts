import { expect, it } from "vitest";
import { ManualClock, systemClock } from "../../../lib/clock.js";
import { startRedisServer } from "../../../tests/support/redis-servers.js";
import { startAgain, startExample } from "../example-playback.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";

/** Two processes of playback on one Redis. */
async function startTwo(redisUrl: string) {
  const { peers, databaseUrl } = await startExample();
  const clock = new ManualClock(systemClock.now());
  const world = { clock, peers, databaseUrl, redisUrl };
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

it("viewers go on watching without Redis, and are all there when it is back", async () => {
  await using server = await startRedisServer();
  const [here, elsewhere] = await startTwo(server.url);
  const tv = await here.start(TV);
  await server.kill();
  expect(await here.beat(tv.slotToken, 1)).toMatchObject({
    directive: "CONTINUE",
    nextHeartbeatInSeconds: 150,
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
