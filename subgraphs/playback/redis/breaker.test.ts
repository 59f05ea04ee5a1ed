import { expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { Breaker, BreakerOpen, SILENCE_MS } from "./breaker.js";

const isOutage = (error: unknown) => (error as Error).message === "away";

function open() {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const breaker = new Breaker(clock, isOutage);
  let asked = 0;
  const ask = (answer: () => Promise<string>) =>
    breaker.run(() => {
      asked += 1;
      return answer();
    });
  const hang = () => new Promise<string>(() => undefined);
  const isLetGo = (answer: Promise<string>) => expect(answer).rejects.toBeInstanceOf(BreakerOpen);
  /** Somebody asks a store that hangs, until everybody is kept from it. */
  const fallSilent = async () => {
    const waiting = ask(hang);
    clock.advance(SILENCE_MS);
    await isLetGo(waiting);
  };
  return { clock, breaker, ask, hang, isLetGo, fallSilent, asked: () => asked };
}

/** A question, and what answers it. */
function question() {
  let answer: (text: string) => void = () => undefined;
  const answered = new Promise<string>((resolve) => {
    answer = resolve;
  });
  return { answer, ask: () => answered };
}

it("nobody waits longer for a store than it has said nothing for half a second", async () => {
  const { clock, ask, hang, isLetGo } = open();
  const first = ask(hang);
  clock.advance(SILENCE_MS - 50);
  const last = ask(hang);
  clock.advance(50);
  await Promise.all([isLetGo(first), isLetGo(last)]);
});

it("who must not be let go yet is waited for until they may be, and nobody else asks meanwhile", async () => {
  const { clock, breaker, hang, isLetGo } = open();
  const until = clock.now() + 2 * SILENCE_MS;
  const beat = question();
  const answered = breaker.run(beat.ask, () => false);
  const late = breaker.run(hang, () => clock.now() >= until);
  let isOver = false;
  void late.catch(() => (isOver = true));
  clock.advance(2 * SILENCE_MS - 1);
  await isLetGo(breaker.run(hang, () => false));
  expect(isOver).toBe(false);
  clock.advance(1);
  await isLetGo(late);
  beat.answer("STOP");
  expect(await answered).toBe("STOP");
});

it("while a store hangs no viewer asks it, however long", async () => {
  const { clock, ask, hang, isLetGo, fallSilent, asked } = open();
  await fallSilent();
  for (let second = 0; second < 20; second += 1) {
    clock.advance(1_000);
    await isLetGo(ask(hang));
  }
  expect(asked()).toBe(1);
});

it("a probe that is answered lets everybody in again; one that fails or hangs does not", async () => {
  const { clock, breaker, ask, hang, isLetGo, fallSilent } = open();
  await fallSilent();
  await expect(breaker.probe(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  await isLetGo(ask(hang));
  const probe = question();
  const probed = breaker.probe(probe.ask);
  clock.advance(60_000);
  await isLetGo(ask(hang));
  probe.answer("back");
  expect(await probed).toBe("back");
  expect(await ask(async () => "open again")).toBe("open again");
});

it("a probe that hangs is enough to spare the first viewer the wait", async () => {
  const { clock, breaker, ask, hang, isLetGo, asked } = open();
  void breaker.probe(hang);
  clock.advance(SILENCE_MS);
  await isLetGo(ask(hang));
  expect(asked()).toBe(0);
});

it("a late answer to somebody who was let go lets the others in", async () => {
  const { clock, ask, isLetGo } = open();
  const late = question();
  const letGo = ask(late.ask);
  clock.advance(SILENCE_MS);
  await isLetGo(letGo);
  late.answer("at last");
  await late.ask();
  expect(await ask(async () => "here")).toBe("here");
});

it("a slow answer is waited for while others are answered", async () => {
  const { clock, ask } = open();
  const slow = question();
  const waiting = ask(slow.ask);
  for (let moment = 0; moment < 20; moment += 1) {
    clock.advance(SILENCE_MS / 2);
    expect(await ask(async () => "here")).toBe("here");
  }
  slow.answer("slow");
  expect(await waiting).toBe("slow");
});

it("a store that nobody asks is not silent", async () => {
  const { clock, ask } = open();
  expect(await ask(async () => "here")).toBe("here");
  clock.advance(60_000);
  const next = question();
  const waiting = ask(next.ask);
  clock.advance(SILENCE_MS / 2);
  next.answer("here");
  expect(await waiting).toBe("here");
});

it("a process that was itself stopped reads its answers before it gives up the store", async () => {
  const timers: (() => void)[] = [];
  const after = (_delayMs: number, action: () => void) => {
    timers.push(action);
    return { [Symbol.dispose]: () => undefined };
  };
  const breaker = new Breaker({ now: () => 0, after }, isOutage);
  const asked = question();
  const waiting = breaker.run(asked.ask);
  // However long it was: what was due fires once, before what came in is read.
  for (const fire of timers.splice(0)) fire();
  asked.answer("here");
  expect(await waiting).toBe("here");
});

it("failing at once keeps nobody waiting, and nobody from a store that is back", async () => {
  const { clock, ask } = open();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await expect(ask(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
    clock.advance(50);
  }
  expect(await ask(async () => "here")).toBe("here");
});

it("errors that are about a command, not the store, keep nobody from it", async () => {
  const { clock, ask, hang, isLetGo } = open();
  const waiting = ask(hang);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await expect(ask(() => Promise.reject(new Error("ERR malformed")))).rejects.toThrow("ERR malformed");
    clock.advance(50);
  }
  // They were answers; what is only an outage's error is none.
  const away = ask(() => Promise.reject(new Error("away")));
  await expect(away).rejects.toThrow("away");
  clock.advance(SILENCE_MS);
  await isLetGo(waiting);
});
