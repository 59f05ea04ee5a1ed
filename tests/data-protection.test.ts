import { expect, it, vi } from "vitest";
import { services } from "../launcher/manifest.js";
import type { TestClient } from "./support/test-client.js";
import { openSite } from "./support/test-site.js";

const HOUR_MS = 3_600_000;
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
  await test.ask("mutation { clearViewHistory }", { token });
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
  expect(told.parts["viewing"]).toMatchObject({
    history: [],
    watchlist: [{ contentId }],
    removed: [{ itemId: null, positionsUntil: expect.any(String) }],
  });

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

it("whoever guesses the password has the same five tries, whether it changes the password or deletes the household", async () => {
  const { open } = await openSite();
  const test = await open();
  const { token } = await newHousehold(test);
  const change = `mutation ($password: String!) {
    changePassword(current: $password, newPassword: "battery staple") { __typename } }`;
  for (const password of ["a", "b", "c"]) {
    expect((await test.ask(DELETE, { token, variables: { password } })).data.deleteAccount).toBe(false);
  }
  const changed = async (password: string) =>
    (await test.ask(change, { token, variables: { password } })).data.changePassword.__typename;
  expect([await changed("d"), await changed("e")]).toEqual(["InvalidCredentials", "InvalidCredentials"]);
  expect(await changed("correct horse")).toBe("Throttled");
  const variables = { password: "correct horse" };
  expect((await test.ask(DELETE, { token, variables })).data.deleteAccount).toBe(false);
});
