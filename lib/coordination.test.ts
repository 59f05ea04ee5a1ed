import { expect, test } from "vitest";
import { ManualClock } from "./clock.js";
import { createStoreAccess } from "./coordination.js";
import { createLogger } from "./logger.js";

function openAccess() {
  const clock = new ManualClock("2026-11-21T20:00:00Z");
  const asked: { answer: (value: string) => void; fail: () => void }[] = [];
  const access = createStoreAccess(clock, createLogger("silent"), "each counts for itself");
  const ask = () =>
    access(
      () =>
        new Promise<string>((answer, reject) => {
          asked.push({ answer, fail: () => reject(new Error("it hangs")) });
        }),
    );
  return { clock, asked, ask };
}

test("viewers who come while a store hangs are not kept waiting to find out whether it is back", async () => {
  const { clock, asked, ask } = openAccess();
  const first = ask();
  asked[0]?.fail();
  expect(await first).toBeNull();
  for (let second = 0; second < 10; second += 1) {
    clock.advance(1_000);
    // Each is answered at once, though one of them asks the store, and nothing has come from there.
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([null, null, null]);
    expect(asked).toHaveLength(second + 2);
    asked.at(-1)?.fail();
    await Promise.resolve();
  }
});

test("a store that is back is asked by all again", async () => {
  const { clock, asked, ask } = openAccess();
  const first = ask();
  asked[0]?.fail();
  await first;
  expect(await ask()).toBeNull();
  expect(asked).toHaveLength(1);
  clock.advance(1_000);
  expect(await ask()).toBeNull();
  asked[1]?.answer("here");
  await Promise.resolve();
  const next = ask();
  asked[2]?.answer("here again");
  expect(await next).toEqual({ answer: "here again" });
});

test("a clock that is set back does not make a store rest for longer", async () => {
  const { clock, asked, ask } = openAccess();
  const first = ask();
  asked[0]?.fail();
  await first;
  clock.step(-3_600_000);
  await ask();
  clock.advance(1_000);
  await ask();
  expect(asked.length).toBeGreaterThan(1);
});
