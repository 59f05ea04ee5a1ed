import type { Clock } from "../../lib/clock.js";
import type { Viewer } from "../../lib/viewer.js";
import { isCode } from "./domain/account-code.js";
import type { Session } from "./domain/session.js";
import {
  type BrokenRule,
  checkPassword,
  isTooLong,
  mayBeKnown,
  normaliseEmail,
  normalisePassword,
} from "./domain/sign-up-input.js";
import { codeHash, type MailSender } from "./mail-sender.js";
import { givingBackWhenBusy, type PasswordHasher, unlessBusy } from "./password-hasher.js";
import type { Sessions } from "./sessions.js";
import type { AccountsStore } from "./store.js";
import { type OpenTries, type Tries, tooManyTries } from "./tries.js";

export type PasswordOutcome =
  | ({ readonly kind: "Session" } & Session)
  | { readonly kind: "InvalidCredentials" }
  | ({ readonly kind: "InvalidInput" } & BrokenRule)
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

/** Passwords that change, and addresses that are proved. `clientAddress` is there as far as it is known. */
export interface Credentials {
  /** Sends a code to the address if a household has it; nobody can tell whether one has. */
  requestPasswordReset(email: string, clientAddress?: string): Promise<void>;
  /** A new password for a code; all sessions end, and one begins. */
  resetPassword(code: string, newPassword: string, clientAddress?: string): Promise<PasswordOutcome>;
  /** A new password for the old one; all sessions end but the viewer's; where that had been replaced one begins. */
  changePassword(
    viewer: Viewer,
    current: string,
    newPassword: string,
    clientAddress?: string,
  ): Promise<PasswordOutcome>;
  /** False for a code that is worth nothing (any more). @throws PlayheadError RATE_LIMITED when too many were tried. */
  verifyEmail(code: string, clientAddress?: string): Promise<boolean>;
}

/** Mails to one address in an hour: more is somebody's revenge. */
const MOST_MAILS = 3;
const MAILS_WINDOW_MS = 60 * 60_000;
/** Of one code: a client that lost its answer asks some times. */
const MOST_CODE_TRIES = 10;
const CODES_WINDOW_MS = 15 * 60_000;

const WRONG: PasswordOutcome = { kind: "InvalidCredentials" };

function outcomeOf(session: Session | null): PasswordOutcome {
  return session ? { kind: "Session", ...session } : WRONG;
}

export function createCredentials(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly mails: Pick<MailSender, "wake">;
  readonly clock: Clock;
  readonly openTries: OpenTries;
  readonly passwordTries: Tries;
}): Credentials {
  const { store, hasher, sessions, mails, clock, openTries, passwordTries: passwords } = options;
  const mailed = openTries({ kind: "mail", mostTries: MOST_MAILS, windowMs: MAILS_WINDOW_MS });
  const codes = openTries({ kind: "code", mostTries: MOST_CODE_TRIES, windowMs: CODES_WINDOW_MS });

  return {
    async requestPasswordReset(typed, clientAddress) {
      if (!mayBeKnown(typed)) return;
      const email = normaliseEmail(typed);
      if ((await mailed.take({ subject: email, address: clientAddress })) !== null) return;
      await store.requestMail(email, "RESET_PASSWORD", clock.now());
      mails.wake();
    },

    resetPassword: (code, newPassword, clientAddress) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const hash = codeHash(code);
        const tried = { subject: hash, address: clientAddress };
        const retryAfterSeconds = await codes.take(tried);
        if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
        // Hashing is dear: nobody has it done without a code.
        if (!isCode(code) || !(await store.accountOfCode(hash, "RESET_PASSWORD", clock.now()))) return WRONG;
        const passwordHash = await givingBackWhenBusy(
          () => codes.giveBack(tried),
          () => hasher.hash(normalisePassword(newPassword)),
        );
        const accountId = await store.resetPassword(hash, passwordHash, clock.now());
        if (accountId === null) return WRONG;
        await codes.giveBack(tried);
        const wanted = { accountId, deviceId: null, profileId: null };
        return outcomeOf(await sessions.openOn({ passwordHash }, wanted));
      }),

    changePassword: ({ accountId, sessionId, deviceId, profileId }, current, newPassword, clientAddress) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const tried = { subject: accountId, address: clientAddress };
        const retryAfterSeconds = await passwords.take(tried);
        if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
        const oldHash = await store.passwordHashOf(accountId);
        const isRight = await givingBackWhenBusy(
          () => passwords.giveBack(tried),
          async () => !isTooLong(current) && (await hasher.matches(normalisePassword(current), oldHash)),
        );
        if (!isRight || oldHash === null || sessionId === null) return WRONG;
        await passwords.giveBack(tried);
        const newHash = await hasher.hash(normalisePassword(newPassword));
        const own = await store.changePassword({ accountId, oldHash, newHash, sessionId, now: clock.now() });
        if (own === null) return WRONG;
        const wanted = { id: sessionId, accountId, deviceId, profileId };
        const renewed =
          own === "KEPT" ? sessions.renew(wanted) : sessions.openOn({ passwordHash: newHash }, wanted);
        return outcomeOf(await renewed);
      }),

    async verifyEmail(code, clientAddress) {
      if (!isCode(code)) return false;
      const tried = { subject: codeHash(code), address: clientAddress };
      const retryAfterSeconds = await codes.take(tried);
      if (retryAfterSeconds !== null) throw tooManyTries("codes were tried", retryAfterSeconds);
      const isRight = await store.verifyEmail(codeHash(code), clock.now());
      if (isRight) await codes.giveBack(tried);
      return isRight;
    },
  };
}
