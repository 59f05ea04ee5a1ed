/** A rule that some input breaks: which field, and one sentence. What was given is told only where it is no secret. */
export interface BrokenRule {
  readonly field: string;
  readonly message: string;
}

/** RFC 5321's limit of an address. */
const LONGEST_EMAIL = 254;
const SHORTEST_PASSWORD = 8;
/** Longer passwords only cost hashing time. */
const LONGEST_PASSWORD = 200;
/** Control characters, those that nobody sees, and halves of characters: two addresses must not look the same. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/** One mailbox, and nothing that a mail's head reads as a name, a list, a comment or a group (RFC 5322's specials). */
const ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@.<>()[\],;:\\"]+(\.[^\s@.<>()[\],;:\\"]+)+$/;

/** What was taken for an address of a mailbox before that, and may be somebody's. */
const FORMER_ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The form in which an address is stored and looked up: the same however it was typed. */
export function normaliseEmail(email: string): string {
  return email.normalize("NFC").trim().toLowerCase();
}

/** The form in which a password is hashed: keyboards differ in how they compose letters. */
export function normalisePassword(password: string): string {
  return password.normalize("NFC");
}

/** Whether it can become the address of a household. */
export function isEmail(address: string): boolean {
  return isOfForm(address, ADDRESS);
}

/** Whether it can be the address of a household. */
export function mayBeKnown(address: string): boolean {
  return isOfForm(address, FORMER_ADDRESS);
}

function isOfForm(address: string, form: RegExp): boolean {
  const email = address.length <= 2 * LONGEST_EMAIL ? normaliseEmail(address) : address;
  return email.length <= LONGEST_EMAIL && !UNSEEN.test(email) && form.test(email);
}

/** Whether it is longer than any password. */
export function isTooLong(password: string): boolean {
  return lengthOf(password) > LONGEST_PASSWORD;
}

/** The first rule that a sign-up breaks, or null. */
export function checkSignUp(input: {
  readonly email: string;
  readonly password: string;
  readonly country: string;
}): BrokenRule | null {
  if (!isEmail(input.email)) {
    return { field: "email", message: "email must be an address such as name@example.com" };
  }
  const broken = checkPassword(input.password, "password");
  if (broken) return broken;
  if (!/^[A-Z]{2}$/.test(input.country)) {
    const got = JSON.stringify(input.country.slice(0, 80));
    return {
      field: "country",
      message: `country must be an ISO 3166-1 alpha-2 code such as NZ, got ${got}`,
    };
  }
  return null;
}

/** The rule that a new password breaks, or null; it is never repeated. */
export function checkPassword(password: string, field: string): BrokenRule | null {
  const length = lengthOf(password);
  if (length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD) return null;
  const rule = `${field} must be ${SHORTEST_PASSWORD}..${LONGEST_PASSWORD} characters`;
  return { field, message: `${rule}, got ${length}` };
}

/** Characters as people count them, nearly: a letter outside of the first 65,536 is one, not two. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _character of text) length += 1;
  return length;
}
