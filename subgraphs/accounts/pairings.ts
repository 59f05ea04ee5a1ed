import { createHash, randomBytes } from "node:crypto";
import { addressBlockOf } from "../../lib/address-block.js";
import type { Clock } from "../../lib/clock.js";
import { badInput, PlayheadError } from "../../lib/errors.js";
import type { Ids } from "../../lib/ids.js";
import type { Viewer } from "../../lib/viewer.js";
import { type DeviceOutcome, outcomeOf } from "./account-administration.js";
import { checkDevice, type DevicePresented, soundDevice } from "./domain/device.js";
import {
  judgePoll,
  PAIRING_MS,
  type Pairing,
  POLL_SECONDS,
  shownUserCode,
  typedUserCode,
  userCodeFrom,
} from "./domain/pairing.js";
import type { Session } from "./domain/session.js";
import { isUnderALimit } from "./profiles.js";
import type { Sessions } from "./sessions.js";
import type { AccountsStore } from "./store.js";
import { type OpenTries, tooManyTries } from "./tries.js";

/** What a television shows, and asks with. Instants are milliseconds since the epoch. */
export interface StartedPairing {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresAt: number;
  readonly intervalSeconds: number;
}

export type PollOutcome =
  | ({ readonly kind: "Session" } & Session)
  | { readonly kind: "PairingPending"; readonly intervalSeconds: number }
  | { readonly kind: "PairingExpired" }
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

/** Lets a television in from a phone (RFC 8628). */
export interface Pairings {
  /**
   * `clientAddress` is there as far as it is known.
   *
   * @throws PlayheadError BAD_USER_INPUT for a device without a name, RATE_LIMITED when too many of the address asked, and
   * SERVICE_UNAVAILABLE when too many wait.
   */
  start(device: DevicePresented, clientAddress?: string): Promise<StartedPairing>;
  /**
   * What waits under a code, as a phone shows it before it approves. Null where nothing does.
   *
   * @throws PlayheadError RATE_LIMITED when too many codes were tried; so does `approve`.
   */
  pending(accountId: string, userCode: string, clientAddress?: string): Promise<Pairing | null>;
  /** Not for a viewer under an age limit: the device's session has none. */
  approve(viewer: Viewer, userCode: string, clientAddress?: string): Promise<DeviceOutcome>;
  /** The television's session, once: one that lost it is taken out of the household, and has to be let in anew. */
  poll(deviceCode: string): Promise<PollOutcome>;
}

/** Televisions that wait at once: an evening's sale of them; more are somebody's script. */
const MOST_OPEN = 10_000;
/** Televisions of one address in a window, a carrier's gateway among them: one address never keeps all others waiting. */
const MOST_STARTS = 100;
const STARTS_WINDOW_MS = PAIRING_MS;
/** Codes that a household may try. */
const MOST_TRIES = 10;
const TRIES_WINDOW_MS = 10 * 60_000;
/** Two codes in a row that are taken are chance; ten are a fault. */
const MOST_DRAWS = 10;
const DEVICE_CODE = /^[\w-]{43}$/;

const NOT_UNDER_A_LIMIT: DeviceOutcome = {
  kind: "InvalidInput",
  field: "userCode",
  message: "a profile with an age limit lets no device in: select one without",
};

const UNKNOWN_CODE: DeviceOutcome = {
  kind: "InvalidInput",
  field: "userCode",
  message: "userCode must be one that a television shows now: it may have expired, or be used already",
};

