import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../lib/clock.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { randomIds } from "../../lib/ids.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { REUSE_GRACE_MS } from "./domain/refresh-token.js";
import { createSessionStore } from "./store/sessions.js";
import { openAccountsStore } from "./store.js";

const NOW = Date.now();
const token = (hash: string) => ({ hash, expiresAt: NOW + 3_600_000 });

it("a device that gave up while its refresh waited for the database is not taken for a thief later", async () => {
  const own = await createTestDatabase("accounts");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  const store = await openAccountsStore(own.url, undefined, outbox);
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
      passwordHash: "hash",
    },
    { id: "pr_1", accountId: "ac_1", name: "Ada", language: "en", maximumAge: null, pinHash: null, consent },
  );
  await store.createSession(
    { id: "se_1", accountId: "ac_1", deviceId: null, profileId: null },
    token("shown"),
    NOW,
  );

  const left = new AbortController();
  const { database } = store;
  const busy = new Proxy(database, {
    get(client, name) {
      // All connections are in use: the change waits for one, and its caller leaves.
      if (name === "$executeRaw") left.abort();
      return Reflect.get(client, name);
    },
  });
  const refresh = (now: number, client: typeof database, signal?: AbortSignal) =>
    createSessionStore(client, outbox).rotateRefreshToken("shown", token(`successor at ${now}`), {
      now,
      graceMs: REUSE_GRACE_MS,
      left: signal,
    });
  await expect(refresh(NOW, busy, left.signal)).rejects.toMatchObject({ code: "REQUEST_TIMED_OUT" });
  const later = NOW + REUSE_GRACE_MS + 1;
  expect(await refresh(later, database)).toMatchObject({ id: "se_1" });

  // The same token, on its way since then: its client has an answer, and waits for this one no more.
  const muchLater = later + REUSE_GRACE_MS + 1;
  await expect(refresh(muchLater, database, left.signal)).rejects.toMatchObject({
    code: "REQUEST_TIMED_OUT",
  });
  const successor = createSessionStore(database, outbox).rotateRefreshToken(
    `successor at ${later}`,
    token("its successor"),
    { now: muchLater, graceMs: REUSE_GRACE_MS },
  );
  expect(await successor).toMatchObject({ id: "se_1" });
});
