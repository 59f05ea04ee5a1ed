import { beforeEach, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../lib/clock.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { randomIds } from "../../lib/ids.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { meanwhile } from "../../tests/support/meanwhile.js";
import { lockAccount } from "./store/households.js";
import { endSessions } from "./store/sessions.js";
import { openAccountsStore } from "./store.js";

const NOW = Date.now();
const SOON = NOW + 3_600_000;

let store: Awaited<ReturnType<typeof openAccountsStore>>;
beforeEach(async () => {
  const own = await createTestDatabase("accounts");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  store = await openAccountsStore(own.url, undefined, outbox);
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  });
  const consent = { personalisation: false, advertising: false, insights: false };
  await store.createAccount(
    {
      id: "ac_1",
      email: "a@home.example",
      emailVerified: true,
      country: "AT",
      createdAt: NOW,
      passwordHash: "old",
    },
    { id: "pr_1", accountId: "ac_1", name: "Ada", language: "en", maximumAge: null, pinHash: null, consent },
  );
});

it("a code for a new password and a change of the password wait for each other, and one of them counts", async () => {
  const hash = "hash";
  await store.keepCodes([{ email: "a@home.example", purpose: "RESET_PASSWORD", hash, expiresAt: SOON }]);
  const reset = await store.database.$transaction(async (tx) => {
    // As a change of the password does it.
    await tx.account.update({ where: { id: "ac_1" }, data: { passwordHash: "changed" } });
    const begun = await meanwhile(store.database, () => store.resetPassword(hash, "reset", NOW));
    await tx.accountCode.deleteMany({ where: { accountId: "ac_1", purpose: "RESET_PASSWORD" } });
    return begun;
  });
  expect(await reset.done).toBeNull();
  expect(await store.passwordHashOf("ac_1")).toBe("changed");
});

it("who signs in while the household is changed waits for nobody who waits for them", async () => {
  const token = (hash: string, expiresAt: number) => ({ hash, expiresAt });
  const session = (id: string) => ({ id, accountId: "ac_1", deviceId: null, profileId: "pr_1" });
  await store.createSession(session("se_1"), token("old", NOW - 1), NOW - 2);
  const signedIn = await store.database.$transaction(async (tx) => {
    await lockAccount(tx, "ac_1");
    const begun = await meanwhile(store.database, () =>
      store.createSession(session("se_2"), token("new", SOON), NOW),
    );
    // As the sessions of a profile that is removed go with it.
    await tx.session.deleteMany({ where: { id: "se_1" } });
    return begun;
  });
  await signedIn.done;
  expect(await store.database.session.findMany({ select: { id: true } })).toEqual([{ id: "se_2" }]);
});

it("who signs in while the household is erased waits for nobody who waits for them, and is told that it is gone", async () => {
  const token = (hash: string, expiresAt: number) => ({ hash, expiresAt });
  const session = (id: string) => ({ id, accountId: "ac_1", deviceId: null, profileId: "pr_1" });
  await store.createSession(session("se_1"), token("old", NOW - 1), NOW - 2);
  const signedIn = await store.database.$transaction(async (tx) => {
    // As PostgreSQL deletes a household: its row, and then the sessions that go with it.
    await tx.$queryRaw`SELECT id FROM account WHERE id = 'ac_1' FOR UPDATE`;
    const begun = await meanwhile(store.database, () =>
      store.createSession(session("se_2"), token("new", SOON), NOW),
    );
    await tx.account.delete({ where: { id: "ac_1" } });
    return { done: begun.done.catch((error: Error) => error) };
  });
  expect(await signedIn.done).toMatchObject({ message: "this household is there no more" });
  expect(await store.database.session.count()).toBe(0);
});

/** A television that waits, and who may let it in. */
async function televisionWaits() {
  const pairing = { userCode: "BCDFGHJK", name: "TV", family: "TV" as const };
  await store.createPairing("code", { ...pairing, requestedAt: NOW, expiresAt: SOON });
  const phone = { id: "se_phone", accountId: "ac_1", deviceId: null, profileId: null };
  await store.createSession(phone, { hash: "phone", expiresAt: SOON }, NOW);
}
const approve = () =>
  store.approvePairing("BCDFGHJK", { accountId: "ac_1", newDeviceId: "dev_1", sessionId: "se_phone" }, NOW);

it("a television that is let in while all sessions of the household end stays outside", async () => {
  await televisionWaits();
  const approved = await store.database.$transaction(async (tx) => {
    await lockAccount(tx, "ac_1");
    const begun = await meanwhile(store.database, approve);
    await endSessions(tx, () => undefined, { accountId: "ac_1", which: { allBut: null }, now: NOW });
    return begun;
  });
  expect(await approved.done).toBeNull();
  expect(await store.devicesOf("ac_1")).toEqual([]);
});

it("a television that fetches its session while all sessions of the household end gets none", async () => {
  await televisionWaits();
  expect(await approve()).toMatchObject({ id: "dev_1" });
  const fetched = await store.database.$transaction(async (tx) => {
    await lockAccount(tx, "ac_1");
    const session = { id: "se_1", accountId: "ac_1", deviceId: "dev_1", profileId: null };
    const begun = await meanwhile(store.database, () =>
      store.createSession(session, { hash: "token", expiresAt: SOON }, NOW, { pairing: "code" }),
    );
    await endSessions(tx, () => undefined, { accountId: "ac_1", which: { allBut: null }, now: NOW });
    return begun;
  });
  expect(await fetched.done).toBe(false);
  expect(await store.database.session.count({ where: { id: "se_1" } })).toBe(0);
});

it("who chooses a profile while all sessions of the household end gets no session", async () => {
  const token = (hash: string) => ({ hash, expiresAt: SOON });
  const session = (id: string) => ({ id, accountId: "ac_1", deviceId: null, profileId: null });
  await store.createSession(session("se_1"), token("first"), NOW);
  const chosen = await store.database.$transaction(async (tx) => {
    await lockAccount(tx, "ac_1");
    const begun = await meanwhile(store.database, () =>
      store.createSession(session("se_2"), token("second"), NOW, { replaces: "se_1", graceMs: 10_000 }),
    );
    await endSessions(tx, () => undefined, { accountId: "ac_1", which: { allBut: null }, now: NOW });
    return begun;
  });
  expect(await chosen.done).toBe(false);
  expect(await store.database.session.findMany({ select: { id: true } })).toEqual([{ id: "se_1" }]);
});

it("who signs in with a password that is being changed gets no session for the old one", async () => {
  const session = { id: "se_1", accountId: "ac_1", deviceId: null, profileId: null };
  const signedIn = await store.database.$transaction(async (tx) => {
    // As a change of the password does it.
    await tx.account.update({ where: { id: "ac_1" }, data: { passwordHash: "changed" } });
    const begun = await meanwhile(store.database, () =>
      store.createSession(session, { hash: "token", expiresAt: SOON }, NOW, { passwordHash: "old" }),
    );
    await endSessions(tx, () => undefined, { accountId: "ac_1", which: { allBut: null }, now: NOW });
    return begun;
  });
  expect(await signedIn.done).toBe(false);
  expect(await store.database.session.count()).toBe(0);
});
