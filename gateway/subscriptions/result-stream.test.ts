import { describe, expect, test, vi } from "vitest";
import { ManualClock, systemClock } from "../../lib/clock.js";
import { MOST_UNDELIVERED, ResultStream, toldOf } from "./result-stream.js";

const told = (value: number) => toldOf({ data: { value } });
const textOf = (value: number) => `{"data":{"value":${value}}}`;

function push(stream: ResultStream, ...values: number[]) {
  for (const value of values) stream.push(told(value));
}

async function rest(stream: ResultStream): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const text of stream) values.push(JSON.parse(text).data.value);
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
    expect((await stream.next()).value).toBe(textOf(1));
    push(stream, 2, 1);
    const pending = stream.next();
    push(stream, 1, 3);
    expect((await pending).value).toBe(textOf(3));
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
      expect((await stream.next()).value).toBe(textOf(index));
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
  stream.push(told(1), "", clock.now() + 10_000);
  stream.push(told(2), "", clock.now() + 20_000);
  clock.advance(10_000);
  stream.end();
  expect(await rest(stream)).toEqual([2]);
});

describe("a writer", () => {
  /** Reads on whenever it has written; `over` is how the stream ended. */
  function written(stream: ResultStream, write: (text: string, written: () => void) => void): Promise<void> {
    return new Promise((finish, fail) => {
      const read = () => stream.read({ give: (text) => write(text, read), finish, fail });
      read();
    });
  }

  test("is handed one result at a time: of a state the newest, when it has written the one before", async () => {
    const stream = new ResultStream(false, systemClock, () => undefined);
    const texts: string[] = [];
    let done = () => {};
    const over = written(stream, (text, next) => {
      texts.push(text);
      done = next;
    });
    push(stream, 1, 2, 3);
    done();
    push(stream, 3);
    done();
    push(stream, 4);
    stream.end();
    done();
    await over;
    expect(texts).toEqual([1, 3, 4].map(textOf));
  });

  test("is handed what waits before it hears that the stream failed", async () => {
    const stream = new ResultStream(true, systemClock, () => undefined);
    const texts: string[] = [];
    push(stream, 1, 2);
    stream.fail(new Error("no more"));
    const over = written(stream, (text, next) => {
      texts.push(text);
      next();
    });
    await expect(over).rejects.toThrow("no more");
    expect(texts).toEqual([1, 2].map(textOf));
  });

  test("that is away when its client leaves hears of the end", async () => {
    const stream = new ResultStream(true, systemClock, () => undefined);
    push(stream, 1, 2);
    let done = () => {};
    const over = written(stream, (_text, next) => {
      done = next;
    });
    await stream.return();
    done();
    await over;
  });
});