export function createPairings(options: {
  readonly store: AccountsStore;
  readonly sessions: Sessions;
  readonly verificationUri: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly openTries: OpenTries;
}): Pairings {
  const { store, verificationUri, clock, ids } = options;
  const tries = options.openTries({ kind: "user-code", mostTries: MOST_TRIES, windowMs: TRIES_WINDOW_MS });

  const starts = options.openTries({
    kind: "pairing",
    mostTries: MOST_STARTS,
    windowMs: STARTS_WINDOW_MS,
  });

  async function countStart(clientAddress: string): Promise<void> {
    // Nobody is known by anything else yet.
    const tried = { subject: addressBlockOf(clientAddress), address: undefined };
    const retryAfterSeconds = await starts.take(tried);
    if (retryAfterSeconds !== null) throw tooManyTries("televisions asked", retryAfterSeconds);
  }

  /** The pairing of a code that was typed; a right one costs no try. */
  async function found(accountId: string, typed: string, clientAddress?: string): Promise<Pairing | null> {
    const tried = { subject: accountId, address: clientAddress };
    const retryAfterSeconds = await tries.take(tried);
    if (retryAfterSeconds !== null) throw tooManyTries("codes were tried", retryAfterSeconds);
    const code = typedUserCode(typed);
    const pairing = code === null ? null : await store.waitingPairing(code, clock.now());
    if (pairing) await tries.giveBack(tried);
    return pairing;
  }

  return {
    async start(presented, clientAddress) {
      const broken = checkDevice(presented);
      if (broken) throw badInput(broken.field, "must be 1..100 characters that can be seen", presented.name);
      if (clientAddress !== undefined) await countStart(clientAddress);
      const now = clock.now();
      if ((await store.openPairings(now)) >= MOST_OPEN) {
        throw new PlayheadError(
          "SERVICE_UNAVAILABLE",
          "too many televisions wait to be let in: try again soon",
        );
      }
      const { name, family } = soundDevice(presented);
      const deviceCode = randomBytes(32).toString("base64url");
      const expiresAt = now + PAIRING_MS;
      const waits = { name, family, requestedAt: now, expiresAt };
      const userCode = await keepUnderFreeCode(store, hashOf(deviceCode), waits);
      return { deviceCode, userCode, verificationUri, expiresAt, intervalSeconds: POLL_SECONDS };
    },

    pending: found,

    async approve(viewer, typed, clientAddress) {
      if (await isUnderALimit(store, viewer)) return NOT_UNDER_A_LIMIT;
      const { accountId, sessionId } = viewer;
      const pairing = await found(accountId, typed, clientAddress);
      if (!pairing) return UNKNOWN_CODE;
      const by = { accountId, sessionId, newDeviceId: ids.next("dev") };
      const registered = await store.approvePairing(pairing.userCode, by, clock.now());
      return registered ? outcomeOf(registered) : UNKNOWN_CODE;
    },

    poll: (deviceCode) => poll(deviceCode, options),
  };
}

/** Keeps a pairing under a user code that no other waits under, and gives the code as it is shown. */
async function keepUnderFreeCode(
  store: AccountsStore,
  hash: string,
  waits: Pick<Pairing, "name" | "family" | "requestedAt" | "expiresAt">,
): Promise<string> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const userCode = userCodeFrom(randomBytes(32));
    if (userCode !== null && (await store.createPairing(hash, { ...waits, userCode }))) {
      return shownUserCode(userCode);
    }
  }
  throw new Error(`no user code was free in ${MOST_DRAWS} draws`);
}

async function poll(
  deviceCode: string,
  { store, sessions, clock }: Parameters<typeof createPairings>[0],
): Promise<PollOutcome> {
  if (!DEVICE_CODE.test(deviceCode)) return { kind: "PairingExpired" };
  const hash = hashOf(deviceCode);
  const now = clock.now();
  const pairing = await store.pairingByDevice(hash);
  const verdict = judgePoll(pairing, now);
  if (verdict === "EXPIRED") return { kind: "PairingExpired" };
  if (verdict === "TOO_SOON") return { kind: "Throttled", retryAfterSeconds: POLL_SECONDS };
  if (verdict === "UNDER_WAY") return { kind: "PairingPending", intervalSeconds: POLL_SECONDS };
  if (verdict === "PENDING" || !pairing?.approved) {
    await store.notePoll(hash, now);
    return { kind: "PairingPending", intervalSeconds: POLL_SECONDS };
  }
  const { accountId, deviceId } = pairing.approved;
  if (verdict === "LOST") {
    await store.removeDevice(deviceId, accountId, now);
    return { kind: "PairingExpired" };
  }
  const session = await sessions.openOn({ pairing: hash }, { accountId, deviceId, profileId: null });
  return session ? { kind: "Session", ...session } : { kind: "PairingExpired" };
}

/** Device codes are random: a fast hash keeps them as well as a slow one would. */
function hashOf(deviceCode: string): string {
  return createHash("sha256").update(deviceCode).digest("base64url");
}
