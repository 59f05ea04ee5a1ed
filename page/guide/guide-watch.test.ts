import { beforeEach, expect, it } from "vitest";
import type { PlayheadClient, SubscriptionSink } from "../../client/index.js";
import { type ManualPlatform, manualPlatform, settled } from "../../client/testing/manual-platform.js";
import { GuideWatch } from "./guide-watch.js";

interface Listening {
  readonly ids: readonly string[];
  readonly sink: Pick<SubscriptionSink<unknown>, "interrupted"> & { readonly next: (data: never) => void };
}

let platform: ManualPlatform;
let listening: Listening[];
let client: Pick<PlayheadClient, "subscribe" | "platform">;
/** What the guide is found to be: the ids of what it shows, or why it cannot be read. */
let guide: readonly string[] | Error;
let reads: number;
let problems: string[];
let watch: GuideWatch;
beforeEach(() => {
  platform = manualPlatform();
  listening = [];
  client = {
    platform,
    subscribe(_operation, variables, sink) {
      const { ids } = variables as { ids?: readonly string[] };
      const one = { ids: ids ?? [], sink };
      listening.push(one);
      return () => {
        listening = listening.filter((other) => other !== one);
      };
    },
  };
  guide = ["br_a", "br_b"];
  reads = 0;
  problems = [];
  watch = new GuideWatch({
    client,
    async read() {
      reads += 1;
      if (guide instanceof Error) throw guide;
      return guide;
    },
    failed: ({ message }) => problems.push(message),
  });
});

async function pass(ms: number): Promise<void> {
  platform.time.advance(ms);
  await settled();
}
const tell = () => listening[0]?.sink.next(undefined as never);

it("reads once what an import changes one by one, and listens to what is shown then", async () => {
  await watch.begin();
  expect(listening.map(({ ids }) => ids)).toEqual([["br_a", "br_b"]]);
  guide = ["br_a", "br_c"];
  tell();
  await pass(300);
  tell();
  tell();
  await pass(200);
  expect(reads).toBe(2);
  expect(listening.map(({ ids }) => ids)).toEqual([["br_a", "br_c"]]);
  await pass(60_000);
  expect(reads).toBe(2);
});

it("reads again what changed while it was read, and after the connection was away", async () => {
  await watch.begin();
  const reading = watch.begin();
  tell();
  await reading;
  await pass(500);
  expect(reads).toBe(3);
  listening[0]?.sink.interrupted?.();
  await pass(500);
  expect(reads).toBe(4);
});

it("looks every five minutes for what no subscription tells, and after five seconds where it could not read", async () => {
  await watch.begin();
  await pass(300_000);
  expect(reads).toBe(2);
  guide = new Error("the guide is not there");
  tell();
  await pass(500);
  expect(problems).toEqual(["the guide is not there"]);
  guide = ["br_a", "br_b"];
  await pass(5_000);
  expect(reads).toBe(4);
});

it("listens to a hundred broadcasts at a time and two thousand in all, and to none once it is closed", async () => {
  guide = Array.from({ length: 2_500 }, (_none, index) => `br_${index}`);
  await watch.begin();
  expect(listening).toHaveLength(20);
  expect(new Set(listening.map(({ ids }) => ids.length))).toEqual(new Set([100]));
  watch.close();
  expect(listening).toEqual([]);
  await pass(300_000);
  expect(reads).toBe(1);
});
