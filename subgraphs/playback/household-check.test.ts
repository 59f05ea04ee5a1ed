import { expect, it } from "vitest";
import { startExample } from "./example-playback.js";
import { createHouseholdCheck } from "./household-check.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";

/** A household in which the TV and then the phone play, and what is told of its streams from then on. */
async function startTwo() {
  const playback = await startExample();
  const tv = await playback.start(TV);
  playback.clock.advance(1_000);
  const phone = await playback.start(PHONE);
  playback.clock.advance(1_000);
  const told = await playback.listen("concurrency.ac_home");
  return { playback, tv, phone, told, check: createHouseholdCheck(playback.service) };
}

it("a household that bought more streams hears so at once, and a pause does not take it back", async () => {
  const { playback, tv, told, check } = await startTwo();
  playback.peers.home.limits.concurrentStreams = 4;
  await check("ac_home");
  await playback.beat(tv.slotToken, 1, { event: "PAUSE" });
  expect(told).toMatchObject([
    { limit: 4, slots: [{ state: "PLAYING" }, { state: "PLAYING" }] },
    { limit: 4, slots: [{ state: "PAUSED" }, { state: "PLAYING" }] },
  ]);
  expect(Number(told[1]?.["version"])).toBeGreaterThan(Number(told[0]?.["version"]));
});

it("a household whose limit is lowered hears which of its streams are ungoverned, and all go on", async () => {
  const { playback, tv, phone, told, check } = await startTwo();
  playback.peers.home.limits.concurrentStreams = 1;
  await check("ac_home");
  expect(told).toMatchObject([{ limit: 1, slots: [{ governed: true }, { governed: false }] }]);
  for (const { slotToken } of [tv, phone]) {
    expect(await playback.beat(slotToken, 1)).toMatchObject({ directive: "CONTINUE" });
  }
});

it("a household whose limit is the same hears nothing", async () => {
  const { told, check } = await startTwo();
  await check("ac_home");
  expect(told).toEqual([]);
});
