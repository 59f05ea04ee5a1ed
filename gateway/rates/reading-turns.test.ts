import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createReadingTurns, type ReadingTurns } from "./reading-turns.js";

const [THEIRS, OURS] = ["198.51.100.66", "203.0.113.1"];
let clock: ManualClock;
let turns: ReadingTurns;
beforeEach(() => {
  clock = new ManualClock(0);
  turns = createReadingTurns(clock);
  turns.note(OURS);
  turns.note(THEIRS);
});

/** Reads for so long, when it is its turn. */
async function read(address: string | undefined, ms: number): Promise<void> {
  using reading = await turns.take(address);
  reading.begin();
  clock.step(ms);
}

async function settled(work: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  work.then(settle, settle);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

test("an app that begins has its operations read at once", async () => {
  for (let sent = 0; sent < 19; sent += 1) await read(THEIRS, 10);
  expect(await settled(read(THEIRS, 10))).toBe(true);
});

test("whoever keeps the gateway reading waits until that was a tenth of the time, and nobody waits with them", async () => {
  await read(THEIRS, 210);
  const next = read(THEIRS, 10);
  expect(await settled(next)).toBe(false);
  expect(await settled(read(OURS, 10))).toBe(true);
  clock.advance(109);
  turns.note(OURS);
  clock.advance(1);
  expect(await settled(next)).toBe(true);
});

test("whoever sends small operations that nobody knows is charged for what each of them takes everybody else", async () => {
  for (let sent = 0; sent < 25; sent += 1) await read(THEIRS, 0);
  const next = read(THEIRS, 0);
  expect(await settled(next)).toBe(false);
  clock.advance(10);
  expect(await settled(next)).toBe(true);
});

test("what has become known while it waited for its turn costs nothing", async () => {
  for (let sent = 0; sent < 100; sent += 1) {
    using reading = await turns.take(THEIRS);
    reading.end();
  }
  expect(await settled(read(THEIRS, 1))).toBe(true);
});

test("whoever is alone waits for nobody, however much they send", async () => {
  clock.advance(1_000);
  for (let sent = 0; sent < 100; sent += 1) await read(THEIRS, 20);
  expect(await settled(read(THEIRS, 20))).toBe(true);
});

test("one is read after the other, in the order in which they came", async () => {
  const first = await turns.take(THEIRS);
  const order: number[] = [];
  const others = [2, 3].map(async (number) => {
    using _reading = await turns.take(THEIRS);
    order.push(number);
  });
  expect(await settled(Promise.all(others))).toBe(false);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await Promise.all(others);
  expect(order).toEqual([2, 3]);
});

test("of one address fifty wait, and the next is told when to come back", async () => {
  const first = await turns.take(THEIRS);
  const waiting = Array.from({ length: 50 }, async () => {
    using _reading = await turns.take(THEIRS);
  });
  await expect(turns.take(THEIRS)).rejects.toMatchObject({
    extensions: { code: "RATE_LIMITED", retryAfterSeconds: 4, most: 50 },
  });
  first[Symbol.dispose]();
  await Promise.all(waiting);
});

test("the plan of an operation counts as well", async () => {
  const plan = () => {
    clock.step(210);
    return "a plan";
  };
  expect(turns.charged(THEIRS, plan)).toBe("a plan");
  expect(await settled(read(THEIRS, 1))).toBe(false);
});

test("what an address owes is forgotten in some seconds, also where the clock was set back", async () => {
  turns.charged(THEIRS, () => clock.step(60_000));
  clock.step(-3_600_000);
  const next = read(THEIRS, 1);
  expect(await settled(next)).toBe(false);
  clock.advance(2_000);
  await settled(next);
  clock.advance(2_000);
  expect(await settled(next)).toBe(true);
});

test("the addresses of one IPv6 network are one", async () => {
  await read("2001:db8::1", 210);
  expect(await settled(read("2001:db8::2", 1))).toBe(false);
});

test("a service that hangs holds up no other operation of the address", async () => {
  const hanging = await turns.take(THEIRS);
  hanging.begin();
  const next = read(THEIRS, 1);
  clock.advance(1_000);
  expect(await settled(next)).toBe(false);
  hanging.end();
  clock.advance(249);
  expect(await settled(next)).toBe(false);
  clock.advance(1);
  // What it took to read is waited for besides.
  clock.advance(10_000);
  expect(await settled(next)).toBe(true);
  hanging[Symbol.dispose]();
  expect(await settled(read(THEIRS, 1))).toBe(true);
});
