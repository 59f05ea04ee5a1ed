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
import { type OpenTries, tooManyTries } from "./tries.js";

export type PasswordOutcome =
  | ({ readonly kind: "Session" } & Session)
  | { readonly kind: "InvalidCredentials" }
  | ({ readonly kind: "InvalidInput" } & BrokenRule)
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

/** Passwords that change, and addresses that are proved. `from` is the client's address, as far as it is known. */
export interface Credentials {
  /** Sends a code to the address if a household has it; nobody can tell whether one has. */
  requestPasswordReset(email: string, from?: string): Promise<void>;
  /** A new password for a code; all sessions end, and one begins. */
  resetPassword(code: string, newPassword: string, from?: string): Promise<PasswordOutcome>;
  /** A new password for the old one; all sessions end but the viewer's; where that had been replaced one begins. */
  changePassword(
    viewer: Viewer,
    current: string,
    newPassword: string,
    from?: string,
  ): Promise<PasswordOutcome>;
  /** False for a code that is worth nothing (any more). @throws PlayheadError RATE_LIMITED when too many were tried. */
  verifyEmail(code: string, from?: string): Promise<boolean>;
}

/** Mails to one address in an hour: more is somebody's revenge. */
const MOST_MAILS = 3;
const MAILS_WINDOW_MS = 60 * 60_000;
const MOST_PASSWORD_TRIES = 5;
const TRIES_WINDOW_MS = 15 * 60_000;
/** Of one code: a client that lost its answer asks some times. */
const MOST_CODE_TRIES = 10;

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
}): Credentials {
  const { store, hasher, sessions, mails, clock, openTries } = options;
  const mailed = openTries({ kind: "mail", mostTries: MOST_MAILS, windowMs: MAILS_WINDOW_MS });
  const windowMs = TRIES_WINDOW_MS;
  const passwords = openTries({ kind: "password", mostTries: MOST_PASSWORD_TRIES, windowMs });
  const codes = openTries({ kind: "code", mostTries: MOST_CODE_TRIES, windowMs });

  return {
    async requestPasswordReset(typed, address) {
      if (!mayBeKnown(typed)) return;
      const email = normaliseEmail(typed);
      if ((await mailed.take({ subject: email, address })) !== null) return;
      await store.requestMail(email, "RESET_PASSWORD", clock.now());
      mails.wake();
    },

    resetPassword: (code, newPassword, address) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const hash = codeHash(code);
        const tried = { subject: hash, address };
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

    changePassword: ({ accountId, sessionId, deviceId, profileId }, current, newPassword, address) =>
      unlessBusy(async () => {
        const broken = checkPassword(newPassword, "newPassword");
        if (broken) return { kind: "InvalidInput", ...broken };
        const tried = { subject: accountId, address };
        const retryAfterSeconds = await passwords.take(tried);
        if (retryAfterSeconds !== null) return { kind: "Throttled", retryAfterSeconds };
        const from = await store.passwordHashOf(accountId);
        const isRight = await givingBackWhenBusy(
          () => passwords.giveBack(tried),
          async () => !isTooLong(current) && (await hasher.matches(normalisePassword(current), from)),
        );
        if (!isRight || from === null || sessionId === null) return WRONG;
        await passwords.giveBack(tried);
        const to = await hasher.hash(normalisePassword(newPassword));
        const own = await store.changePassword({ accountId, from, to, sessionId, now: clock.now() });
        if (own === null) return WRONG;
        const wanted = { id: sessionId, accountId, deviceId, profileId };
        const renewed =
          own === "KEPT" ? sessions.renew(wanted) : sessions.openOn({ passwordHash: to }, wanted);
        return outcomeOf(await renewed);
      }),

    async verifyEmail(code, address) {
      if (!isCode(code)) return false;
      const tried = { subject: codeHash(code), address };
      const retryAfterSeconds = await codes.take(tried);
      if (retryAfterSeconds !== null) throw tooManyTries("codes were tried", retryAfterSeconds);
      const isRight = await store.verifyEmail(codeHash(code), clock.now());
      if (isRight) await codes.giveBack(tried);
      return isRight;
    },
  };
}
