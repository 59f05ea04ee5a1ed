import { describe, expect, test, vi } from "vitest";
import { ManualClock, systemClock } from "../../lib/clock.js";
import { MOST_UNDELIVERED, ResultStream } from "./result-stream.js";

const result = (value: number) => ({ data: { value } });

function push(stream: ResultStream, ...values: number[]) {
  for (const value of values) stream.push(result(value), String(value));
}

async function rest(stream: ResultStream): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { data } of stream) values.push(data?.["value"]);
  return values;
}

describe("a state", () => {
  test("is told as it is when the client asks, not as it was", async () => {
    const stream = new ResultStream(false, systemClock, () => undefined);
    push(stream, 1, 2, 3);
    stream.end();
    expect(await rest(stream)).toEqual([3]);
  });

  test("that is as the client knows it is not told again, even after it was another", async () => {
    const stream = new ResultStream(false, systemClock, () => undefined);
    push(stream, 1);
    expect((await stream.next()).value).toEqual(result(1));
    push(stream, 2, 1);
    const pending = stream.next();
    push(stream, 1, 3);
    expect((await pending).value).toEqual(result(3));
  });
});

describe("events", () => {
  test("are told each, in order, also when equal", async () => {
    const stream = new ResultStream(true, systemClock, () => undefined);
    push(stream, 1, 1, 2);
    stream.end();
    expect(await rest(stream)).toEqual([1, 1, 2]);
  });

  test("above the bound end the stream, after those that were kept", async () => {
    const onEnd = vi.fn();
    const stream = new ResultStream(true, systemClock, onEnd);
    push(stream, ...Array.from({ length: MOST_UNDELIVERED }, (_none, index) => index));
    expect(onEnd).not.toHaveBeenCalled();
    push(stream, 99);
    expect(onEnd).toHaveBeenCalledOnce();
    for (let index = 0; index < MOST_UNDELIVERED; index += 1)
      expect((await stream.next()).value).toEqual(result(index));
    await expect(stream.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_OVERFLOW" });
    expect((await stream.next()).done).toBe(true);
  });
});

test("a client that leaves ends what it waits for at once, and is told of once", async () => {
  const onEnd = vi.fn();
  const stream = new ResultStream(true, systemClock, onEnd);
  const pending = stream.next();
  await stream.return();
  await stream.return();
  expect((await pending).done).toBe(true);
  expect(onEnd).toHaveBeenCalledOnce();
  push(stream, 1);
  expect((await stream.next()).done).toBe(true);
});

test("an event that nobody read in time is not told any more; those after it are", async () => {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const stream = new ResultStream(true, clock, () => undefined);
  stream.push(result(1), "1", "", clock.now() + 10_000);
  stream.push(result(2), "2", "", clock.now() + 20_000);
  clock.advance(10_000);
  stream.end();
  expect(await rest(stream)).toEqual([2]);
});
