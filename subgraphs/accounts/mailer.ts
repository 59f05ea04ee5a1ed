import { createTransport } from "nodemailer";
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

/** Connections to the mail server at once. */
const MOST_CONNECTIONS = 2;
const CONNECTION_MS = 10_000;
const SOCKET_MS = 20_000;

/** Sends over SMTP. @param url smtp:// or smtps://, with user and password where the server asks for them. */
export function createSmtpMailer({ url, from }: { readonly url: string; readonly from: string }): Mailer {
  const transport = createTransport(
    {
      ...{ url, pool: true, maxConnections: MOST_CONNECTIONS },
      ...{ connectionTimeout: CONNECTION_MS, greetingTimeout: CONNECTION_MS, socketTimeout: SOCKET_MS },
      // Mails are texts of ours: nothing in them may read a file or a URL.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    },
    { from },
  );
  return {
    async send(mail) {
      await transport.sendMail(mail);
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
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
