import { createTransport } from "nodemailer";
import { type Mailer, MailRefused } from "./mailer.js";

/** Connections to the mail server at once. */
const MOST_CONNECTIONS = 2;
const CONNECTION_MS = 10_000;
const SOCKET_MS = 20_000;
/** Replies that speak for good of a mailbox (RFC 5321, 4.2.1); others are of us, such as 530: we must sign in. */
const OF_A_MAILBOX = { lowest: 550, highest: 559 };

/** What nodemailer says of a failure beside its message, which repeats the server's reply, and so the address. */
export interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** Sends over SMTP. @param url smtp:// or smtps://, with user and password where the server asks for them. */
export function createSmtpMailer({ url, from }: { readonly url: string; readonly from: string }): Mailer {
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: MOST_CONNECTIONS,
      connectionTimeout: CONNECTION_MS,
      greetingTimeout: CONNECTION_MS,
      socketTimeout: SOCKET_MS,
      // Mails are texts of ours: nothing in them may read a file or a URL.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send(mail) {
      try {
        // As an address: a text would be read as a list of them, with names.
        await transport.sendMail({ ...mail, to: { name: "", address: mail.to } });
      } catch (error) {
        const { responseCode = 0, command } = error as SmtpFailure;
        const { lowest, highest } = OF_A_MAILBOX;
        const isRefused = command === "RCPT TO" && responseCode >= lowest && responseCode <= highest;
        throw isRefused ? new MailRefused(responseCode) : error;
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}
