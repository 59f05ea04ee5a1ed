import type { Lifecycle } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { createHashingProcess } from "../subgraphs/accounts/hashing-process.js";
import { createLogMailer, type Mailer } from "../subgraphs/accounts/mailer.js";
import { createPasswordHasher, type PasswordHasher } from "../subgraphs/accounts/password-hasher.js";

/** Codes are printed in development alone; elsewhere they go by mail, or not at all. */
export async function openMailer(
  { smtpUrl: url, mailFrom: from }: { readonly smtpUrl?: string | undefined; readonly mailFrom: string },
  isDevelopment: boolean,
  log: Logger,
): Promise<Mailer | undefined> {
  if (url === undefined) return isDevelopment ? createLogMailer(log) : undefined;
  const { createSmtpMailer } = await import("../subgraphs/accounts/smtp-mailer.js");
  return createSmtpMailer({ url, from });
}

/** Hashes in a process of its own, so that nobody who signs up takes time from those who play. */
export function openHasher(lifecycle: Lifecycle): Promise<PasswordHasher> {
  return createPasswordHasher(lifecycle.use("hashing", createHashingProcess()));
}
