import { once } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import { meanwhile } from "../../tests/support/meanwhile.js";
import { exampleAiring } from "./domain/example-airings.js";
import { BEFORE, type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";
import type { Recorder } from "./recorder.js";

const NONE = { beforeSeconds: 0, afterSeconds: 0 };
/** Begins before leases are renewed for the first time. */
const SHOW = exampleAiring({ start: BEFORE + 1_000 });

let test: ExampleDesk;
afterEach(() => test[Symbol.asyncDispose]());

/** A recorder of which a test says how it copies. */
const recorderOf =
  (copy: Recorder["copy"]): (() => Recorder) =>
  () => ({ copy, pieces: async () => [], publish: async () => undefined, remove: async () => undefined });

it("a copy that was broken off is tried again after five seconds, and not in a rush", async () => {
  const triedAt: number[] = [];
  const copy = () => {
    triedAt.push(test.clock.now() - SHOW.start);
    return Promise.reject(new Error("the storage is away"));
  };
  test = await startExampleDesk({ recorderOf: recorderOf(copy) });
  await test.guide([SHOW]);
  await test.wishes.schedule("br_1", NONE, WHO);
  test.clock.advance(1_000);
  for (let seconds = 0; seconds < 12; seconds += 1) {
    await test.settle();
    await vi.waitFor(async () => expect(await leases()).toEqual([Math.max(...triedAt) + 5_000]));
    test.clock.advance(1_000);
  }
  expect(triedAt).toEqual([0, 5_000, 10_000]);
  expect(await test.schedule()).toBe("br_1 RECORDING");
});

it("a copy that begins while leases are being renewed goes on", async () => {
  const begun: { stopsAt: () => number; signal: AbortSignal }[] = [];
  const copy: Recorder["copy"] = async (_capture, stopsAt, signal) => {
    begun.push({ stopsAt, signal });
    await once(signal, "abort");
    return stopsAt();
  };
  const next = exampleAiring({ broadcastId: "br_2", start: BEFORE + 5_000, stop: SHOW.stop });
  test = await startExampleDesk({ recorderOf: recorderOf(copy) });
  await test.guide([SHOW, next]);
  for (const id of ["br_1", "br_2"]) await test.wishes.schedule(id, NONE, WHO);
  test.clock.advance(1_000);
  await test.settle();
  await vi.waitFor(() => expect(begun).toHaveLength(1));
  const renewed = () => expect(begun[0]?.stopsAt()).toBe(SHOW.stop + 60_000);
  const renewal = await test.client.$transaction(async (tx) => {
    await tx.capture.updateMany({ data: { stopsAt: new Date(SHOW.stop + 60_000) } });
    const waiting = await meanwhile(test.client, () => {
      test.clock.advance(4_000);
      return vi.waitFor(renewed, { timeout: 15_000, interval: 5 });
    });
    await test.settle();
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    return waiting;
  });
  await renewal.done;
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([false, false]);
});

/** How long captures are held, ms after the show began. */
async function leases(): Promise<number[]> {
  const captures = await test.client.capture.findMany();
  return captures.map(({ leaseUntil }) => Number(leaseUntil) - SHOW.start);
}
