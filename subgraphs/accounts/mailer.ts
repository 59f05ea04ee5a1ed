import type { Logger } from "../../lib/logger.js";

/** A mail as it goes out. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Whoever takes mail to addresses. Rejects when it was not taken: it is then sent again. */
export interface Mailer extends AsyncDisposable {
  send(mail: Mail): Promise<void>;
}

/** Prints mails with their codes: for development alone. */
export function createLogMailer(log: Logger): Mailer {
  return {
    async send(mail) {
      log.warn(mail, "a mail, printed because this is development");
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Keeps mails where a test reads them. */
export function createMemoryMailer(): Mailer & { readonly sent: readonly Mail[] } {
  const sent: Mail[] = [];
  return {
    sent,
    async send(mail) {
      sent.push(mail);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Where no mail server is set up no mail goes out: codes are secrets, and never printed. */
export const noMailer: Mailer = {
  send: () => Promise.reject(new Error("no mail server is set up: set SMTP_URL")),
  async [Symbol.asyncDispose]() {},
};
