import { expect, test } from "vitest";
import { createMetrics } from "../lib/telemetry/metrics.js";
import { createFixture } from "./testing/fixture.js";

const SEEN = `query Seen { channel(id: "ch_1") { id seenBy } }`;
const PUBLISH = `mutation { publish(id: "dr_1") { id } }`;
const SHARED = /playhead_gateway_shared_executions_total (\d+)/;

async function open() {
  const metrics = createMetrics();
  const asked: { signal: AbortSignal | undefined; go: () => void }[] = [];
  let isHeld = false;
  const fixture = await createFixture({
    metrics,
    limits: { requestMs: 5_000 },
    transport: {
      async call(_service, { query }, { authorization = "nobody" }, signal) {
        if (isHeld) await new Promise<void>((go) => asked.push({ signal, go }));
        const data = query.includes("mutation")
          ? { publish: { id: "dr_1" } }
          : { channel: { __typename: "Channel", id: "ch_1", seenBy: authorization } };
        return { data };
      },
    },
  });
  // What is asked for the first time goes through Apollo's server, and is not shared.
  await fixture.post(SEEN, { account: "ac_1" });
  await fixture.post(PUBLISH, { account: "ac_1" });
  isHeld = true;
  return {
    fixture,
    asked,
    shared: async () => Number(SHARED.exec((await metrics.scrape()).text)?.[1]),
    release: () => {
      for (const { go } of asked) go();
    },
    /** Asks, and resolves once so many questions have come to the service. */
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}

test("the very same query of one caller, asked while it is under way, is executed once", async () => {
  await using opened = await open();
  const { fixture, asked } = opened;
  const both = [fixture.post(SEEN, { account: "ac_1" }), fixture.post(SEEN, { account: "ac_1" })];
  await expect.poll(opened.shared).toBe(1);
  expect(asked.length).toBe(1);
  opened.release();
  const [one, other] = await Promise.all(both);
  expect(one?.body).toEqual({ data: { channel: { id: "ch_1", seenBy: "Bearer ac_1" } } });
  expect(other?.body).toEqual(one?.body);
});

test("two households never share an execution, and a mutation is never shared", async () => {
  await using opened = await open();
  const { fixture, asked } = opened;
  const accounts = ["ac_1", "ac_2", "ac_1.edit", undefined];
  const all = accounts.map((account) => fixture.post(SEEN, account === undefined ? {} : { account }));
  await expect.poll(() => asked.length).toBe(4);
  const mutations = [fixture.post(PUBLISH, { account: "ac_1" }), fixture.post(PUBLISH, { account: "ac_1" })];
  await expect.poll(() => asked.length).toBe(6);
  opened.release();
  const seen = (await Promise.all(all)).map(({ body }) => body.data);
  expect(seen).toEqual(
    accounts.map((account) => ({
      channel: { id: "ch_1", seenBy: account === undefined ? "nobody" : `Bearer ${account}` },
    })),
  );
  await Promise.all(mutations);
  expect(await opened.shared()).toBe(0);
});

test("who leaves takes the answer from nobody else; when all have left, services are asked no more", async () => {
  await using opened = await open();
  const { fixture, asked } = opened;
  const leaving = new AbortController();
  const ask = (signal?: AbortSignal) =>
    fetch(fixture.gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer ac_1" },
      body: JSON.stringify({ query: SEEN }),
      ...(signal ? { signal } : {}),
    });
  const left = ask(leaving.signal).catch(() => "left");
  await expect.poll(() => asked.length).toBe(1);
  const staying = ask();
  await expect.poll(opened.shared).toBe(1);
  leaving.abort();
  expect(await left).toBe("left");
  // Whoever asked first takes its question along, and who stays asks it again.
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[0]?.signal?.aborted).toBe(true);
  const joining = new AbortController();
  const joined = ask(joining.signal).catch(() => "left");
  await expect.poll(opened.shared).toBe(2);
  joining.abort();
  expect(await joined).toBe("left");
  opened.release();
  expect(await (await staying).json()).toEqual({ data: { channel: { id: "ch_1", seenBy: "Bearer ac_1" } } });
  expect(asked[1]?.signal?.aborted).toBe(false);

  const last = new AbortController();
  const nobody = ask(last.signal).catch(() => "left");
  await expect.poll(() => asked.length).toBe(3);
  last.abort();
  await nobody;
  await expect.poll(() => asked[2]?.signal?.aborted).toBe(true);
});

test.each([
  ["by a text that is known", PUBLISH],
  ["by one that is new", `mutation Anew { publish(id: "dr_1") { id } }`],
])("who has changed something, %s, is not answered with what was read before", async (_how, mutation) => {
  await using opened = await open();
  const { fixture, asked } = opened;
  const ask = (account: string) => fixture.post(SEEN, { account });
  const before = [ask("ac_1"), ask("ac_2")];
  await expect.poll(() => asked.length).toBe(2);
  const changing = fixture.post(mutation, { account: "ac_1" });
  await expect.poll(() => asked.length).toBe(3);
  asked[2]?.go();
  await changing;
  const after = ask("ac_1");
  await expect.poll(() => asked.length).toBe(4);
  const other = ask("ac_2");
  await expect.poll(opened.shared).toBe(1);
  opened.release();
  expect((await Promise.all([...before, after, other])).map(({ status }) => status)).toEqual([
    200, 200, 200, 200,
  ]);
});
