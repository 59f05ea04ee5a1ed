import { createHash, randomBytes } from "node:crypto";
import { type Clock, machineClock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { CODE_BYTES, CODE_MS, MAIL_KEPT_MS, mailOf, mailRetryMs } from "./domain/account-code.js";
import { type Mailer, MailRefused } from "./mailer.js";
import type { SmtpFailure } from "./smtp-mailer.js";
import type { DueMail } from "./store/codes.js";
import type { AccountsStore } from "./store.js";

/** How late a mail goes out that another process noted and did not send. */
const LOOK_EVERY_MS = 5_000;
/**
 * What is noted within this of the machine's time goes out together: in a rush a look costs as much as what noted the mail.
 */
const GATHER_MS = 500;
/** Mails taken at once; nobody else tries them for as long as all of them may take. After a crash they go out again. */
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

/** Without the error's message: it repeats the mail server's reply, which often has the address. */
function logFailure(log: Logger, error: unknown): void {
  const { code: failure, responseCode, command } = error as SmtpFailure;
  const what = error instanceof MailRefused ? "refused, and is not" : "not sent, and is";
  log.warn({ failure, responseCode, command }, `a mail was ${what} tried again`);
}

interface SenderOptions {
  readonly store: AccountsStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Given back, mails wait for the next process. */
const GIVEN_BACK_MS = 1_000;

/** Takes the mails that are due and sends them. */
function createDelivery({ store, mailer, clock, log }: SenderOptions, isOpen: () => boolean) {
  /** Taken and not sent, until when they are nobody else's; sent and not closed: where the database went away meanwhile. */
  const taken = new Set<DueMail>();
  let takenUntil = 0;
  let sent: DueMail[] = [];

  async function take(): Promise<readonly DueMail[]> {
    takenUntil = clock.now() + TAKEN_MS;
    const due = await store.takeDueMails(clock.now(), takenUntil, MOST_AT_ONCE);
    for (const mail of due) taken.add(mail);
    return due;
  }

  async function closeSent(): Promise<void> {
    if (sent.length > 0) await store.closeMails(sent);
    sent = [];
  }

  /** Makes up codes only now, so that they are nowhere but in the mails. */
  async function sendAll(due: readonly DueMail[]): Promise<void> {
    const now = clock.now();
    const codes = new Map(due.map((mail) => [mail, randomBytes(CODE_BYTES).toString("base64url")]));
    const kept = await store.keepCodes(
      [...codes].map(([{ email, purpose }, code]) => {
        return { email, purpose, hash: codeHash(code), expiresAt: now + CODE_MS[purpose] };
      }),
    );
    try {
      for (const [mail, code] of codes) {
        // A mail server that hangs takes as long for each.
        if (!isOpen()) break;
        const isWanted = now - mail.requestedAt < MAIL_KEPT_MS && kept.has(mail.email);
        if (!isWanted || (await send(mail, code))) sent.push(mail);
        taken.delete(mail);
      }
    } finally {
      await closeSent();
    }
  }

  /** Goes on with what was left when the database went away; what is anybody's by now is taken as all else is. */
  async function finish(): Promise<void> {
    await closeSent();
    if (clock.now() >= takenUntil) taken.clear();
    if (taken.size > 0) await sendAll([...taken]);
  }

  /** False for one that is tried again. */
  async function send(mail: DueMail, code: string): Promise<boolean> {
    try {
      await mailer.send({ to: mail.email, ...mailOf(mail.purpose, code) });
      return true;
    } catch (error) {
      logFailure(log, error);
      if (error instanceof MailRefused) return true;
      const now = clock.now();
      // Each wait about doubles the age.
      const tries = Math.floor(Math.log2(1 + (now - mail.requestedAt) / 5_000));
      await store.retryMail(mail, now + mailRetryMs(tries));
      return false;
    }
  }
  /** What was taken and not sent is for whoever goes on. */
  async function giveBack(): Promise<void> {
    const at = clock.now() + GIVEN_BACK_MS;
    for (const mail of taken) await store.retryMail(mail, at);
    taken.clear();
  }
  return { finish, take, sendAll, giveBack };
}

export function startMailSender(options: SenderOptions): MailSender {
  const { clock, log } = options;
  let isOpen = true;
  const { finish, take, sendAll, giveBack } = createDelivery(options, () => isOpen);
  /** Something was noted since the last look began. */
  let wasWoken = false;
  /** Of the next look. */
  let waiting: Disposable | undefined;
  let gathering: Disposable | undefined;
  let working: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      await finish();
      let due: readonly DueMail[];
      do {
        due = await take();
        if (due.length > 0) await sendAll(due);
      } while (isOpen && due.length === MOST_AT_ONCE);
    } catch (error) {
      log.warn({ err: error }, "mails are sent later");
    }
  }

  function begin(): void {
    waiting?.[Symbol.dispose]();
    wasWoken = false;
    working = look().finally(() => {
      working = undefined;
      if (!isOpen) return;
      waiting = clock.after(LOOK_EVERY_MS, wake);
      gathering = machineClock.after(GATHER_MS, () => {
        gathering = undefined;
        if (wasWoken) begin();
      });
    });
  }

  function wake(): void {
    if (!isOpen) return;
    wasWoken = true;
    if (!working && !gathering) begin();
  }

  waiting = clock.after(LOOK_EVERY_MS, wake);
  return {
    wake,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      waiting?.[Symbol.dispose]();
      gathering?.[Symbol.dispose]();
      await working;
      await giveBack().catch((error: unknown) =>
        log.warn({ err: error }, "mails wait until they are anybody's"),
      );
    },
  };
}
