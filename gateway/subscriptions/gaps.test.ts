import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createInProcessLiveBus, type LiveBus } from "../../lib/events/live-bus.js";
import { createFixture } from "../testing/fixture.js";

/** A household's state with so many streams. */
function state(inUse: number) {
  const slots = Array.from({ length: inUse }, (_none, index) => ({
    id: `slot_${index + 1}`,
    channel: { id: `ch_${index + 1}` },
  }));
  return { inUse, version: inUse, slots };
}

const STREAMS = "subscription { streamsChanged { inUse } }";
const inUse = (count: number) => ({ data: { streamsChanged: { inUse: count } } });

/** Lets happen what waits for nobody outside this process. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

/** A live bus that loses messages when its gaps are told. */
function busWithGaps(): { live: LiveBus; gaps: (() => void)[] } {
  const gaps: (() => void)[] = [];
  const bus = createInProcessLiveBus();
  const live: LiveBus = {
    publish: (channel, message) => bus.publish(channel, message),
    tell: (channel, message) => bus.tell(channel, message),
    isHeard: (channel) => bus.isHeard(channel),
    subscribe(channel, onMessage, onGap) {
      if (onGap) gaps.push(onGap);
      return bus.subscribe(channel, onMessage);
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
  return { live, gaps };
}

test("a state is read again, once for all who share it, after messages may have been missed", async () => {
  const { live, gaps } = busWithGaps();
  await using own = await createFixture({ live });
  own.states.set("ac_1", state(0));
  const screens = [
    own.client("ac_1").iterate({ query: STREAMS }),
    own.client("ac_1").iterate({ query: STREAMS }),
  ];
  for (const screen of screens) expect((await screen.next()).value).toEqual(inUse(0));
  own.states.set("ac_1", state(2));
  const before = own.calls.length;
  for (const tell of gaps) tell();
  for (const screen of screens) expect((await screen.next()).value).toEqual(inUse(2));
  expect(own.calls.length - before).toBe(1);
});

test("a state that was read after a gap is the newest, however late what came before it is known", async () => {
  const { live, gaps } = busWithGaps();
  await using own = await createFixture({ live });
  own.states.set("ac_1", state(0));
  const results = own
    .client("ac_1")
    .iterate({ query: "subscription { streamsChanged { inUse slots { channel { title } } } }" });
  (await results.next()).value;
  let release = () => {};
  own.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const before = own.calls.length;
  live.publish("streams.ac_1", state(1));
  await expect.poll(() => own.calls.length).toBe(before + 1);
  own.hold = undefined;
  own.states.set("ac_1", state(2));
  for (const tell of gaps) tell();
  expect((await results.next()).value).toMatchObject(inUse(2));
  release();
  // What was held is done with before anything that comes now.
  live.publish("streams.ac_1", state(3));
  expect((await results.next()).value).toMatchObject(inUse(3));
});

test("a state that could not be read after a gap is told as soon as its service is back", async () => {
  const { live, gaps } = busWithGaps();
  await using own = await createFixture({ live });
  own.states.set("ac_1", state(0));
  const results = own.client("ac_1").iterate({ query: STREAMS });
  expect((await results.next()).value).toEqual(inUse(0));
  own.states.set("ac_1", state(2));
  own.away.add("streams");
  for (const tell of gaps) tell();
  expect((await results.next()).value).toMatchObject({
    errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
  });
  const asked = own.calls.length;
  own.clock.advance(3_000);
  await expect.poll(() => own.calls.length).toBe(asked + 1);
  await settled();
  own.away.delete("streams");
  own.clock.advance(6_000);
  // That it failed once more nobody was told.
  expect((await results.next()).value).toEqual(inUse(2));
  expect(own.calls.length).toBe(asked + 2);
});

test("who subscribes while a service is away is told the state when it is back, and nobody asks for who has left", async () => {
  await using own = await createFixture();
  own.states.set("ac_1", state(1));
  own.away.add("streams");
  const stays = own.client("ac_1").iterate({ query: STREAMS });
  const leaves = own.client("ac_2").iterate({ query: STREAMS });
  for (const results of [stays, leaves]) expect((await results.next()).value?.errors).toHaveLength(1);
  await leaves.return?.();
  await expect.poll(() => own.gateway.subscriptions().subscribers).toBe(1);
  own.away.delete("streams");
  const asked = own.calls.length;
  own.clock.advance(3_000);
  expect((await stays.next()).value).toEqual(inUse(1));
  expect(own.calls.length - asked).toBe(1);
});

test("a state that a message tells is not read again", async () => {
  const { live, gaps } = busWithGaps();
  await using own = await createFixture({ live });
  own.states.set("ac_1", state(0));
  const results = own.client("ac_1").iterate({ query: STREAMS });
  await results.next();
  own.away.add("streams");
  for (const tell of gaps) tell();
  await results.next();
  live.publish("streams.ac_1", state(3));
  expect((await results.next()).value).toEqual(inUse(3));
  const asked = own.calls.length;
  own.clock.advance(60_000);
  await settled();
  expect(own.calls.length).toBe(asked);
});
