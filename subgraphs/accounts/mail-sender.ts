import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { CODE_BYTES, CODE_MS, MAIL_KEPT_MS, mailOf, mailRetryMs } from "./domain/account-code.js";
import type { Mailer } from "./mailer.js";
import type { DueMail } from "./store/codes.js";
import type { AccountsStore } from "./store.js";

/** How late a mail goes out that another process noted and did not send. */
const LOOK_EVERY_MS = 5_000;
/** Mails taken at once; nobody else tries them for as long as all of them may take. */
const MOST_AT_ONCE = 20;
const TAKEN_MS = 10 * 60_000;

/** Sends what was noted, behind everybody's back: nobody can tell from an answer whether there was anything to send. */
export interface MailSender extends AsyncDisposable {
  /** Something was noted. */
  wake(): void;
}

/** The hash under which a code is kept: codes are random, so that a fast one keeps them as well as a slow one. */
export function codeHash(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}

export function startMailSender(options: {
  readonly store: AccountsStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Logger;
}): MailSender {
  const { store, mailer, clock, log } = options;
  let isOpen = true;
  /** Something was noted while the last look was under way. */
  let wasWoken = false;
  let waiting: Disposable | undefined;
  let working: Promise<void> | undefined;

  /** Makes up the code only now, so that it is nowhere but in the mail. */
  async function send(mail: DueMail): Promise<void> {
    const { email, purpose, requestedAt } = mail;
    const now = clock.now();
    const code = randomBytes(CODE_BYTES).toString("base64url");
    const isWanted = now - requestedAt < MAIL_KEPT_MS;
    if (isWanted && (await store.keepCode(email, purpose, codeHash(code), now + CODE_MS[purpose]))) {
      try {
        await mailer.send({ to: email, ...mailOf(purpose, code) });
      } catch (error) {
        log.warn({ reason: (error as Error).message }, "a mail was not sent, and is tried again");
        // Each wait about doubles the age.
        await store.retryMail(
          mail,
          now + mailRetryMs(Math.floor(Math.log2(1 + (now - requestedAt) / 5_000))),
        );
        return;
      }
    }
    await store.closeMail(mail);
  }

  async function look(): Promise<void> {
    try {
      let due: readonly DueMail[];
      do {
        due = await store.takeDueMails(clock.now(), clock.now() + TAKEN_MS, MOST_AT_ONCE);
        for (const mail of due) await send(mail);
      } while (isOpen && due.length === MOST_AT_ONCE);
    } catch (error) {
      log.warn({ err: error }, "mails are sent later");
    }
  }

  function wake(): void {
    if (!isOpen) return;
    if (working) {
      wasWoken = true;
      return;
    }
    waiting?.[Symbol.dispose]();
    working = look().finally(() => {
      working = undefined;
      if (!isOpen) return;
      if (wasWoken) wake();
      else waiting = clock.after(LOOK_EVERY_MS, wake);
    });
    wasWoken = false;
  }

  waiting = clock.after(LOOK_EVERY_MS, wake);
  return {
    wake,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      waiting?.[Symbol.dispose]();
      await working;
    },
  };
}
