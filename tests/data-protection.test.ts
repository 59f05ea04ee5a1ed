import pg from "pg";
import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { furnishHousehold } from "../launcher/demo.js";
import { startHouse } from "../launcher/house.js";
import { householdServices, type ServiceName, services } from "../launcher/manifest.js";
import { ManualClock } from "../lib/clock.js";
import { appendEvents } from "../lib/events/outbox-table.js";
import { openEventPool } from "../lib/events/sql.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { developmentPayments } from "../subgraphs/accounts/payments.js";
import { createTestDatabase } from "./support/databases.js";
import { createTestClient, type TestClient } from "./support/test-client.js";
import { EVENING } from "./support/test-house.js";
import { tracesInDatabase } from "./support/traces.js";

const HOUR_MS = 3_600_000;
const SOON = { timeout: 30_000, interval: 20 };
const EXPORT =
  "__typename ... on DataExport { id status url missingParts } ... on Throttled { retryAfterSeconds }";
const REQUEST = `mutation { requestDataExport { ${EXPORT} } }`;
const READ = "query ($id: ID!) { dataExport(id: $id) { id status url missingParts } }";
const DELETE = "mutation ($password: String!) { deleteAccount(password: $password) }";
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";

/** Houses begin more than once on a machine that may be busy. */
vi.setConfig({ testTimeout: 120_000 });

/** Databases that outlive the houses on them. */
async function openSite() {
  const clock = new ManualClock(EVENING);
  const databaseUrls = {} as Record<ServiceName, string>;
  for (const { name } of services) {
    const database = await createTestDatabase(name);
    onTestFinished(() => database[Symbol.asyncDispose]());
    databaseUrls[name] = database.url;
  }
  const open = async () => {
    const lifecycle = new Lifecycle("house of a site");
    onTestFinished(() => lifecycle.close());
    const house = lifecycle.use(
      "house",
      await startHouse({
        ...{ port: 0, host: "127.0.0.1", databaseUrls, introspection: true, allowedOrigins: null },
        ...{ clock, ids: randomIds, log: pino({ level: "silent" }), payments: developmentPayments },
      }),
    );
    await furnishHousehold(house.accounts, clock);
    await house.catalog.channels.upsert({ xmltvId: "one", entitlementTags: [] });
    return { ...createTestClient(house.gateway.url, lifecycle), house, close: () => lifecycle.close() };
  };
  /** Rows anywhere that hold any of `needles`. */
  const traces = async (needles: readonly string[]) =>
    (await Promise.all(Object.values(databaseUrls).map((url) => tracesInDatabase(url, needles)))).flat();
  const sql = async (service: ServiceName, text: string, ...values: unknown[]) => {
    const client = new pg.Client({ connectionString: databaseUrls[service] });
    await client.connect();
    await client.query(text, values).finally(() => client.end());
  };
  /** A dead letter of the household's in every service that keeps something about it. */
  const plant = async (accountId: string) => {
    for (const name of householdServices) {
      await sql(
        name,
        `INSERT INTO dead_event ("group", id, publisher, type, key, at, payload, error, tries, died_at)
         VALUES ('g', 'ev_dead', 'accounts', 'entitlements.changed', $1, now(), '{}', 'x', 10, now())`,
        accountId,
      );
    }
  };
  /** What accounts may still have told of a household when it was erased. */
  const say = async ([accountId = "", deviceId = "", profileId = ""]: readonly string[]) => {
    const told = {
      "entitlements.changed": {},
      "device.removed": { deviceId },
      "profile.removed": { profileId },
      "account.export.requested": { exportId: "exp_gone" },
      "account.deleted": {},
    };
    const late = Object.entries(told).map(([type, payload]) => ({
      ...{ id: `ev_late_${type}`, type, key: accountId, at: clock.now(), payload },
    }));
    const pool = openEventPool(databaseUrls.accounts, pino({ level: "silent" }));
    await pool.$transaction((tx) => appendEvents(tx, late)).finally(() => pool[Symbol.asyncDispose]());
  };
  /** As `vi.waitFor`, with time passing, at most a minute of it. */
  const withinAMinute = async (check: () => Promise<void>) => {
    const until = clock.now() + 60_000;
    await vi.waitFor(async () => {
      if (clock.now() < until) clock.advance(500);
      await check();
    }, SOON);
  };
  return { clock, open, traces, plant, say, withinAMinute };
}

