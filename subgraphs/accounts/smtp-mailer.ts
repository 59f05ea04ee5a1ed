import { createTransport } from "nodemailer";
import type { Mailer } from "./mailer.js";

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
