/** What a code that was sent to an address is good for. */
export type CodePurpose = "VERIFY_EMAIL" | "RESET_PASSWORD";

const HOUR_MS = 60 * 60 * 1_000;

/** How long a code works. */
export const CODE_MS: Readonly<Record<CodePurpose, number>> = {
  VERIFY_EMAIL: 72 * HOUR_MS,
  RESET_PASSWORD: HOUR_MS,
};

/** 16 bytes in base64url: nobody guesses one. */
export const CODE_BYTES = 16;
const CODE = /^[\w-]{22}$/;

/** Whether it can be a code at all. */
export function isCode(text: string): boolean {
  return CODE.test(text);
}

const TEXTS: Readonly<Record<CodePurpose, { subject: string; before: string; after: string }>> = {
  VERIFY_EMAIL: {
    subject: "Is this your address?",
    before: "Welcome! To show that this address is yours, enter this code within three days:",
    after: "If you did not sign up, somebody mistyped their address: do nothing.",
  },
  RESET_PASSWORD: {
    subject: "A new password",
    before: "To choose a new password, enter this code within an hour:",
    after: "If you did not ask for it, do nothing: your password stays what it is.",
  },
};

/** What is written to an address. */
export function mailOf(purpose: CodePurpose, code: string): { subject: string; text: string } {
  const { subject, before, after } = TEXTS[purpose];
  return { subject, text: `${before}\n\n    ${code}\n\n${after}\n` };
}

/** A mail that could not be sent is tried again so long after its nth try. */
export function mailRetryMs(tries: number): number {
  return Math.min(10 * 60_000, 5_000 * 2 ** tries);
}

/** A mail that was not sent in this time is not wanted any more. */
export const MAIL_KEPT_MS = 24 * HOUR_MS;
