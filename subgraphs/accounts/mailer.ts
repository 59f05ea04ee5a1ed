import type { Logger } from "../../lib/logger.js";

/** A mail as it goes out. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Whoever takes mail to addresses. Rejects when it was not taken: it is then sent again, unless with MailRefused. */
export interface Mailer extends AsyncDisposable {
  send(mail: Mail): Promise<void>;
}

/** No mail is taken for this address, however often it is sent. Says nothing of the address: it is logged. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  /** The mail server's. */
  readonly responseCode: number;

  constructor(responseCode: number) {
    super(`no mail is taken for this address: ${responseCode}`);
    this.responseCode = responseCode;
  }
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
  send: () =>
    Promise.reject(
      Object.assign(new Error("no mail server is set up: set SMTP_URL"), { code: "NO_MAIL_SERVER" }),
    ),
  async [Symbol.asyncDispose]() {},
};
