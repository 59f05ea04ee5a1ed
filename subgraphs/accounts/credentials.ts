import { createHash } from "node:crypto";
import type { Clock } from "../../lib/clock.js";
import type { Viewer } from "../../lib/viewer.js";
import { isCode } from "./domain/account-code.js";
import type { Session } from "./domain/session.js";
import {
  type BrokenRule,
  checkPassword,
  isEmail,
  isTooLong,
  normaliseEmail,
  normalisePassword,
} from "./domain/sign-up-input.js";
import { codeHash, type MailSender } from "./mail-sender.js";
import { givingBackWhenBusy, type PasswordHasher, unlessBusy } from "./password-hasher.js";
import type { Sessions } from "./sessions.js";
import type { AccountsStore } from "./store.js";
import { createThrottle } from "./throttle.js";

export type PasswordOutcome =
  | ({ readonly kind: "Session" } & Session)
  | { readonly kind: "InvalidCredentials" }
  | ({ readonly kind: "InvalidInput" } & BrokenRule)
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

/** Passwords that change, and addresses that are proved. */
export interface Credentials {
  /** Sends a code to the address if a household has it; nobody can tell whether one has. */
  requestPasswordReset(email: string): Promise<void>;
  /** A new password for a code; all sessions end, and one begins. */
  resetPassword(code: string, newPassword: string): Promise<PasswordOutcome>;
  /** A new password for the old one; all sessions end but the viewer's. */
  changePassword(viewer: Viewer, current: string, newPassword: string): Promise<PasswordOutcome>;
  /** False for a code that is worth nothing (any more). */
  verifyEmail(code: string): Promise<boolean>;
}

/** Mails to one address in an hour: more is somebody's revenge. */
const MOST_MAILS = 3;
const MAILS_WINDOW_MS = 60 * 60_000;
const MOST_PASSWORD_TRIES = 5;
const TRIES_WINDOW_MS = 15 * 60_000;
/** Some 15 MB each. */
const MOST_KEYS = 100_000;

const WRONG: PasswordOutcome = { kind: "InvalidCredentials" };

export function createCredentials(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly mails: Pick<MailSender, "wake">;
  readonly clock: Clock;
}): Credentials {
  const { store, hasher, sessions, mails, clock } = options;
  const mailed = createThrottle({
    ...{ clock, mostTries: MOST_MAILS, windowMs: MAILS_WINDOW_MS, mostKeys: MOST_KEYS },
  });
  const tried = createThrottle({
    ...{ clock, mostTries: MOST_PASSWORD_TRIES, windowMs: TRIES_WINDOW_MS, mostKeys: MOST_KEYS },
  });

  return {
    async requestPasswordReset(address) {
      if (!isEmail(address)) return;
      const email = normaliseEmail(address);
      if (mailed.take(createHash("sha256").update(email).digest("base64url")) !== null) return;
      await store.requestMail(email, "RESET_PASSWORD", clock.now());
      mails.wake();
    },

    resetPassword: (code, newPassword) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const hash = codeHash(code);
        // Hashing is dear: nobody has it done without a code.
        if (!isCode(code) || !(await store.accountOfCode(hash, "RESET_PASSWORD", clock.now()))) return WRONG;
        const passwordHash = await hasher.hash(normalisePassword(newPassword));
        const accountId = await store.resetPassword(hash, passwordHash, clock.now());
        return accountId === null ? WRONG : { kind: "Session", ...(await sessions.open(accountId, null)) };
      }),

    changePassword: ({ accountId, sessionId, deviceId, profileId }, current, newPassword) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const retryAfterSeconds = tried.take(accountId);
        if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
        const from = await store.passwordHashOf(accountId);
        const isRight = await givingBackWhenBusy(
          () => tried.giveBack(accountId),
          async () => !isTooLong(current) && (await hasher.matches(normalisePassword(current), from)),
        );
        if (!isRight || from === null || sessionId === null) return WRONG;
        tried.giveBack(accountId);
        const to = await hasher.hash(normalisePassword(newPassword));
        if (!(await store.changePassword({ accountId, from, to, sessionId, now: clock.now() }))) return WRONG;
        const session = await sessions.renew({ id: sessionId, accountId, deviceId, profileId });
        return { kind: "Session", ...session };
      }),

    verifyEmail: async (code) => isCode(code) && store.verifyEmail(codeHash(code), clock.now()),
  };
}
