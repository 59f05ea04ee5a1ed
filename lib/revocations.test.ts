import { expect, it } from "vitest";
import { ManualClock } from "./clock.js";
import type { EventBus } from "./events/event-bus.js";
import type { Listener } from "./events/listener.js";
import { DEVICE_REMOVED, RevocationList, revocationHash, SESSIONS_ENDED } from "./revocations.js";
import type { Viewer } from "./viewer.js";

const MINUTE_MS = 60_000;
const TV: Viewer = {
  accountId: "ac_1",
  deviceId: "dev_tv",
  profileId: null,
  sessionId: "ses_1",
  scopes: [],
  expiresAt: Number.POSITIVE_INFINITY,
};

function open(kept: readonly string[] = []) {
  const clock = new ManualClock(0);
  const accounts = { isUp: true, kept: kept.map(revocationHash), asked: 0 };
  const read = async () => {
    accounts.asked += 1;
    if (!accounts.isUp) throw new Error("accounts is away");
    return accounts.kept;
  };
  const list = new RevocationList({ clock, read });
  let listener: Listener | undefined;
  const listen = (one: Listener) => {
    listener = one;
    return { [Symbol.asyncDispose]: async () => {} };
  };
  const events: Pick<EventBus, "listen"> = { listen };
  list.listenTo(events);
  const hear = (type: string, payload: Record<string, string | string[]>) =>
    listener?.handle({ type, key: "ac_1", payload, id: "ev_1", at: clock.now() });
  return { clock, accounts, list, hear, missSome: () => listener?.onGap() };
}

it("a process that starts refuses what was revoked before, and trusts nobody until it knows", async () => {
  const { accounts, list } = open(["dev_tv"]);
  accounts.isUp = false;
  await expect(list.known()).rejects.toThrow("accounts is away");
  accounts.isUp = true;
  await Promise.all([list.known(), list.known()]);
  expect(list.isRevoked(TV)).toBe(true);
  expect(list.isRevoked({ ...TV, deviceId: "dev_phone", sessionId: "ses_2" })).toBe(false);
  await list.known();
  expect(accounts.asked).toBe(2);
});

it("it hears of what comes then, and forgets it when no such token can live", async () => {
  const { clock, list, hear } = open();
  await list.known();
  hear(SESSIONS_ENDED, { sessionIds: ["ses_1"] });
  expect(list.isRevoked(TV)).toBe(true);
  // A start may come with a token of the same minute, an hour after its end.
  clock.advance(76 * MINUTE_MS);
  hear(DEVICE_REMOVED, { deviceId: "dev_other" });
  expect(list.isRevoked(TV)).toBe(true);
  clock.advance(5 * MINUTE_MS);
  hear(DEVICE_REMOVED, { deviceId: "dev_third" });
  expect(list.isRevoked(TV)).toBe(false);
});

it("after a gap it reads again, and goes by what it knows while that cannot be", async () => {
  const { accounts, list, missSome } = open();
  await list.known();
  accounts.kept = [revocationHash("ac_1")];
  accounts.isUp = false;
  missSome();
  await list.known();
  expect(list.isRevoked(TV)).toBe(false);
  accounts.isUp = true;
  await list.known();
  await list.known();
  expect(list.isRevoked(TV)).toBe(true);
  const { asked } = accounts;
  await list.known();
  expect(accounts.asked).toBe(asked);
});

it("whoever holds something open is told once of each household whose tokens are revoked, and after a gap of all", async () => {
  const { accounts, list, hear, missSome } = open(["ses_before"]);
  await list.known();
  const told: (string | null)[] = [];
  const listening = list.onRevoked((accountId) => told.push(accountId));
  hear(DEVICE_REMOVED, { deviceId: "dev_tv" });
  hear(DEVICE_REMOVED, { deviceId: "dev_tv" });
  expect(told).toEqual(["ac_1"]);
  missSome();
  await list.known();
  await list.known();
  expect(told).toEqual(["ac_1"]);
  accounts.kept = [revocationHash("ac_2")];
  missSome();
  await list.known();
  await expect.poll(() => told).toEqual(["ac_1", null]);
  listening[Symbol.dispose]();
  hear(DEVICE_REMOVED, { deviceId: "dev_phone" });
  expect(told).toHaveLength(2);
});
