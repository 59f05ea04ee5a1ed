import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../lib/clock.js";
import type { Caller } from "./caller.js";
import { createOperationReader, type OperationReader } from "./operation-reader.js";
import type { OperationChecker } from "./operations.js";
import { createReadingTurns } from "./rates/reading-turns.js";

const THEIRS = { clientAddress: "198.51.100.66" } as Caller;
const OURS = { clientAddress: "203.0.113.1" } as Caller;

let clock: ManualClock;
let read: OperationReader;
let texts: string[];
/** So long takes it to read what nobody knows. */
let readingMs: number;
beforeEach(() => {
  clock = new ManualClock(0);
  texts = [];
  readingMs = 210;
  // What it says of an operation is for others to test: here it only takes its time.
  const check = (...[{ query }]: Parameters<OperationChecker>) => {
    if (!knows(query)) clock.step(readingMs);
    texts.push(query);
    return [];
  };
  const knows = (text: string) => text.startsWith("known") || texts.includes(text);
  read = createOperationReader(Object.assign(check, { knows }), createReadingTurns(clock));
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("whoever asks something new all the time waits, and nobody waits with them", async () => {
  await read({ query: "new 1" }, THEIRS);
  await read({ query: "known" }, OURS);
  const next = read({ query: "new 2" }, THEIRS);
  await settled();
  await read({ query: "ours" }, OURS);
  await read({ query: "known" }, THEIRS);
  expect(texts).toEqual(["new 1", "known", "ours", "known"]);
  clock.advance(1_000);
  await next;
  expect(texts.at(-1)).toBe("new 2");
});

test("whoever has too many that wait to be read is told when to come back", async () => {
  await read({ query: "new" }, THEIRS);
  await read({ query: "known" }, OURS);
  const waiting = Array.from({ length: 50 }, (_, number) => read({ query: `new ${number}` }, THEIRS));
  const refusal = { extensions: { code: "RATE_LIMITED", retryAfterSeconds: 4 } };
  expect(await read({ query: "one more" }, THEIRS)).toMatchObject([refusal]);
  expect(texts).toEqual(["new", "known"]);
  while (texts.length < 2 + waiting.length) {
    clock.advance(1_000);
    await settled();
  }
  await Promise.all(waiting);
});

test("many who begin with the same text at once wait for no more than the first of them", async () => {
  readingMs = 60;
  await read({ query: "known" }, OURS);
  await Promise.all(Array.from({ length: 50 }, () => read({ query: "the start page" }, THEIRS)));
  expect(texts.filter((text) => text === "the start page")).toHaveLength(50);
  expect(clock.now()).toBe(readingMs);
});
