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

it("of the households of a copy that ends most have their recording although one's cannot be written, and that one later", async () => {
  test = await startExampleDesk({ endedAtOnce: 2 });
  await test.guide([SHOW]);
  const households = Array.from({ length: 7 }, (_, at) => `ac_${at + 1}`);
  for (const accountId of households) {
    await test.wishes.schedule("br_1", NONE, { accountId, caller: { traceId: accountId } });
  }
  await test.client.$executeRawUnsafe(`
    CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
      IF NEW.account_id = 'ac_4' AND NEW.status = 'RECORDED' THEN RAISE EXCEPTION 'not this one'; END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql`);
  await test.client.$executeRawUnsafe(
    "CREATE TRIGGER refuse BEFORE UPDATE ON recording FOR EACH ROW EXECUTE FUNCTION refuse()",
  );
  const recording = async () =>
    (await test.client.recording.findMany({ where: { status: "RECORDING" } })).map((one) => one.accountId);
  await test.goTo(SHOW.stop - 1_000);
  test.clock.advance(1_000);
  await vi.waitFor(async () => expect((await recording()).sort()).toEqual(["ac_3", "ac_4"]), 15_000);
  const told = () => test.told.filter(({ status }) => status === "RECORDED").map((one) => one.accountId);
  await vi.waitFor(() => expect(told().sort()).toEqual(["ac_1", "ac_2", "ac_5", "ac_6", "ac_7"]), 15_000);
  await test.client.$executeRawUnsafe("DROP TRIGGER refuse ON recording");
  const status = async () => (await test.client.capture.findFirstOrThrow()).status;
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    await test.settle();
    expect(await status()).toBe("DONE");
  }, 15_000);
  expect(await recording()).toEqual([]);
  expect(told().sort()).toEqual(households);
});

it("media that take too long to remove are left for later, before who wants them again may have them", async () => {
  const begun: string[] = [];
  const hanging: Recorder["remove"] = (captureId, signal) => {
    begun.push(captureId);
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  };
  let remove = hanging;
  const recorder = recorderOf(() => Promise.resolve(0))();
  const removing: Recorder = { ...recorder, remove: (id, signal) => remove(id, signal) };
  test = await startExampleDesk({ recorderOf: () => removing });
  for (const captureId of ["cap_1", "cap_2"]) {
    const at = new Date(BEFORE);
    await test.client.capture.create({
      data: {
        id: captureId,
        broadcastId: captureId,
        owner: "",
        channelId: "ch_1",
        startsAt: at,
        stopsAt: at,
        status: "DONE",
      },
    });
    await test.client.mediaRemoval.create({
      data: { recordingId: `rec_of_${captureId}`, captureId, dueAt: at },
    });
  }
  const left = async () => [await test.client.mediaRemoval.count(), await test.client.capture.count()];
  const removal = test.desk.removeNext();
  removal.catch(() => undefined);
  await vi.waitFor(() => expect(begun).toEqual(["cap_1"]), 15_000);
  // Five seconds before the transaction would lose its locks.
  test.clock.advance(25_000);
  await expect(removal).rejects.toThrow("too long");
  expect(begun).toEqual(["cap_1"]);
  expect(await left()).toEqual([2, 2]);
  remove = () => Promise.resolve();
  expect(await test.desk.removeNext()).toBe(true);
  expect(await left()).toEqual([0, 0]);
});

/** How long captures are held, ms after the show began. */
async function leases(): Promise<number[]> {
  const captures = await test.client.capture.findMany();
  return captures.map(({ leaseUntil }) => Number(leaseUntil) - SHOW.start);
}