async function newHousehold({ ask }: TestClient, email = "one@example.org") {
  const { data } = await ask(
    `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ", device: { name: "Den", family: TV }) {
      ... on Session { accessToken refreshToken account { id devices { id } profiles { id } } } } }`,
    { variables: { email } },
  );
  const { accessToken: token, refreshToken, account } = data.signUp;
  await ask(`mutation { purchase(productId: "basic", idempotencyKey: "first") { __typename } }`, { token });
  const deviceId: string = account.devices[0].id;
  const channels = await ask("{ channels(first: 1) { edges { node { id } } } }");
  const contentId: string = channels.data.channels.edges[0].node.id;
  const wanted = "mutation ($id: ID!) { addToWatchlist(contentId: $id) }";
  await ask(wanted, { variables: { id: contentId }, token });
  const input = { contentId, deviceId, clientRequestId: "evening" };
  const started = await ask(START, { variables: { input }, token });
  const needles: string[] = [account.id, deviceId, account.profiles[0].id, email];
  return {
    token,
    refreshToken,
    deviceId,
    contentId,
    needles,
    slotToken: started.data.startPlayout.slotToken,
  };
}

it("a household reads what every service stores about it, once a day, and nobody else does", async () => {
  const { clock, open, withinAMinute } = await openSite();
  const test = await open();
  const { token, deviceId, contentId } = await newHousehold(test);
  const asked = (await test.ask(REQUEST, { token })).data.requestDataExport;
  const { id } = asked;
  expect(asked).toMatchObject({ __typename: "DataExport", status: "GATHERING", url: null });

  let url = "";
  await withinAMinute(async () => {
    const { dataExport } = (await test.ask(READ, { token, variables: { id } })).data;
    expect(dataExport).toMatchObject({ status: "READY", missingParts: [] });
    url = dataExport.url;
  });
  const told = (await (await fetch(url)).json()) as { parts: Record<string, unknown> };
  expect(told.parts["accounts"]).toMatchObject({
    email: "one@example.org",
    devices: [{ id: deviceId }],
    entitlements: [{ productId: "basic" }],
  });
  expect(JSON.stringify(told)).not.toContain("argon2");
  expect(told.parts["playback"]).toMatchObject({ streams: [{ deviceId, contentId }] });
  expect(told.parts["viewing"]).toMatchObject({ history: [], watchlist: [{ contentId }] });

  const again = (await test.ask(REQUEST, { token })).data.requestDataExport;
  expect(again).toMatchObject({ __typename: "Throttled", retryAfterSeconds: expect.any(Number) });
  const other = await newHousehold(test, "two@example.org");
  expect((await test.ask(READ, { token: other.token, variables: { id } })).data).toEqual({
    dataExport: null,
  });
  const entity = await test.house.accounts.subgraph.execute(
    { query: `{ _entities(representations: [{ __typename: "DataExport", id: "${id}" }]) { __typename } }` },
    { traceId: "t", authorization: `Bearer ${other.token}` },
  );
  expect(entity.data).toEqual({ _entities: [null] });

  clock.advance(HOUR_MS + 1_000);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}x`)).status).toBe(404);
});

it("an export waits for a service that is away, and says for which", async () => {
  const { clock, open, withinAMinute } = await openSite();
  const first = await open();
  const { token, refreshToken } = await newHousehold(first);
  await first.house.takeAway("playback");
  const { id } = (await first.ask(REQUEST, { token })).data.requestDataExport;
  clock.advance(30_000);
  const waiting = (await first.ask(READ, { token, variables: { id } })).data.dataExport;
  expect(waiting).toEqual({
    id,
    status: "GATHERING",
    url: null,
    missingParts: expect.arrayContaining(["playback"]),
  });
  await first.close();

  const second = await open();
  await withinAMinute(async () => {
    const { data } = await second.ask(READ, { token, variables: { id } });
    expect(data.dataExport).toMatchObject({ status: "READY", missingParts: [] });
  });
  // What was gathered goes after a week.
  clock.advance(7 * 24 * HOUR_MS);
  const refreshed = await second.ask(
    "mutation ($token: String!) { refreshSession(refreshToken: $token) { ... on Session { accessToken } } }",
    { variables: { token: refreshToken } },
  );
  const later = refreshed.data.refreshSession.accessToken;
  const { data } = await second.ask(READ, { token: later, variables: { id } });
  expect(data.dataExport).toMatchObject({ status: "EXPIRED", url: null });
});

it("of a household that was erased nothing is left in any table within a minute, and its tokens are worth nothing", async () => {
  const { open, traces, plant, say, withinAMinute } = await openSite();
  const test = await open();
  const { token, refreshToken, slotToken, needles } = await newHousehold(test);
  await test.ask(REQUEST, { token });
  // What could not be applied is about the household, too.
  await plant(needles[0] ?? "");
  expect((await traces(needles)).length).toBeGreaterThan(3);

  const erase = (password: string) => test.ask(DELETE, { token, variables: { password } });
  expect((await erase("wrong horse")).data).toEqual({ deleteAccount: false });
  expect((await erase("correct horse")).data).toEqual({ deleteAccount: true });
  await withinAMinute(async () => expect(await traces(needles)).toEqual([]));

  const seen = await test.ask("{ viewer { id } }", { token });
  expect(seen.errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
  const refreshed = await test.ask(
    "mutation ($token: String!) { refreshSession(refreshToken: $token) { __typename } }",
    { variables: { token: refreshToken } },
  );
  expect(refreshed.data.refreshSession.__typename).toBe("InvalidCredentials");
  // A player that has not heard goes on sending: it is told to stop, and leaves nothing behind.
  const beat = await test.ask(BEAT, { variables: { input: { slotToken, sequence: 1 } } });
  expect(beat.data.heartbeat).toEqual({ directive: "STOP", reason: "DEVICE_REMOVED" });
  // Events that are still in flight change nothing in any service, and leave nothing anywhere.
  await say(needles);
  await withinAMinute(async () => expect(await traces(needles)).toEqual([]));
  // The address is free again.
  await newHousehold(test);
});

it("an erasure survives that any of the services is down, and is whole within a minute of its return", async () => {
  const { open, traces, withinAMinute } = await openSite();
  let test = await open();
  const erased = [];
  for (const { name } of services) {
    const household = await newHousehold(test, `${name}@example.org`);
    const { token, needles } = household;
    // Without accounts nobody can ask for it; it dies with the answer.
    if (name !== "accounts") await test.house.takeAway(name);
    const { data } = await test.ask(DELETE, { token, variables: { password: "correct horse" } });
    expect(data, name).toEqual({ deleteAccount: true });
    await test.close();
    // Accounts remembers whom the others have still to forget.
    expect(await traces(needles), name).not.toEqual([]);
    test = await open();
    await withinAMinute(async () => expect(await traces(needles), name).toEqual([]));
    erased.push(household);
  }
  const tv = await newHousehold(test);
  const phone = await newHousehold(test, "two@example.org");
  const remove = "mutation ($id: ID!) { removeDevice(id: $id) { __typename } }";
  await test.ask(remove, { token: tv.token, variables: { id: tv.deviceId } });

  // A process that was not there refuses what the ones before it refused, and lets in the others.
  await test.close();
  test = await open();
  const seenBy = async (token: string) =>
    (await test.ask("{ viewer { id } }", { token })).errors?.[0]?.extensions;
  const last = erased.at(-1);
  for (const token of [tv.token, last?.token ?? ""]) {
    expect(await seenBy(token)).toMatchObject({ code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
  }
  expect(await seenBy(phone.token)).toBeUndefined();
  for (const { slotToken } of erased) {
    const beat = await test.ask(BEAT, { variables: { input: { slotToken, sequence: 2 } } });
    expect(beat.data.heartbeat).toEqual({ directive: "STOP", reason: "DEVICE_REMOVED" });
  }
});

it("whoever guesses the password deletes nothing, and is not heard any more after five tries", async () => {
  const { open } = await openSite();
  const test = await open();
  const { token } = await newHousehold(test);
  for (const password of ["a", "b", "c", "d", "e", "correct horse"]) {
    const { data } = await test.ask(DELETE, { token, variables: { password } });
    expect(data).toEqual({ deleteAccount: false });
  }
  expect((await test.ask("{ viewer { id } }", { token })).data.viewer).not.toBeNull();
});
