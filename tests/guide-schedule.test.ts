import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbox } from "../lib/events/outbox.js";
import { randomIds } from "../lib/ids.js";
import { type GuideSchedule, startGuideSchedule } from "../subgraphs/catalog/guide-schedule.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { createScheduleStore } from "../subgraphs/catalog/store/schedule-store.js";
import { openCatalogStore } from "../subgraphs/catalog/store.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

const MINUTE_MS = 60_000;
const INTERVAL_MS = 60 * MINUTE_MS;
const guide = (title: string) =>
  `<tv><programme channel="one" start="20261121100000" stop="20261121110000"><title>${title}</title></programme></tv>`;

let test: TestService<Catalog>;
let databaseUrl: string;
const opened: AsyncDisposable[] = [];
/** What the origin answers, and what it was asked. */
let answer: { status: number; body: string; etag?: string; modified?: string };
let asked: IncomingHttpHeaders[];
/** How many of the next imports fail on our side. */
let failures: number;
const origin = createServer((request, response) => {
  asked.push(request.headers);
  const isKnown = answer.etag !== undefined && request.headers["if-none-match"] === answer.etag;
  const headers = {
    ...(answer.etag && { etag: answer.etag }),
    ...(answer.modified && { "last-modified": answer.modified }),
  };
  if (isKnown) response.writeHead(304, headers).end();
  else response.writeHead(answer.status, headers).end(answer.body);
});

beforeEach(async () => {
  asked = [];
  failures = 0;
  answer = { status: 200, body: guide("News"), etag: '"1"', modified: "Sat, 21 Nov 2026 08:00:00 GMT" };
  test = await startTestCatalog(async (url) => {
    databaseUrl = url;
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
  await new Promise((resolve) => origin.close(resolve));
  await test[Symbol.asyncDispose]();
});

/** A replica's schedule of one source, asked at once and then every hour. */
async function startReplica(): Promise<GuideSchedule> {
  const { clock } = test;
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  const outbox = createOutbox({ clock, ids: randomIds, carrier });
  const store = await openCatalogStore(databaseUrl, undefined, outbox);
  opened.push(store);
  const url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/guide.xml`;
  const schedule = startGuideSchedule(
    [{ name: "nz", url, intervalMs: INTERVAL_MS, timezone: "Pacific/Auckland" }],
    {
      store: createScheduleStore(store.client),
      clock,
      random: () => 0,
      log: pino({ level: "silent" }),
      reach: { http: true, inside: true },
      importGuide: (source) =>
        failures-- > 0
          ? Promise.reject(new Error("the database restarts"))
          : test.service.importGuide(source),
    },
  );
  opened.push(schedule);
  return schedule;
}

async function pass(ms: number, ...replicas: GuideSchedule[]): Promise<void> {
  test.clock.advance(ms);
  await Promise.all(replicas.map((one) => one.settled()));
}
const imports = () =>
  test.sql("SELECT source, status, created, unchanged, problems FROM guide_import ORDER BY started_at, id");

describe("a source of guides in the configuration", () => {
  it("is imported at the start and every interval, and only asked whether it has changed", async () => {
    const replica = await startReplica();
    await pass(0, replica);
    expect(await imports()).toMatchObject([{ source: "nz", status: "DONE", created: 1 }]);
    expect(await test.sql("SELECT timezone FROM channel")).toEqual([{ timezone: "Pacific/Auckland" }]);
    await pass(INTERVAL_MS, replica);
    expect(asked[1]).toMatchObject({
      "if-none-match": '"1"',
      "if-modified-since": "Sat, 21 Nov 2026 08:00:00 GMT",
    });
    expect(await imports()).toHaveLength(1);
    answer = { status: 200, body: guide("Film"), etag: '"2"' };
    await pass(INTERVAL_MS, replica);
    expect(await test.sql("SELECT title FROM broadcast")).toEqual([{ title: "Film" }]);
    expect(asked).toHaveLength(3);
  });

  it("is imported by one of several replicas", async () => {
    const replicas = [await startReplica(), await startReplica(), await startReplica()];
    await pass(0, ...replicas);
    expect(asked).toHaveLength(1);
    answer = { status: 200, body: guide("Film") };
    await pass(INTERVAL_MS, ...replicas);
    expect(asked).toHaveLength(2);
    expect(await imports()).toHaveLength(2);
  });

  it("is asked anew by the next process, with what the last one heard", async () => {
    const last = await startReplica();
    await pass(0, last);
    await last[Symbol.asyncDispose]();
    const next = await startReplica();
    await pass(0, next);
    expect(asked).toHaveLength(1);
    await pass(INTERVAL_MS, next);
    expect(asked.at(-1)).toMatchObject({ "if-none-match": '"1"' });
  });

  it("is tried four times with growing pauses, then told as FAILED, and asked again at its next time", async () => {
    answer = { status: 503, body: "busy" };
    const replica = await startReplica();
    await pass(0, replica);
    await pass(15_000, replica);
    await pass(30_000, replica);
    expect([asked.length, (await imports()).length]).toEqual([3, 0]);
    await pass(60_000, replica);
    expect(await imports()).toMatchObject([
      { status: "FAILED", problems: [{ reason: expect.stringContaining("the server answered 503") }] },
    ]);
    await pass(INTERVAL_MS - 1, replica);
    expect(asked).toHaveLength(4);
    answer = { status: 200, body: guide("News") };
    await pass(1, replica);
    expect(await imports()).toMatchObject([{}, { status: "DONE", created: 1 }]);
  });

  it("is tried again where an import failed on our side", async () => {
    failures = 1;
    const replica = await startReplica();
    await pass(0, replica);
    expect([asked.length, (await imports()).length]).toEqual([1, 0]);
    await pass(15_000, replica);
    expect(asked).toHaveLength(2);
    expect(await imports()).toMatchObject([{ status: "DONE", created: 1 }]);
    await pass(INTERVAL_MS - 1, replica);
    expect(asked).toHaveLength(2);
  });

  it("is asked by the next process at once where the last one did not end its import", async () => {
    failures = 1;
    const last = await startReplica();
    await pass(0, last);
    await last[Symbol.asyncDispose]();
    await pass(0, await startReplica());
    expect(await imports()).toMatchObject([{ status: "DONE", created: 1 }]);
  });

  it("is not asked before its next time where every try failed on our side, by no replica", async () => {
    failures = 4;
    const replica = await startReplica();
    await pass(0, replica);
    for (const pause of [15_000, 30_000, 60_000]) await pass(pause, replica);
    expect(asked).toHaveLength(4);
    const other = await startReplica();
    await pass(0, other);
    expect(asked).toHaveLength(4);
    await pass(INTERVAL_MS, replica, other);
    expect(await imports()).toMatchObject([{ status: "DONE", created: 1 }]);
  });

  it("keeps the last good guide where the new one is broken, which is asked for again", async () => {
    const replica = await startReplica();
    await pass(0, replica);
    answer = { status: 200, body: "<tv><programme>", etag: '"2"' };
    await pass(INTERVAL_MS, replica);
    expect(await imports()).toMatchObject([{}, { status: "FAILED" }]);
    expect(await test.sql("SELECT title FROM broadcast")).toEqual([{ title: "News" }]);
    await pass(INTERVAL_MS, replica);
    expect(asked[2]).toMatchObject({ "if-none-match": '"1"' });
  });
});
