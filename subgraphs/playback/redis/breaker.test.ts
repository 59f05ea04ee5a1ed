import { expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { Breaker } from "./breaker.js";

const isOutage = (error: unknown) => (error as Error).message === "away";

function open() {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const breaker = new Breaker(clock, () => 0.5);
  let asked = 0;
  const ask = (answer: () => Promise<string>) =>
    breaker.run(() => {
      asked += 1;
      return answer();
    }, isOutage);
  const away = () => ask(() => Promise.reject(new Error("away")));
  const fails = async () => expect(away()).rejects.toThrow();
  return { clock, ask, fails, asked: () => asked };
}

it("a store that failed five times in a row is not asked for a second", async () => {
  const { clock, fails, asked } = open();
  for (let attempt = 0; attempt < 20; attempt += 1) await fails();
  expect(asked()).toBe(5);
  clock.advance(999);
  await fails();
  expect(asked()).toBe(5);
});

it("after the rest a single caller finds out whether the store is back, and the others do not wait", async () => {
  const { clock, ask, fails, asked } = open();
  for (let attempt = 0; attempt < 5; attempt += 1) await fails();
  clock.advance(1_000);
  let answer: (text: string) => void = () => undefined;
  const probe = ask(() => new Promise((resolve) => (answer = resolve)));
  for (let other = 0; other < 10; other += 1) await fails();
  expect(asked()).toBe(6);
  answer("back");
  expect(await probe).toBe("back");
  expect(await ask(async () => "open again")).toBe("open again");
});

it("a probe that fails begins another rest", async () => {
  const { clock, fails, asked } = open();
  for (let attempt = 0; attempt < 5; attempt += 1) await fails();
  clock.advance(1_000);
  for (let attempt = 0; attempt < 5; attempt += 1) await fails();
  expect(asked()).toBe(6);
});

it("errors that are about a command, not the store, keep nobody from it", async () => {
  const { ask, asked } = open();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await expect(ask(() => Promise.reject(new Error("ERR malformed")))).rejects.toThrow("ERR malformed");
  }
  expect(asked()).toBe(100);
});

it("an answer now and then is not failing in a row", async () => {
  const { ask, fails } = open();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    for (let failure = 0; failure < 4; failure += 1) await fails();
    expect(await ask(async () => "here")).toBe("here");
  }
});

it("a clock that steps back does not keep a store from being asked", async () => {
  const { clock, ask, fails } = open();
  for (let attempt = 0; attempt < 5; attempt += 1) await fails();
  clock.step(-3_600_000);
  expect(await ask(async () => "here")).toBe("here");
});
